package io.citymesh.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/**
 * The profile of an input's features, which a run does not need: kinds of geometries and of what is
 * wrong with them, and how well each field is filled with numbers. Mutable; two of them add up to
 * that of both inputs. Its size is bounded, whatever the number of features.
 */
final class FootprintProfile {
  /** The most fields whose values are counted. */
  private static final int MAX_FIELDS = 1000;

  /** The number of geometries by kind; one geometry may count for several kinds. */
  final Map<String, Long> shapes = new TreeMap<>();

  /** Footprints that are invalid, by the first kind of defect that JTS finds. */
  final Map<String, Long> defects = new TreeMap<>();

  /** Geometries that cannot be read, by the reason. */
  final Map<String, Long> broken = new TreeMap<>();

  final Map<String, FieldTally> fields = new TreeMap<>();

  private final Set<String> looked;

  /**
   * @param looked the fields whose values are looked at; all if there is none
   */
  FootprintProfile(Set<String> looked) {
    this.looked = looked;
  }

  /** Whether the values of a field count. */
  boolean looksAt(String field) {
    return looked.isEmpty() || looked.contains(field);
  }

  /**
   * Counts a footprint.
   *
   * @param geometry as it stands in the input
   * @param areal the polygons in it
   */
  void shape(Geometry geometry, Geometry areal) {
    if (geometry instanceof MultiPolygon) {
      count(shapes, "MultiPolygon");
    }
    if (areal.getNumGeometries() > 1) {
      count(shapes, "of several parts");
    }
    for (Coordinate c : geometry.getCoordinates()) {
      if (!Double.isNaN(c.getZ())) {
        withZ();
        break;
      }
    }
    defect(areal);
  }

  private void defect(Geometry areal) {
    // A bow tie's area may be 0 as well, by its signs.
    if (areal.getArea() == 0 && areal.convexHull().getDimension() < 2) {
      count(defects, "zero area");
      return;
    }
    TopologyValidationError error = new IsValidOp(areal).getValidationError();
    if (error != null) {
      count(defects, error.getMessage().toLowerCase(Locale.ROOT));
    }
  }

  /** Counts a footprint of plain polygons; whatever is not clear at once is looked at by JTS. */
  void shape(PlainPolygons polygons) {
    if (polygons.isMulti()) {
      count(shapes, "MultiPolygon");
    }
    if (polygons.polygons() > 1) {
      count(shapes, "of several parts");
    }
    if (polygons.hasZ()) {
      withZ();
    }
    if (!polygons.isClearlyValid()) {
      defect(polygons.geometry());
    }
  }

  /** Counts a footprint with elevations of its own. */
  void withZ() {
    count(shapes, "with Z");
  }

  /** Counts a geometry that could not be read. */
  void broken(Exception cause) {
    boolean few = String.valueOf(cause.getMessage()).contains("number of points");
    count(broken, few ? "too few points" : "not readable");
  }

  /** Counts the value of a field: a number, a text, or anything else, which counts as missing. */
  void value(String field, Object value) {
    if (!looksAt(field)) {
      return;
    }
    FieldTally tally = tally(field);
    if (tally != null) {
      tally.add(value);
    }
  }

  /** The tally of a field whose values are looked at; null if there are too many fields. */
  FieldTally tally(String field) {
    FieldTally tally = fields.get(field);
    if (tally == null && fields.size() < MAX_FIELDS) {
      tally = new FieldTally();
      fields.put(field, tally);
    }
    return tally;
  }

  private static void count(Map<String, Long> counts, String kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  void add(FootprintProfile other) {
    other.shapes.forEach((kind, count) -> shapes.merge(kind, count, Long::sum));
    other.defects.forEach((kind, count) -> defects.merge(kind, count, Long::sum));
    other.broken.forEach((kind, count) -> broken.merge(kind, count, Long::sum));
    other.fields.forEach(
        (name, tally) -> fields.computeIfAbsent(name, any -> new FieldTally()).add(tally));
  }

  ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    shapes.forEach(node.putObject("shapes")::put);
    defects.forEach(node.putObject("defects")::put);
    broken.forEach(node.putObject("broken")::put);
    ObjectNode inner = node.putObject("fields");
    fields.forEach((name, tally) -> inner.set(name, tally.json()));
    return node;
  }

  static FootprintProfile parse(JsonNode node) {
    FootprintProfile result = new FootprintProfile(Set.of());
    counts(node.get("shapes"), result.shapes);
    counts(node.get("defects"), result.defects);
    counts(node.get("broken"), result.broken);
    node.get("fields")
        .properties()
        .forEach(e -> result.fields.put(e.getKey(), FieldTally.parse(e.getValue())));
    return result;
  }

  private static void counts(JsonNode node, Map<String, Long> into) {
    node.properties().forEach(e -> into.put(e.getKey(), e.getValue().asLong()));
  }
}
