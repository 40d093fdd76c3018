package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.lidar.TestCloud;
import io.citymesh.terrain.TestRaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.geometry.jts.JTS;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * A made-up quarter of a town, with what is found in real ones: two blocks of terraced houses
 * around courtyards, askew, with walls that are shared, or nearly so (gaps and overlaps of some
 * decimetres); sheds, slivers, a church with a cloister, islands of one building; and the faults of
 * real files: an id that occurs three times, rings that cross themselves, and edges of centimetres.
 * It stands for a real city where there is none: always the same, in any format, with a terrain and
 * a cloud of points.
 */
public final class TestQuarter {
  public static final String CRS = "EPSG:28992";

  /** Around all footprints, metres. */
  public static final Bounds EXTENT = new Bounds(85_000, 446_000, 85_260, 446_160);

  /** From the extent to the edge of the terrain and of the cloud. */
  private static final double MARGIN = 60;

  private static final GeometryFactory FACTORY = new GeometryFactory();

  private final List<House> houses = new ArrayList<>();
  private final Random random = new Random(7);

  /**
   * A footprint.
   *
   * @param height above the ground, metres
   */
  public record House(String id, double height, Geometry shape) {}

  private TestQuarter() {
    block(85_065, 446_060, 80, 60, Math.toRadians(17));
    block(85_195, 446_060, 80, 60, Math.toRadians(-8));
    church(85_120, 446_115);
    islands(85_180, 446_120);
    faults(85_010, 446_140);
  }

  /** All footprints. */
  public static List<House> houses() {
    return List.copyOf(new TestQuarter().houses);
  }

  // ---- what is drawn

  private void add(Geometry shape) {
    String id = "q-%03d".formatted(houses.size());
    houses.add(new House(id, 6 + random.nextInt(19) / 2.0, shape));
  }

  private static Polygon box(double x0, double y0, double x1, double y1) {
    return polygon(x0, y0, x1, y0, x1, y1, x0, y1);
  }

  private static Polygon polygon(double... xy) {
    Coordinate[] ring = new Coordinate[xy.length / 2 + 1];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Coordinate(xy[2 * i % xy.length], xy[(2 * i + 1) % xy.length]);
    }
    return FACTORY.createPolygon(ring);
  }

  /** Houses along the sides of a rectangle, and sheds behind some. */
  private void block(double x, double y, double width, double height, double angle) {
    AffineTransformation place = AffineTransformation.rotationInstance(angle).translate(x, y);
    double w = width / 2;
    double h = height / 2;
    row(w * 2, AffineTransformation.translationInstance(-w, -h).compose(place));
    row(w * 2, AffineTransformation.rotationInstance(Math.PI).translate(w, h).compose(place));
    double left = h * 2 - 2 * 10.3;
    row(
        left,
        AffineTransformation.rotationInstance(Math.PI / 2).translate(w, 10.3 - h).compose(place));
    row(
        left,
        AffineTransformation.rotationInstance(-Math.PI / 2).translate(-w, h - 10.3).compose(place));
  }

  /** From the origin along the x axis, with the back gardens to the north. */
  private void row(double length, AffineTransformation place) {
    double x = 0;
    while (x < length - 4) {
      double width = Math.min(length - x, 4.5 + 3 * random.nextDouble());
      double back = 8 + 2 * random.nextDouble();
      add(place.transform(box(x, 0, x + width, back)));
      int kind = random.nextInt(6);
      if (kind == 0) {
        add(place.transform(box(x + 0.4, back + 0.2, x + 3, back + 2.5)));
      } else if (kind == 1) {
        add(place.transform(box(x, back - 0.1, x + 0.2, back + 3)));
      }
      x += width + (random.nextInt(4) == 0 ? 0.7 * random.nextDouble() - 0.3 : 0);
    }
  }

  /** With steps of centimetres along its walls, and a cloister. */
  private void church(double x, double y) {
    List<Double> xy = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double angle = 2 * Math.PI * i / 40;
      double radius = 11 + (i % 4 == 0 ? 1.2 : i % 4 == 1 ? 1.15 : 0);
      xy.add(x + radius * Math.cos(angle));
      xy.add(y + radius * Math.sin(angle));
      if (i % 8 == 0) {
        xy.add(x + radius * Math.cos(angle) + 0.04);
        xy.add(y + radius * Math.sin(angle) + 0.06);
      }
    }
    Polygon nave = polygon(xy.stream().mapToDouble(v -> v).toArray());
    add(nave);
    Polygon cloister = box(x + 14, y - 12, x + 34, y + 8);
    add(cloister.difference(box(x + 18, y - 8, x + 30, y + 4)));
  }

  private void islands(double x, double y) {
    Geometry two =
        FACTORY.createMultiPolygon(
            new Polygon[] {box(x, y, x + 9, y + 9), box(x + 14, y, x + 23, y + 9)});
    add(two);
    add(box(x + 30, y, x + 44, y + 12).difference(box(x + 34, y + 4, x + 39, y + 8)));
    add(box(x + 35, y + 5, x + 38, y + 7)); // in the courtyard
    add(box(x + 52, y, x + 64, y + 10));
    add(box(x + 58, y + 4, x + 72, y + 14)); // overlaps the last
  }

  private void faults(double x, double y) {
    for (int i = 0; i < 3; i++) {
      houses.add(new House("q-again", 7, box(x + 15 * i, y, x + 15 * i + 8, y + 8)));
    }
    add(polygon(x + 50, y, x + 62, y + 10, x + 62, y, x + 50, y + 4)); // crosses itself
    add(
        polygon(
            x + 70, y, x + 80, y, x + 80, y + 9, x + 75, y + 9, x + 75, y + 15, x + 75, y + 9,
            x + 70, y + 9));
    add(box(x + 90, y, x + 90.8, y + 0.9));
    add(box(x - 5, y - 5, x - 4.999, y - 4.999));
  }

  // ---- files

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.9f", value);
  }

  private static String json(Coordinate[] ring) {
    List<String> positions = new ArrayList<>();
    for (Coordinate c : ring) {
      positions.add("[" + number(c.x) + "," + number(c.y) + "]");
    }
    return "[" + String.join(",", positions) + "]";
  }

  private static String json(Polygon polygon) {
    List<String> rings = new ArrayList<>(List.of(json(polygon.getExteriorRing().getCoordinates())));
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      rings.add(json(polygon.getInteriorRingN(i).getCoordinates()));
    }
    return "[" + String.join(",", rings) + "]";
  }

  private static String json(Geometry shape) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < shape.getNumGeometries(); i++) {
      parts.add(json((Polygon) shape.getGeometryN(i)));
    }
    return parts.size() == 1
        ? "{\"type\":\"Polygon\",\"coordinates\":" + parts.get(0) + "}"
        : "{\"type\":\"MultiPolygon\",\"coordinates\":[" + String.join(",", parts) + "]}";
  }

  private static Path geoJson(Path file, String crs, List<House> houses) {
    String features =
        houses.stream()
            .map(
                house ->
                    "{\"type\":\"Feature\",\"properties\":{\"identificatie\":\"%s\",\"height\":%s},\"geometry\":%s}"
                        .formatted(house.id, house.height, json(house.shape)))
            .collect(Collectors.joining(",\n"));
    try {
      return Files.writeString(
          file,
          "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\""
              + crs
              + "\"}},\"features\":[\n"
              + features
              + "]}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the fields {@code identificatie} and {@code height}. */
  public static Path geoJson(Path file) {
    return geoJson(file, CRS, houses());
  }

  /** The same in degrees. */
  public static Path geoJsonInDegrees(Path file) {
    MathTransform transform = CoordinateSystems.transform(CRS, "EPSG:4326");
    List<House> moved = new ArrayList<>();
    for (House house : houses()) {
      try {
        moved.add(new House(house.id, house.height, JTS.transform(house.shape, transform)));
      } catch (org.geotools.api.referencing.operation.TransformException e) {
        throw new IllegalStateException(e);
      }
    }
    return geoJson(file, "EPSG:4326", moved);
  }

  private static List<TestVectors.Feature> features() {
    return houses().stream()
        .map(
            house ->
                new TestVectors.Feature(
                    house.id, Double.toString(house.height), "", rounded(house.shape).toText()))
        .toList();
  }

  /** The coordinates that {@link #geoJson} writes. */
  private static Geometry rounded(Geometry shape) {
    Geometry copy = shape.copy();
    for (Coordinate c : copy.getCoordinates()) {
      c.x = Double.parseDouble(number(c.x));
      c.y = Double.parseDouble(number(c.y));
    }
    copy.geometryChanged();
    return copy;
  }

  /** A GeoPackage with the same fields. */
  public static Path geoPackage(Path file) {
    return TestVectors.geoPackage(file, "houses", "MULTIPOLYGON", 28992, features());
  }

  /** A shapefile with the same fields, the first cut to ten characters. */
  public static Path shapefile(Path file) {
    return TestVectors.shapefile(
        file,
        "PROJCS[\"RD_New\",GEOGCS[\"GCS_Amersfoort\"]]",
        "",
        StandardCharsets.UTF_8,
        features());
  }

  /** Elevation of the ground, metres: it falls to the south-west. */
  public static double ground(double x, double y) {
    return 2 + 0.01 * (x - EXTENT.xmin()) + 0.006 * (y - EXTENT.ymin());
  }

  /** A GeoTIFF in cells of 5 m that covers the quarter with a margin. */
  public static Path terrain(Path file) {
    Bounds all = EXTENT.grow(MARGIN);
    return new TestRaster(
            (int) (all.width() / 5),
            (int) (all.height() / 5),
            (c, r) -> ground(all.xmin() + 5 * c + 2.5, all.ymax() - 5 * r - 2.5))
        .origin(all.xmin(), all.ymax())
        .steps(5, 5)
        .write(file);
  }

  /**
   * A point per square metre, of class 2 on the ground and 6 on roofs: a LAS file without a CRS.
   *
   * @param part 0 or 1, for the western or the eastern half
   */
  public static Path cloud(Path file, int part) {
    STRtree index = new STRtree();
    for (House house : houses()) {
      index.insert(house.shape.getEnvelopeInternal(), house);
    }
    Bounds all = EXTENT.grow(MARGIN);
    Random random = new Random(part);
    TestCloud cloud = new TestCloud();
    double half = Math.rint(all.width() / 2);
    for (double x = all.xmin() + part * half; x < all.xmin() + (part + 1) * half; x++) {
      for (double y = all.ymin(); y < all.ymax(); y++) {
        double px = x + random.nextDouble();
        double py = y + random.nextDouble();
        double roof = roof(index, px, py);
        boolean house = !Double.isNaN(roof);
        cloud.add(px, py, house ? roof : ground(px, py), house ? 6 : 2);
      }
    }
    return cloud.write(file);
  }

  /** The highest roof over a place; NaN where there is none. */
  private static double roof(STRtree index, double x, double y) {
    Point point = FACTORY.createPoint(new Coordinate(x, y));
    double highest = Double.NaN;
    for (Object found : index.query(new Envelope(x, x, y, y))) {
      House house = (House) found;
      boolean valid = house.shape.isValid();
      if (valid && house.shape.contains(point)) {
        double roof = roof(house);
        highest = Double.isNaN(highest) ? roof : Math.max(highest, roof);
      }
    }
    return highest;
  }

  /** Elevation of a house's roof: its height above the ground at its centre, metres. */
  public static double roof(House house) {
    Envelope box = house.shape.getEnvelopeInternal();
    return house.height + ground(box.centre().x, box.centre().y);
  }
}
