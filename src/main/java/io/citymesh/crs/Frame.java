package io.citymesh.crs;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.FlatTerrain;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a city is meshed: one metric CRS for everything, and what had to be done for it.
 *
 * <p>It is the CRS that {@code --target-crs} names, else the terrain's, else (with level ground)
 * the footprints', and for footprints in degrees the UTM zone of their centre.
 */
public final class Frame {
  private final StatedCrs footprints;
  private final Terrain terrain;
  private final String terrainCrs;
  private final String crs;
  private final HeightUnit unit;
  private final List<String> notes = new ArrayList<>();

  /**
   * Chooses the CRS of the mesh.
   *
   * @param footprints the CRSs of the footprints
   * @param terrain in its own CRS
   * @throws UserError if an input's CRS is unknown, wrong, or cannot be brought to a metric one;
   *     the message names the CRSs and the option to use
   */
  public Frame(StatedCrs footprints, Terrain terrain, Georeference georeference) {
    this.footprints = footprints;
    this.terrain = terrain;
    this.unit = georeference.heightUnit();
    this.terrainCrs =
        level() ? "" : georeference.crs().isEmpty() ? terrain.crs() : georeference.crs();
    footprints.requireRightLabels();
    noteOverrides(georeference.crs());
    this.crs = chosen(georeference.targetCrs());
    requireKnown();
    noteReprojections();
  }

  private boolean level() {
    return terrain instanceof FlatTerrain;
  }

  /** Code of the CRS of the mesh; empty if no input names one. */
  public String crs() {
    return crs;
  }

  /** What was overridden or reprojected, a line each, for people. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** The unit of heights in the inputs. */
  public HeightUnit heightUnit() {
    return unit;
  }

  /**
   * The terrain in this frame, elevations in metres, as far as an upright rectangle reaches in it.
   */
  public Terrain terrain() {
    boolean moved =
        !level()
            && !crs.isEmpty()
            && !terrainCrs.isEmpty()
            && !CoordinateSystems.same(crs, terrainCrs);
    Bounds extent = terrain.extent();
    return terrain(moved ? PlacedTerrain.around(terrainCrs, crs, extent) : extent);
  }

  /**
   * The terrain in this frame, elevations in metres.
   *
   * @param domain where it will be asked for, in this frame
   * @throws UserError if none of it lies there
   */
  public Terrain terrain(Bounds domain) {
    if (level()) {
      return terrain;
    }
    return crs.isEmpty() || terrainCrs.isEmpty() || CoordinateSystems.same(crs, terrainCrs)
        ? PlacedTerrain.scaled(terrain, unit.metres())
        : PlacedTerrain.in(crs, terrain, terrainCrs, unit.metres(), domain);
  }

  /**
   * Where a terrain is asked for elevations in a domain.
   *
   * @param domain in this frame
   * @return the rectangle around it in the terrain's CRS
   */
  public Bounds terrainWindow(Bounds domain) {
    return crs.isEmpty() || terrainCrs.isEmpty() || CoordinateSystems.same(crs, terrainCrs)
        ? domain
        : PlacedTerrain.around(crs, terrainCrs, domain);
  }

  /**
   * Where a rectangle of the terrain lies.
   *
   * @param window in the terrain's CRS
   * @return the rectangle around it in this frame
   */
  public Bounds fromTerrain(Bounds window) {
    return crs.isEmpty() || terrainCrs.isEmpty() || CoordinateSystems.same(crs, terrainCrs)
        ? window
        : PlacedTerrain.around(terrainCrs, crs, window);
  }

  /**
   * Refuses a terrain that lies elsewhere.
   *
   * @param extent of the footprints, in this frame
   * @param placed the terrain in this frame
   * @throws UserError if they share no point
   */
  public void requireOverlap(Bounds extent, Terrain placed) {
    if (!placed.extent().intersects(extent)) {
      throw new UserError(
          "the footprints, "
              + extent
              + ", and the terrain, "
              + placed.extent()
              + ", do not overlap"
              + (crs.isEmpty() ? "" : " in " + CoordinateSystems.displayName(crs))
              + ": are they of the same place? Correct a wrong CRS with --crs.");
    }
  }

  // ---- the choice

  private String chosen(String target) {
    if (!target.isEmpty()) {
      requireMetric("--target-crs " + target, target);
      return target;
    }
    if (!terrainCrs.isEmpty()) {
      requireMetric("The terrain " + terrain, terrainCrs);
      return terrainCrs;
    }
    TreeSet<String> codes = footprints.codes();
    codes.remove("");
    if (codes.isEmpty()) {
      return "";
    }
    if (!level()) {
      throw new UserError(
          "The terrain "
              + terrain
              + " names no CRS, and "
              + lowerFirst(footprints.what())
              + " is in "
              + names(codes)
              + ": if the terrain is in the same, say so with --crs "
              + codes.first()
              + ".");
    }
    if (codes.stream().allMatch(CoordinateSystems::isGeographic)) {
      return zone();
    }
    if (codes.size() > 1) {
      throw new UserError(
          footprints.what()
              + " mixes the CRSs "
              + names(codes)
              + ": name the one to mesh in with --target-crs.");
    }
    requireMetric(footprints.what(), codes.first());
    return codes.first();
  }

  /** The UTM zone of the footprints' centre. */
  private String zone() {
    StatedCrs.Input first = footprints.inputs().iterator().next();
    Bounds all = first.extent();
    for (StatedCrs.Input input : footprints.inputs()) {
      all = all.union(input.extent());
    }
    return CoordinateSystems.utmZone(
        first.crs(), 0.5 * (all.xmin() + all.xmax()), 0.5 * (all.ymin() + all.ymax()));
  }

  private void requireMetric(String what, String code) {
    if (CoordinateSystems.isMetric(code)) {
      return;
    }
    throw new UserError(
        what
            + " has coordinates in "
            + CoordinateSystems.unit(code)
            + " ("
            + CoordinateSystems.displayName(code)
            + "), but meshing needs metres: name a metric CRS with --target-crs"
            + suggestion()
            + ".");
  }

  private String suggestion() {
    for (StatedCrs.Input input : footprints.inputs()) {
      if (!input.crs().isEmpty()) {
        if (CoordinateSystems.isMetric(input.crs())) {
          return ", for example " + input.crs() + ", that of the footprints";
        }
        Bounds e = input.extent();
        return ", for example "
            + CoordinateSystems.utmZone(
                input.crs(), 0.5 * (e.xmin() + e.xmax()), 0.5 * (e.ymin() + e.ymax()));
      }
    }
    return ", for example the UTM zone of the place";
  }

  private void requireKnown() {
    if (crs.isEmpty()) {
      notes.add("no input names a CRS: coordinates are taken as metres in one local system");
      return;
    }
    for (StatedCrs.Input input : footprints.inputs()) {
      if (input.crs().isEmpty()) {
        throw new UserError(
            input.name()
                + " names no CRS, and the mesh is to be in "
                + CoordinateSystems.displayName(crs)
                + ": name the CRS of the inputs with --crs, for example --crs "
                + (crs.contains("[") ? "EPSG:28992" : crs)
                + ".");
      }
    }
    if (terrainCrs.isEmpty() && !level()) {
      throw new UserError(
          "The terrain "
              + terrain
              + " names no CRS, and the mesh is to be in "
              + CoordinateSystems.displayName(crs)
              + ": name the CRS of the inputs with --crs.");
    }
  }

  // ---- what is told

  private void noteOverrides(String override) {
    if (override.isEmpty()) {
      return;
    }
    Map<String, List<String>> by = new TreeMap<>();
    for (StatedCrs.Input input : footprints.inputs()) {
      if (input.said().isEmpty() || input.overridden()) {
        by.computeIfAbsent(input.said(), any -> new ArrayList<>()).add(input.name());
      }
    }
    by.forEach(
        (said, names) ->
            notes.add(
                said.isEmpty()
                    ? "--crs " + override + " is taken for " + some(names) + ", without a CRS"
                    : "--crs "
                        + override
                        + " overrides "
                        + CoordinateSystems.displayName(said)
                        + " of "
                        + some(names)));
    if (!level() && terrain.crs().isEmpty()) {
      notes.add("--crs " + override + " is taken for the terrain " + terrain + ", without a CRS");
    } else if (!level() && !terrain.crs().equals(override)) {
      notes.add(
          "--crs "
              + override
              + " overrides "
              + CoordinateSystems.displayName(terrain.crs())
              + " of the terrain "
              + terrain);
    }
  }

  private void noteReprojections() {
    Map<String, List<String>> by = new TreeMap<>();
    for (StatedCrs.Input input : footprints.inputs()) {
      if (!crs.isEmpty() && !CoordinateSystems.same(input.crs(), crs)) {
        by.computeIfAbsent(input.crs(), any -> new ArrayList<>()).add(input.name());
      }
    }
    by.forEach((from, names) -> notes.add(some(names) + ": reprojected " + way(from)));
    if (!crs.isEmpty() && !terrainCrs.isEmpty() && !CoordinateSystems.same(terrainCrs, crs)) {
      notes.add("the terrain " + terrain + ": sampled by reprojection " + way(terrainCrs));
    }
  }

  private static String some(List<String> names) {
    String first = lowerFirst(names.get(0));
    return names.size() == 1 ? first : first + " and " + (names.size() - 1) + " more";
  }

  private String way(String from) {
    return "from " + CoordinateSystems.displayName(from) + " to " + crs;
  }

  private static List<String> names(TreeSet<String> codes) {
    return codes.stream().map(CoordinateSystems::displayName).toList();
  }

  private static String lowerFirst(String words) {
    return words.startsWith("The ") ? "the " + words.substring(4) : words;
  }
}
