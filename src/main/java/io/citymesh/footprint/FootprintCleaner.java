package io.citymesh.footprint;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Footing;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Turns a cluster of footprints, as they were read, into buildings that can be meshed.
 *
 * <p>A cluster is a set of footprints that contains, with each, all others within {@link
 * CleaningOptions#clusterDistance()} of it. The result depends on the set of footprints alone, not
 * on their order. Immutable and thread-safe.
 */
public final class FootprintCleaner implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<SourceFootprint> ORDER =
      Comparator.comparing(SourceFootprint::id)
          .thenComparing((a, b) -> a.geometry().compareTo(b.geometry()))
          .thenComparingDouble(source -> source.heights().height())
          .thenComparingDouble(source -> source.heights().roof())
          .thenComparingDouble(source -> source.heights().lidar())
          .thenComparingDouble(source -> source.heights().storeys());

  /** The area of a building that a feature covers to count as one of its sources, square metres. */
  private static final double SOURCE_AREA = 0.5;

  /**
   * The share of a feature that lies in a building, with which it counts as one of its sources too.
   */
  private static final double SOURCE_SHARE = 0.05;

  /** How far a building's roof lies below a roof that was read, for a remark, metres. */
  private static final double LOWERED = 3;

  /** Why a roof was lowered: the mean of merged roofs. */
  public static final String IN_MEAN = "its roof is lost in the mean of its building";

  /** Why a roof was lowered: a part too small to be a building. */
  public static final String IN_NEIGHBOUR = "a small part given to a lower neighbour";

  /** Up to so many footprints are looked through without an index. */
  private static final int FEW = 16;

  private static final String JOINED = "joined to neighbours";
  private static final String TOO_SMALL = "smaller than the smallest area";
  private static final String TOO_NARROW = "narrower than the smallest detail";
  private static final String NO_HEIGHT = "no height";
  private static final String COVERED = "covered by others";
  private static final String NOT_ABOVE = "roof not above the terrain";
  private static final String OUT_OF_RANGE = " out of range";
  private static final String ROUNDED = "roof to a multiple of the roof step";

  private static final SortedMap<String, Double> NOTHING_DROPPED =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  private static final SortedMap<String, List<Geometry>> NOTHING_LEFT_OUT =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  private final CleaningOptions options;
  private final Terrain terrain;
  private final Limits limits;
  private final HeightChain heights;

  /**
   * The buildings of a cluster, and what was done to its footprints.
   *
   * @param buildings sorted; without numbers as yet
   * @param remarks what was done, in a fixed order
   * @param areas what became of the ground that the footprints cover
   * @param volumes of the footprints and of the buildings
   * @param footings of the blocks that the buildings make, if these are to stand on one elevation
   *     each
   */
  public record Result(
      List<CleanedBuilding> buildings,
      List<Remark> remarks,
      AreaAccount areas,
      Volumes volumes,
      List<Footing> footings)
      implements Serializable {

    /** Buildings that stand on the terrain as it is. */
    public Result(
        List<CleanedBuilding> buildings, List<Remark> remarks, AreaAccount areas, Volumes volumes) {
      this(buildings, remarks, areas, volumes, List.of());
    }
  }

  /**
   * Volumes between the terrain and the roofs, cubic metres.
   *
   * @param source of the footprints inside the domain, below the highest roof over each point
   * @param buildings of the buildings
   */
  public record Volumes(double source, double buildings) implements Serializable {}

  /** A footprint made valid, cut at the domain and put on the grid. */
  private record Prepared(SourceFootprint source, Geometry area) {}

  /** A cleaner for a rectangle to be meshed. */
  public FootprintCleaner(
      CleaningOptions options, Terrain terrain, Bounds domain, OptionalDouble fallbackHeight) {
    this(options, terrain, Sides.of(domain), fallbackHeight);
  }

  /**
   * @param terrain defined in the whole domain
   * @param domain buildings are cut one smallest detail away from its boundary
   * @param fallbackHeight the height above ground of buildings without any, metres
   * @throws UserError if the fallback height is not positive
   */
  public FootprintCleaner(
      CleaningOptions options, Terrain terrain, Sides domain, OptionalDouble fallbackHeight) {
    if (fallbackHeight.isPresent()
        && !(fallbackHeight.getAsDouble() > 0 && fallbackHeight.getAsDouble() < 10_000)) {
      throw new UserError(
          "--building-height is "
              + fallbackHeight.getAsDouble()
              + ": give a height above ground between 0 and 10000 metres.");
    }
    this.options = options;
    this.terrain = terrain;
    this.limits = Limits.in(domain, options.minDetail());
    this.heights = new HeightChain(fallbackHeight);
  }

  /**
   * Cleans one cluster.
   *
   * @param step is told when one of the steps ends that take long if the cluster is large
   */
  public Result clean(List<PackedFootprint> cluster, Runnable step) {
    if (cluster.size() == 1) {
      PlainFootprint known = PlainFootprint.known(cluster.get(0).wkb(), options, limits);
      return known != null && known.isFine()
          ? standing(plain(cluster.get(0), known))
          : clean(List.of(SourceFootprint.of(cluster.get(0))), known, step);
    }
    Collection<SourceFootprint> sources = cluster.stream().map(SourceFootprint::of).toList();
    return clean(sources, step);
  }

  /** Cleans one cluster. */
  public Result clean(Collection<SourceFootprint> cluster) {
    return clean(cluster, () -> {});
  }

  /**
   * Cleans one cluster.
   *
   * @param step is told when one of the steps ends that take long if the cluster is large
   */
  public Result clean(Collection<SourceFootprint> cluster, Runnable step) {
    return clean(cluster, null, step);
  }

  /**
   * @param known of the only footprint; null if nothing is, or if there are several
   */
  private Result clean(Collection<SourceFootprint> cluster, PlainFootprint known, Runnable step) {
    List<SourceFootprint> sorted = new ArrayList<>(cluster);
    sorted.sort(ORDER);
    return standing(new Cleaning(known, step).of(sorted));
  }

  /** The result with what its buildings stand on. */
  private Result standing(Result on) {
    if (options.base() == Base.TERRAIN || on.buildings.isEmpty()) {
      return on;
    }
    Bases bases = new Bases(terrain, options.groundPercentile(), on.buildings);
    return new Result(
        bases.buildings(), on.remarks, on.areas, on.volumes, List.copyOf(bases.footings()));
  }

  /** Cleans a cluster of one plain footprint: what {@link Cleaning} does, without overlays. */
  private Result plain(PackedFootprint packed, PlainFootprint plain) {
    Levels levels = new Levels(terrain, options.groundPercentile());
    Polygon outline = Shapes.polygon(plain.outline());
    boolean unchanged = plain.outline() == plain.area();
    Geometry area =
        unchanged
            ? outline
            : Shapes.FACTORY.createMultiPolygon(new Polygon[] {Shapes.polygon(plain.area())});
    double source = area.getArea();
    double built = unchanged ? source : outline.getArea();
    if (built < options.minArea()) {
      Levels.Ground ground = levels.under(plain.area());
      double roof = heights.roof(packed.heights(), ground.percentile()).elevation();
      double volume = Double.isNaN(roof) ? 0 : ground.volume(source, roof);
      return dropped(packed, TOO_SMALL, List.of(), source, volume);
    }
    Levels.Ground ground = levels.under(plain.outline());
    HeightChain.Roof roof = heights.roof(packed.heights(), ground.percentile());
    List<Remark> remarks = new ArrayList<>();
    for (HeightSource ignored : roof.ignored()) {
      remarks.add(remark(Remark.Kind.HEIGHT, packed, ignored.words() + OUT_OF_RANGE));
    }
    if (Double.isNaN(roof.elevation())) {
      return dropped(packed, NO_HEIGHT, remarks, source, 0);
    }
    HeightChain.Joint joint = new HeightChain.Joint(isHighest());
    joint.add(roof, options.sharedWalls() ? 1 : built);
    double lowest = levels.lowestRoof(plain.outline());
    double elevation = Shapes.snapped(joint.elevation());
    if (elevation < lowest) {
      remarks.add(remark(Remark.Kind.LIFTED, packed, NOT_ABOVE));
    }
    double top = Math.max(elevation, lowest);
    if (options.sharedWalls()) {
      top += 0.0; // Roofs that keep their identity are counted in millimetres: 0 and never -0.
    }
    AreaAccount account =
        unchanged
            ? new AreaAccount(source, source, NOTHING_DROPPED, 0, 0, 0)
            : AreaAccount.of(
                area,
                area,
                List.of(outline),
                OptionalDouble.empty(),
                NOTHING_LEFT_OUT,
                any -> TOO_SMALL);
    return new Result(
        List.of(
            new CleanedBuilding(
                List.of(packed.id()), ground.percentile(), top, joint.source(), outline)),
        List.copyOf(remarks),
        account,
        new Volumes(ground.volume(source, roof.elevation()), ground.volume(built, top)));
  }

  /** What becomes of a footprint of which nothing is built. */
  private static Result dropped(
      PackedFootprint packed, String reason, List<Remark> before, double area, double volume) {
    List<Remark> remarks = new ArrayList<>(before);
    remarks.add(remark(Remark.Kind.DROPPED, packed, reason));
    SortedMap<String, Double> dropped =
        Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(reason, area)));
    return new Result(
        List.of(),
        List.copyOf(remarks),
        new AreaAccount(area, 0, dropped, 0, 0, 0),
        new Volumes(volume, 0));
  }

  private static Remark remark(Remark.Kind kind, PackedFootprint packed, String reason) {
    return new Remark(kind, packed.id(), reason, packed.geometry());
  }

  /** Whether the highest roof of a building counts alone. */
  private boolean isHighest() {
    return !options.sharedWalls() && options.mergeRoofs() == MergeRoofs.MAX;
  }

  /**
   * A small part that was given to a neighbour's building.
   *
   * @param number of the footprint that it was of
   * @param area square metres
   * @param building place of the neighbour's building in the list
   */
  private record GivenAway(int number, double area, int building) {}

  /** The work on one cluster. */
  private final class Cleaning {
    /** What is plain about the only footprint; or null. */
    private final PlainFootprint known;

    private final Runnable step;
    private final Levels levels = new Levels(terrain, options.groundPercentile());
    private final List<Prepared> prepared = new ArrayList<>();
    private final Map<String, SourceFootprint> byId = new TreeMap<>();

    /** The remarks, each once: a feature may be part of several buildings. */
    private final Set<Remark> remarks = new LinkedHashSet<>();

    /** The features that are part of a building, and the others with the reason if it is known. */
    private final Set<String> used = new TreeSet<>();

    private final Map<String, String> lost = new TreeMap<>();

    /** The outlines that are no building, and the features that are part of none, by reason. */
    private final SortedMap<String, List<Geometry>> leftOut = new TreeMap<>();

    /** The features' areas, also outside the domain. */
    private final List<Geometry> unclipped = new ArrayList<>();

    /** Whether no more was done to the areas than to round their vertices to the grid. */
    private boolean rounded = true;

    /** Whether some features reach out of the domain. */
    private boolean clipped;

    /** Whether it is known that no two areas of several overlap. */
    private boolean disjoint;

    /** The areas that the merged buildings have in common with each of the areas, all together. */
    private double built;

    /** The roofs as they were read, and which is the highest where footprints overlap. */
    private SourceRoofs roofs;

    private Stack stack;

    /** Small parts that went to neighbours, to be told once the roofs are final. */
    private final List<GivenAway> givenAway = new ArrayList<>();

    /** Whether it is known that no building has a detail that is too fine. */
    private boolean fine;

    /** Corners in which buildings were parted. */
    private final List<Coordinate> cuts = new ArrayList<>();

    Cleaning(PlainFootprint known, Runnable step) {
      this.known = known;
      this.step = step;
    }

    Result of(List<SourceFootprint> sorted) {
      for (SourceFootprint source : sorted) {
        Geometry area = prepared(source);
        if (!area.isEmpty()) {
          prepared.add(new Prepared(source, area));
          byId.put(source.id(), source);
        }
      }
      step.run();
      List<Geometry> areas = prepared.stream().map(Prepared::area).toList();
      boolean isOne = areas.size() == 1;
      // Buildings that keep their identity need the coverage itself.
      Optional<Coverage> proved =
          isOne || !options.sharedWalls() ? Optional.empty() : Coverage.of(polygons(areas));
      Geometry union = proved.map(Coverage::union).orElseGet(() -> united(areas));
      roofs =
          new SourceRoofs(prepared.stream().map(Prepared::source).toList(), areas, heights, levels);
      stack = new Stack(areas, union.getArea(), roofs::known);
      step.run();
      List<CleanedBuilding> buildings = new ArrayList<>();
      if (!prepared.isEmpty()) {
        buildings.addAll(options.sharedWalls() ? kept(proved, union) : merged(union));
      }
      step.run();
      Collections.sort(buildings);
      remarkOnLost(buildings);
      remarkOnFineDetails(buildings);
      return new Result(
          buildings, List.copyOf(remarks), areas(union, buildings), volumes(buildings));
    }

    private Volumes volumes(List<CleanedBuilding> buildings) {
      if (prepared.size() == 1 && buildings.size() == 1) {
        // Most features stand alone: there the terrain is looked at once.
        levels.alike(prepared.get(0).area, buildings.get(0).polygon());
      }
      double volume = 0;
      for (CleanedBuilding building : buildings) {
        volume += levels.volume(building.polygon(), building.roof());
      }
      return new Volumes(roofs.volume(stack), volume);
    }

    private Geometry united(List<Geometry> areas) {
      if (areas.size() == 1) {
        return areas.get(0);
      }
      if (options.sharedWalls()) {
        return Shapes.union(areas);
      }
      Geometry distant = rounded ? Coverage.ofDistant(areas) : null;
      if (distant != null) {
        disjoint = true;
        return distant;
      }
      Coverage.Whole whole = Coverage.whole(polygons(areas));
      disjoint = whole.isCoverage();
      return whole.union();
    }

    private static Geometry union(List<Geometry> areas) {
      return areas.size() == 1 ? areas.get(0) : Coverage.union(polygons(areas));
    }

    private static List<Polygon> polygons(List<Geometry> areas) {
      List<Polygon> result = new ArrayList<>();
      areas.forEach(area -> result.addAll(Shapes.polygonsOf(area)));
      return result;
    }

    private AreaAccount areas(Geometry union, List<CleanedBuilding> buildings) {
      Geometry all = clipped ? union(unclipped) : union;
      return AreaAccount.of(
          all,
          // Not the union of what was cut: there the cuts are rounded.
          clipped ? Shapes.common(all, limits.area()) : all,
          buildings.stream().map(CleanedBuilding::polygon).toList(),
          disjoint && !clipped ? OptionalDouble.of(built) : OptionalDouble.empty(),
          leftOut,
          this::reasonOfSize);
    }

    private void remark(Remark.Kind kind, SourceFootprint source, String reason) {
      remarks.add(new Remark(kind, source.id(), reason, source.geometry()));
    }

    private Geometry prepared(SourceFootprint source) {
      Geometry raw = source.geometry();
      Geometry area =
          known != null
              ? Shapes.FACTORY.createMultiPolygon(new Polygon[] {Shapes.polygon(known.area())})
              : OnGrid.moved(raw);
      if (area == null) {
        rounded = false;
        boolean valid = raw.isValid();
        if (!valid) {
          remark(Remark.Kind.REPAIRED, source, "invalid geometry");
        }
        area = Shapes.repaired(raw, valid);
      }
      if (area.isEmpty()) {
        remark(Remark.Kind.DROPPED, source, "no area");
        return area;
      }
      unclipped.add(area);
      if (limits.hold(area)) {
        return area;
      }
      clipped = true;
      rounded = false;
      Geometry inside = limits.cut(area);
      if (inside.isEmpty()) {
        remark(Remark.Kind.DROPPED, source, "outside the domain");
      } else {
        remark(Remark.Kind.CLIPPED, source, "cut at the domain's boundary");
      }
      return inside;
    }

    // ---- merged buildings

    private List<CleanedBuilding> merged(Geometry union) {
      List<CleanedBuilding> result = new ArrayList<>();
      STRtree places = prepared.size() > FEW ? new STRtree() : null;
      for (int i = 0; i < prepared.size() && places != null; i++) {
        places.insert(prepared.get(i).area.getEnvelopeInternal(), i);
      }
      MergedOutlines.Outlines outlines = outlines(new MergedOutlines(options, limits, step), union);
      fine = outlines.fine();
      for (Polygon outline : outlines.polygons()) {
        List<SourceFootprint> sources = new ArrayList<>();
        List<Double> areas = new ArrayList<>();
        double common = 0;
        for (int i : near(outline, places)) {
          Prepared candidate = prepared.get(i);
          // Most features stand alone, and need no overlay to say whose the outline is.
          double area =
              prepared.size() == 1 ? outline.getArea() : Shapes.commonArea(outline, candidate.area);
          common += area;
          if (counts(area, candidate)) {
            sources.add(candidate.source);
            double visible = stack.covered(i) ? Shapes.commonArea(outline, stack.visible(i)) : area;
            areas.add(counts(visible, candidate) ? visible : 0);
          }
        }
        if (sources.isEmpty() || outline.getArea() < options.minArea()) {
          leaveOut(outline, sources, TOO_SMALL);
          continue;
        }
        double ground = levels.ground(outline);
        HeightChain.Joint roof = new HeightChain.Joint(isHighest());
        List<HeightChain.Roof> own = new ArrayList<>();
        for (int i = 0; i < areas.size(); i++) {
          own.add(roof(sources.get(i), ground));
          roof.add(own.get(i), areas.get(i));
        }
        if (roof.unknown()) {
          leaveOut(outline, sources, NO_HEIGHT);
          continue;
        }
        if (sources.size() > 1) {
          sources.forEach(source -> remark(Remark.Kind.MERGED, source, JOINED));
        }
        CleanedBuilding building = building(sources, ground, roof, outline);
        for (int i = 0; i < areas.size(); i++) {
          if (areas.get(i) > 0) {
            double height = own.get(i).elevation() - ground;
            remarkOnLowered(sources.get(i), IN_MEAN, height, building.roof() - ground, Map.of());
          }
        }
        result.add(building);
        built += common;
      }
      return result;
    }

    private MergedOutlines.Outlines outlines(MergedOutlines outlines, Geometry union) {
      return known != null ? outlines.of(Shapes.polygon(known.outline())) : outlines.of(union);
    }

    /**
     * The footprints that may have an area in common with an outline, ascending.
     *
     * @param places of the footprints by their boxes; null if they are few
     */
    private List<Integer> near(Polygon outline, STRtree places) {
      List<Integer> result = new ArrayList<>();
      if (places == null) {
        for (int i = 0; i < prepared.size(); i++) {
          if (outline
              .getEnvelopeInternal()
              .intersects(prepared.get(i).area.getEnvelopeInternal())) {
            result.add(i);
          }
        }
        return result;
      }
      places.query(outline.getEnvelopeInternal(), found -> result.add((Integer) found));
      Collections.sort(result);
      return result;
    }

    /** Whether a feature with so much of its area in a building is one of its sources. */
    private static boolean counts(double area, Prepared source) {
      return area > SOURCE_SHARE * source.area.getArea() || area > SOURCE_AREA;
    }

    /**
     * @param height of the roof that is lost, NaN if it is not known
     * @param to of the roof that is there instead
     */
    private void remarkOnLowered(
        SourceFootprint source,
        String reason,
        double height,
        double to,
        Map<String, Double> figures) {
      if (height - to >= LOWERED) {
        Map<String, Double> all = new HashMap<>(figures);
        all.put(Remark.HEIGHT, Shapes.snapped(height));
        all.put(Remark.LOWERED_TO, Shapes.snapped(to));
        remarks.add(new Remark(Remark.Kind.LOWERED, source.id(), reason, source.geometry(), all));
      }
    }

    /**
     * @param sources the features that it would have been part of
     */
    private void leaveOut(Polygon outline, List<SourceFootprint> sources, String reason) {
      sources.forEach(source -> lost.put(source.id(), reason));
      leftOut.computeIfAbsent(reason, any -> new ArrayList<>()).add(outline);
    }

    private HeightChain.Roof roof(SourceFootprint source, double ground) {
      HeightChain.Roof roof = heights.roof(source.heights(), ground);
      for (HeightSource ignored : roof.ignored()) {
        remark(Remark.Kind.HEIGHT, source, ignored.words() + OUT_OF_RANGE);
      }
      return roof;
    }

    /**
     * @param sources the features of the building, the one that names it first
     */
    private CleanedBuilding building(
        List<SourceFootprint> sources, double ground, HeightChain.Joint roof, Polygon outline) {
      double lowest = levels.lowestRoof(outline);
      double elevation = Shapes.snapped(roof.elevation());
      if (elevation < lowest) {
        remark(Remark.Kind.LIFTED, sources.get(0), NOT_ABOVE);
      }
      List<String> ids = sources.stream().map(SourceFootprint::id).toList();
      used.addAll(ids);
      return new CleanedBuilding(ids, ground, Math.max(elevation, lowest), roof.source(), outline);
    }

    // ---- buildings that keep their identity

    private List<CleanedBuilding> kept(Optional<Coverage> proved, Geometry union) {
      MergedOutlines outlines = new MergedOutlines(options, limits, step);
      List<SmallParts.Joined> whole =
          mended(SmallParts.givenAway(walls(proved, union, outlines), options.minArea()), outlines);
      Set<Integer> standing = new TreeSet<>();
      for (SmallParts.Joined part : whole) {
        if (part.polygon().getArea() >= options.minArea()) {
          standing.add(part.owner());
        }
      }
      List<CleanedBuilding> buildings = new ArrayList<>();
      for (SmallParts.Joined part : whole) {
        kept(part, standing, buildings);
      }
      List<CleanedBuilding> parted = parted(buildings);
      for (GivenAway part : givenAway) {
        remarkOnGivenAway(part.number, part.area, parted.get(part.building).roof());
      }
      return options.merge()
          ? EqualRoofs.joined(
              parted,
              levels,
              options.minDetail(),
              limits,
              id -> remark(Remark.Kind.MERGED, byId.get(id), JOINED))
          : parted;
    }

    private List<SmallParts.Joined> mended(List<SmallParts.Joined> parts, MergedOutlines outlines) {
      List<Polygon> polygons =
          new Mending(options, outlines)
              .mended(parts.stream().map(SmallParts.Joined::polygon).toList());
      List<SmallParts.Joined> result = new ArrayList<>();
      for (int i = 0; i < polygons.size(); i++) {
        SmallParts.Joined part = parts.get(i);
        result.add(new SmallParts.Joined(part.owner(), part.others(), polygons.get(i)));
      }
      return result;
    }

    private List<SharedWalls.Owned> walls(
        Optional<Coverage> proved, Geometry union, MergedOutlines outlines) {
      if (prepared.size() == 1) {
        // It shares no wall, and the outlines alone cost a third.
        return outlines(outlines, prepared.get(0).area).polygons().stream()
            .map(polygon -> new SharedWalls.Owned(0, polygon))
            .toList();
      }
      List<SharedWalls.Owned> parts = new ArrayList<>();
      for (int i = 0; i < prepared.size(); i++) {
        for (Polygon polygon : Shapes.polygonsOf(prepared.get(i).area)) {
          parts.add(new SharedWalls.Owned(i, polygon));
        }
      }
      return new SharedWalls(options, outlines, stack.ranks(), step).of(parts, proved, union);
    }

    /**
     * @param standing owners that have a building of their own
     */
    private void kept(
        SmallParts.Joined part, Set<Integer> standing, List<CleanedBuilding> buildings) {
      SourceFootprint owner = prepared.get(part.owner()).source;
      List<SourceFootprint> sources = new ArrayList<>(List.of(owner));
      for (int other : part.others().keySet()) {
        if (!standing.contains(other)) {
          sources.add(prepared.get(other).source);
        }
      }
      if (part.polygon().getArea() < options.minArea()) {
        leaveOut(part.polygon(), sources, TOO_SMALL);
        return;
      }
      double ground = levels.ground(part.polygon());
      HeightChain.Joint roof = new HeightChain.Joint(false);
      roof.add(roof(owner, ground), 1);
      if (roof.unknown()) {
        leaveOut(part.polygon(), sources, NO_HEIGHT);
        return;
      }
      for (int other : part.others().keySet()) {
        String what = standing.contains(other) ? "a part " + TOO_SMALL : TOO_SMALL;
        remark(Remark.Kind.MERGED, prepared.get(other).source, what + ", given to a neighbour");
      }
      CleanedBuilding building = building(sources, ground, roof, part.polygon());
      int number = buildings.size();
      part.others().forEach((other, area) -> givenAway.add(new GivenAway(other, area, number)));
      buildings.add(building);
    }

    /** Adds the remark on a part that was given to a building with a lower roof. */
    private void remarkOnGivenAway(int number, double area, double roof) {
      double drop = roofs.roof(number).elevation() - roof;
      double height = roofs.height(number);
      remarkOnLowered(
          prepared.get(number).source,
          IN_NEIGHBOUR,
          height,
          height - drop,
          Map.of(Remark.VOLUME, Shapes.snapped(area * drop)));
    }

    /**
     * The buildings without walls lower than the roof step, and without corners in which two high
     * buildings, or two pieces of one, meet in a point only.
     */
    private List<CleanedBuilding> parted(List<CleanedBuilding> buildings) {
      Saddles saddles = new Saddles(options.minDetail(), limits);
      List<Polygon> polygons = buildings.stream().map(CleanedBuilding::polygon).toList();
      RoofSteps steps =
          new RoofSteps(
              options.roofStep(),
              levels::lowestRoof,
              polygons,
              buildings.stream().mapToDouble(CleanedBuilding::roof).toArray());
      double[] roofs = steps.over(polygons);
      double[] before;
      do {
        before = roofs;
        polygons = saddles.parted(polygons, roofs);
        // A changed outline may rise higher on the terrain, and other roofs change corners.
        roofs = steps.over(polygons);
      } while (!Arrays.equals(roofs, before));
      cuts.addAll(saddles.tips());
      List<CleanedBuilding> result = new ArrayList<>();
      for (int i = 0; i < roofs.length; i++) {
        CleanedBuilding old = buildings.get(i);
        if (steps.lifted(i)) {
          remark(Remark.Kind.LIFTED, source(old), NOT_ABOVE);
        }
        if (steps.moved(i)) {
          remark(Remark.Kind.ROUNDED, source(old), ROUNDED);
        }
        result.add(
            new CleanedBuilding(
                old.sourceIds(), old.ground(), roofs[i], old.heightSource(), polygons.get(i)));
      }
      return result;
    }

    /** The feature that names a building. */
    private SourceFootprint source(CleanedBuilding building) {
      return byId.get(building.sourceIds().get(0));
    }

    // ---- what is told

    private void remarkOnLost(List<CleanedBuilding> buildings) {
      for (int i = 0; i < prepared.size(); i++) {
        Prepared p = prepared.get(i);
        if (!used.contains(p.source.id())) {
          String known = lost.get(p.source.id());
          String reason = known == null ? reasonOfLoss(p, buildings) : known;
          remark(Remark.Kind.DROPPED, p.source, reason);
          if (reason.equals(COVERED)) {
            remarkOnCovered(i, buildings);
          } else {
            leftOut.computeIfAbsent(reason, any -> new ArrayList<>()).add(p.area);
          }
        }
      }
    }

    /**
     * Adds the remark on a feature that is part of no building, though it was the highest
     * somewhere.
     */
    private void remarkOnCovered(int number, List<CleanedBuilding> buildings) {
      for (CleanedBuilding building : buildings) {
        double area = Shapes.commonArea(building.polygon(), stack.visible(number));
        if (counts(area, prepared.get(number))) {
          remarkOnGivenAway(number, area, building.roof());
        }
      }
    }

    private String reasonOfLoss(Prepared p, List<CleanedBuilding> buildings) {
      double covered =
          buildings.stream().mapToDouble(b -> Shapes.commonArea(b.polygon(), p.area)).sum();
      return covered > 0.5 * p.area.getArea() ? COVERED : reasonOfSize(p.area);
    }

    private String reasonOfSize(Geometry area) {
      return area.getArea() < options.minArea() ? TOO_SMALL : TOO_NARROW;
    }

    private void remarkOnFineDetails(List<CleanedBuilding> buildings) {
      if (fine) {
        return;
      }
      List<Polygon> polygons = buildings.stream().map(CleanedBuilding::polygon).toList();
      double detail = options.minDetail();
      Set<Remark> found =
          new TreeSet<>(Comparator.comparing(Remark::sourceId).thenComparing(Remark::reason));
      for (Defects.Defect defect : Defects.find(polygons, detail, detail, options.sharedWalls())) {
        SourceFootprint source = source(buildings.get(defect.first()));
        String reason = defect.words() + (besideCut(defect) ? ", beside a parted corner" : "");
        found.add(new Remark(Remark.Kind.FINE, source.id(), reason, source.geometry()));
      }
      remarks.addAll(found);
    }

    private boolean besideCut(Defects.Defect defect) {
      double reach = 2.5 * options.minDetail();
      return cuts.stream()
          .anyMatch(
              tip -> tip.distance(defect.at()) < reach || tip.distance(defect.other()) < reach);
    }
  }
}
