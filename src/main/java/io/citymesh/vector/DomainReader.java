package io.citymesh.vector;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Rings;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Wkt;
import io.citymesh.option.OptionTable;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/**
 * Reads a domain that is a polygon: the polygons of a file, which make one, or well-known text.
 *
 * <ol>
 *   <li>Each polygon must be valid as it is: nothing is guessed of what the user meant.
 *   <li>A single one keeps its vertices and their order; several are united, from the lowest of
 *       their vertices on the left. The shell runs counter-clockwise from its first vertex, holes
 *       clockwise.
 *   <li>Vertices go to the 1 mm grid. There the rings must keep apart: where two touch, or one
 *       itself, four sides would stand on one line, and the closed surface would be no manifold.
 * </ol>
 *
 * <p>A polygon that is a rectangle along the axes is that rectangle.
 */
public final class DomainReader {
  /** The most vertices: the domain travels to every task. */
  static final int MOST_VERTICES = 100_000;

  /** The farthest from the origin, metres: there doubles tell micrometres apart. */
  private static final double FARTHEST = 1e9;

  private static final GeometryFactory FACTORY = new GeometryFactory();

  private final String what;

  private DomainReader(String text) {
    this.what =
        OptionTable.DOMAIN.flag()
            + " "
            + (text.length() > 80 ? text.substring(0, 77) + "..." : text);
  }

  /**
   * Reads the domain.
   *
   * @param text well-known text in the CRS of the mesh, or a file of polygons
   * @param inputCrs the CRS of files, whatever they say; empty to believe them
   * @param crs of the mesh, empty if unknown
   * @throws UserError if it is no polygon that can be meshed
   */
  public static Sides read(SparkSession spark, String text, String inputCrs, String crs) {
    DomainReader reader = new DomainReader(text);
    List<Polygon> polygons =
        Wkt.isOne(text) ? reader.wkt(text) : reader.file(spark, text, inputCrs, crs);
    return reader.sides(polygons);
  }

  private List<Polygon> wkt(String text) {
    Geometry geometry = Wkt.read(text, what);
    if (!geometry.getGeometryType().endsWith("Polygon")) {
      throw new UserError(what + " is no polygon: give a POLYGON, or a file of polygons");
    }
    return polygons(List.of(geometry));
  }

  private List<Polygon> file(SparkSession spark, String path, String inputCrs, String crs) {
    try (FootprintSet read = FootprintReader.polygons(spark, List.of(path), inputCrs, crs)) {
      if (!read.dropped().isEmpty()) {
        String reasons =
            new TreeMap<>(read.dropped())
                .entrySet().stream()
                    .map(e -> e.getKey() + ": " + e.getValue())
                    .collect(Collectors.joining(", "));
        throw new UserError(
            what
                + " has features that are no polygons ("
                + reasons
                + "): leave them out of the file, or mend them");
      }
      long vertices =
          Math.round(
              read.footprints()
                  .mapToDouble(footprint -> footprint.geometry().getNumPoints())
                  .sum());
      requireFew(vertices);
      List<PackedFootprint> found = new ArrayList<>(read.footprints().collect());
      found.sort((a, b) -> a.geometry().compareTo(b.geometry()));
      return polygons(found.stream().map(PackedFootprint::geometry).toList());
    } catch (UserError e) {
      throw e.getMessage().startsWith(what) ? e : new UserError(what + ": " + e.getMessage(), e);
    }
  }

  private static List<Polygon> polygons(List<? extends Geometry> geometries) {
    List<Polygon> polygons = new ArrayList<>();
    for (Geometry geometry : geometries) {
      for (Object part : PolygonExtracter.getPolygons(geometry)) {
        Polygon polygon = (Polygon) part;
        if (!polygon.isEmpty()) {
          polygons.add(polygon);
        }
      }
    }
    return polygons;
  }

  private void requireFew(long vertices) {
    if (vertices > MOST_VERTICES) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s has %,d vertices, and a domain at most %,d: simplify it",
              what,
              vertices,
              MOST_VERTICES));
    }
  }

  private Sides sides(List<Polygon> polygons) {
    if (polygons.isEmpty()) {
      throw new UserError(what + " holds no polygon: it is empty");
    }
    requireFew(polygons.stream().mapToLong(Polygon::getNumPoints).sum());
    for (Polygon polygon : polygons) {
      requireValid(polygon);
    }
    Polygon whole = polygons.size() == 1 ? polygons.get(0) : united(polygons);
    double[][] rings = new double[1 + whole.getNumInteriorRing()][];
    rings[0] = ring(whole.getExteriorRing(), true);
    for (int i = 1; i < rings.length; i++) {
      rings[i] = ring(whole.getInteriorRingN(i - 1), false);
    }
    requireApart(rings);
    return rectangle(rings).map(Sides::of).orElseGet(() -> Sides.of(rings));
  }

  private void requireValid(Polygon polygon) {
    for (Coordinate c : polygon.getCoordinates()) {
      if (!(Math.abs(c.x) <= FARTHEST && Math.abs(c.y) <= FARTHEST)) {
        throw new UserError(
            what + " has the coordinates " + c.x + ", " + c.y + ", which no CRS in metres has");
      }
    }
    TopologyValidationError error = new IsValidOp(polygon).getValidationError();
    if (error != null) {
      throw new UserError(what + " " + words(error) + ": mend it, such as with a valid copy");
    }
  }

  private static String words(TopologyValidationError error) {
    String at = " at " + place(error.getCoordinate());
    return switch (error.getErrorType()) {
      case TopologyValidationError.SELF_INTERSECTION -> "crosses itself" + at;
      case TopologyValidationError.RING_SELF_INTERSECTION -> "touches itself" + at;
      case TopologyValidationError.HOLE_OUTSIDE_SHELL -> "has a hole outside its shell" + at;
      case TopologyValidationError.NESTED_HOLES -> "has a hole within a hole" + at;
      case TopologyValidationError.DISCONNECTED_INTERIOR -> "is cut in two by its holes" + at;
      case TopologyValidationError.TOO_FEW_POINTS -> "has a ring of less than three corners" + at;
      default ->
          "is not valid (" + error.getMessage().toLowerCase(Locale.ROOT).replace('\n', ' ') + ")";
    };
  }

  private static String place(Coordinate c) {
    return c == null ? "some place" : String.format(Locale.ROOT, "%.3f,%.3f", c.x, c.y);
  }

  private Polygon united(List<Polygon> polygons) {
    Geometry union;
    try {
      union = OverlayNGRobust.union(FACTORY.buildGeometry(polygons));
    } catch (TopologyException e) {
      throw new UserError(what + ": its polygons cannot be united: give one polygon", e);
    }
    List<Polygon> pieces = polygons(List.of(union));
    if (pieces.size() != 1) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s holds polygons that make %,d pieces, and a domain is one: leave out those that do"
                  + " not belong to it, or join them",
              what,
              pieces.size()));
    }
    return (Polygon) pieces.get(0).norm();
  }

  /** The corners of a ring on the grid, each once in a row, in a direction. */
  private double[] ring(LinearRing ring, boolean counterClockwise) {
    Coordinate[] c = ring.getCoordinates();
    double[] xy = new double[2 * c.length];
    int n = 0;
    for (int i = 0; i + 1 < c.length; i++) {
      double x = Math.rint(c[i].x * 1000) / 1000 + 0.0;
      double y = Math.rint(c[i].y * 1000) / 1000 + 0.0;
      if (n == 0 || x != xy[n - 2] || y != xy[n - 1]) {
        xy[n++] = x;
        xy[n++] = y;
      }
    }
    while (n > 2 && xy[0] == xy[n - 2] && xy[1] == xy[n - 1]) {
      n -= 2;
    }
    double[] result = Arrays.copyOf(xy, n);
    double area = n < 6 ? 0 : Rings.signedArea(result);
    if (area == 0) {
      throw new UserError(
          what + " has a ring of no area on the 1 mm grid at " + place(c[0]) + ": leave it out");
    }
    if (area > 0 != counterClockwise) {
      for (int i = 2, j = n - 2; i < j; i += 2, j -= 2) {
        double x = result[i];
        double y = result[i + 1];
        result[i] = result[j];
        result[i + 1] = result[j + 1];
        result[j] = x;
        result[j + 1] = y;
      }
    }
    return result;
  }

  /** Requires that on the grid no ring touches another or itself. */
  private void requireApart(double[][] rings) {
    LinearRing[] all = Arrays.stream(rings).map(DomainReader::ring).toArray(LinearRing[]::new);
    LinearRing[] holes = Arrays.copyOfRange(all, 1, all.length);
    TopologyValidationError error =
        new IsValidOp(FACTORY.createPolygon(all[0], holes)).getValidationError();
    if (error != null) {
      throw new UserError(
          what + " " + words(error) + " on the 1 mm grid: simplify it, or make it wider there");
    }
    Set<Coordinate> corners = new HashSet<>();
    Sides sides = Sides.of(rings);
    for (double[] ring : rings) {
      for (int i = 0; i < ring.length; i += 2) {
        Coordinate corner = new Coordinate(ring[i], ring[i + 1]);
        if (!corners.add(corner) || sides.meetBetween(corner.x, corner.y)) {
          throw new UserError(
              what
                  + " touches itself at "
                  + place(corner)
                  + ": a domain's rings must keep apart, so widen or close it there");
        }
      }
    }
  }

  private static LinearRing ring(double[] xy) {
    Coordinate[] c = new Coordinate[xy.length / 2 + 1];
    for (int i = 0; i < c.length; i++) {
      int at = 2 * i % xy.length;
      c[i] = new Coordinate(xy[at], xy[at + 1]);
    }
    return FACTORY.createLinearRing(c);
  }

  /** The rectangle along the axes that the rings are, if they are one. */
  private static Optional<Bounds> rectangle(double[][] rings) {
    double[] r = rings[0];
    if (rings.length > 1 || r.length != 8) {
      return Optional.empty();
    }
    for (int i = 0; i < 8; i += 2) {
      int j = (i + 2) % 8;
      if (r[i] != r[j] && r[i + 1] != r[j + 1]) {
        return Optional.empty();
      }
    }
    return Optional.of(Sides.of(rings).bounds());
  }
}
