package io.citymesh.page;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Wkb;
import io.citymesh.output.BuildingRow;
import io.citymesh.report.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * The buildings as the page draws them: outlines on a grid of 10 cm, heights of 1 cm. Of a city of
 * any size the largest, as many as fit into a number of bytes; of all of them it takes the ground.
 * Where a tile is missing there is no ground, and no building that stands wholly in it.
 */
final class Prisms {
  /** Steps of the outlines in a metre, and of the page's ground. */
  static final int STEPS = 10;

  /** Steps of the heights in a metre, and of areas in a square metre. */
  static final int FINE = 100;

  /** Characters of an id that are shown. */
  private static final int ID = 80;

  /** What is held beside the bytes of a building. */
  private static final int OVERHEAD = 64;

  private static final Comparator<Prism> SMALLEST_FIRST =
      Comparator.comparingDouble(Prism::volume)
          .thenComparing(Comparator.comparingInt(Prism::index).reversed());

  private final Manifest.Extent bounds;
  private final List<List<Double>> domain;
  private final List<Manifest.Extent> missing;
  private final STRtree missingTiles = new STRtree();
  private final int mostHeld;
  private final GroundGrid ground;
  private final List<String> sources = new ArrayList<>();
  private final PriorityQueue<Prism> largest = new PriorityQueue<>(SMALLEST_FIRST);
  private long held;
  private boolean full;
  private long buildings;
  private int absent;

  /**
   * @param volume by which the largest are chosen
   * @param row the building's numbers, each but for the outline's first point by itself
   */
  private record Prism(int index, double volume, long x, long y, byte[] row) {}

  /**
   * @param manifest tells the domain and the tiles that are missing
   * @param mostHeld bytes of buildings that are held at once
   * @param sample of the mesh, whose ground is drawn
   */
  Prisms(Manifest manifest, int mostHeld, PartSample sample) {
    this.bounds = manifest.bounds();
    this.domain = manifest.domain();
    this.missing =
        manifest.tiles().stream()
            .filter(tile -> tile.status() == Manifest.Status.FAILED)
            .map(Manifest.Tile::bounds)
            .toList();
    missing.forEach(tile -> missingTiles.insert(envelope(tile), envelope(tile)));
    this.mostHeld = mostHeld;
    this.ground = new GroundGrid(bounds);
    sample.addTo(ground);
  }

  private static Envelope envelope(Manifest.Extent box) {
    return new Envelope(box.xmin(), box.xmax(), box.ymin(), box.ymax());
  }

  /** Whether a building has no part outside of the tiles that are missing, one by one. */
  private boolean isMissing(Bounds box) {
    Envelope whole = new Envelope(box.xmin(), box.xmax(), box.ymin(), box.ymax());
    for (Object tile : missingTiles.query(whole)) {
      if (((Envelope) tile).covers(whole)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a building. */
  void add(BuildingRow row) {
    buildings++;
    if (!missing.isEmpty() && isMissing(row.bounds())) {
      absent++;
      return;
    }
    ground.add(
        (row.bounds().xmin() + row.bounds().xmax()) / 2,
        (row.bounds().ymin() + row.bounds().ymax()) / 2,
        row.ground());
    double volume = row.area() * Math.max(row.height(), 1);
    if (full && volume < largest.peek().volume()) {
      return; // Not even its outline need be read.
    }
    if (!(Wkb.geometry(row.footprint()) instanceof Polygon polygon) || polygon.isEmpty()) {
      return;
    }
    Prism prism = prism(row, volume, polygon);
    largest.add(prism);
    held += prism.row().length + OVERHEAD;
    while (held > mostHeld && largest.size() > 1) {
      held -= largest.poll().row().length + OVERHEAD;
      full = true;
    }
  }

  private Prism prism(BuildingRow row, double volume, Polygon polygon) {
    Packed packed = new Packed();
    packed.signed(Math.round(row.ground() * FINE));
    packed.signed(Math.round(row.height() * FINE));
    packed.count(Math.max(0, Math.round(row.area() * FINE)));
    packed.count(source(row.heightSource()));
    packed.count(row.sourceIds().size());
    String id = row.sourceIds().isEmpty() ? "" : row.sourceIds().get(0);
    packed.text(Markup.cut(Markup.plain(id), ID));
    packed.count(1 + polygon.getNumInteriorRing());
    long x = step(polygon.getExteriorRing().getCoordinateSequence().getX(0), bounds.xmin());
    long y = step(polygon.getExteriorRing().getCoordinateSequence().getY(0), bounds.ymin());
    long[] pen = {x, y};
    draw(polygon.getExteriorRing(), pen, packed);
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      draw(polygon.getInteriorRingN(i), pen, packed);
    }
    return new Prism(row.index(), volume, x, y, packed.bytes());
  }

  /** A ring from where the pen is, without its last point, which is its first. */
  private void draw(LineString ring, long[] pen, Packed packed) {
    CoordinateSequence points = ring.getCoordinateSequence();
    packed.count(points.size() - 1);
    for (int i = 0; i < points.size() - 1; i++) {
      long x = step(points.getX(i), bounds.xmin());
      long y = step(points.getY(i), bounds.ymin());
      packed.signed(x - pen[0]).signed(y - pen[1]);
      pen[0] = x;
      pen[1] = y;
    }
  }

  private static long step(double coordinate, double origin) {
    return Math.round((coordinate - origin) * STEPS);
  }

  /** The number of a source of heights: there are a few. */
  private int source(String name) {
    String plain = Markup.cut(Markup.plain(name), ID);
    int known = sources.indexOf(plain);
    if (known < 0) {
      if (sources.size() == 64) {
        return 0;
      }
      sources.add(plain);
      known = sources.size() - 1;
    }
    return known;
  }

  /** How many were added. */
  long buildings() {
    return buildings;
  }

  /** How many of them stand in tiles that are missing. */
  int absent() {
    return absent;
  }

  /**
   * The largest that were added, as the page's program reads them.
   *
   * @param deflated of at most the bytes that were asked for
   * @param shown how many there are
   */
  record Drawing(byte[] deflated, int shown) {}

  /**
   * Draws the buildings.
   *
   * @param most bytes of the drawing
   */
  Drawing drawing(int most) {
    List<Prism> chosen = new ArrayList<>(largest);
    chosen.sort(SMALLEST_FIRST.reversed());
    while (true) {
      byte[] deflated = Packed.deflated(packed(chosen));
      if (deflated.length <= most || chosen.isEmpty()) {
        return new Drawing(deflated, chosen.size());
      }
      int fewer = (int) (chosen.size() * 0.97 * most / deflated.length);
      chosen = chosen.subList(0, Math.min(fewer, chosen.size() - 1));
    }
  }

  private byte[] packed(List<Prism> chosen) {
    Packed packed = new Packed();
    packed.count(step(bounds.xmax(), bounds.xmin())).count(step(bounds.ymax(), bounds.ymin()));
    packed.count(ground.columns()).count(ground.rows());
    long before = 0;
    for (double elevation : ground.elevations()) {
      long next = Math.round(elevation * STEPS);
      packed.signed(next - before);
      before = next;
    }
    rings(packed, domain);
    rings(
        packed,
        missing.stream()
            .map(
                b ->
                    List.of(
                        b.xmin(), b.ymin(), b.xmax(), b.ymin(), b.xmax(), b.ymax(), b.xmin(),
                        b.ymax()))
            .toList());
    packed.count(sources.size());
    sources.forEach(packed::text);
    packed.count(chosen.size());
    List<Prism> ordered = new ArrayList<>(chosen);
    ordered.sort(Comparator.comparingInt(Prism::index));
    long index = 0;
    long x = 0;
    long y = 0;
    for (Prism prism : ordered) {
      packed.count(prism.index() - index).signed(prism.x() - x).signed(prism.y() - y);
      packed.add(prism.row());
      index = prism.index();
      x = prism.x();
      y = prism.y();
    }
    return packed.bytes();
  }

  /** Rings of x0, y0, x1, y1, ...: what of the rectangle is the domain, and what is missing. */
  private void rings(Packed packed, List<List<Double>> rings) {
    packed.count(rings.size());
    long[] pen = new long[2];
    for (List<Double> ring : rings) {
      packed.count(ring.size() / 2);
      for (int i = 0; i < ring.size(); i++) {
        int axis = i % 2;
        long at = step(ring.get(i), axis == 0 ? bounds.xmin() : bounds.ymin());
        packed.signed(at - pen[axis]);
        pen[axis] = at;
      }
    }
  }
}
