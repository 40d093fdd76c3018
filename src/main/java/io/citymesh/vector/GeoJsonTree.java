package io.citymesh.vector;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import io.citymesh.vector.FeatureReader.BadFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** What GeoJSON means, whatever stands in it: features out of trees of values. */
final class GeoJsonTree {
  /** Reads JSON as it is written by programs. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          // Not JSON, but what some programs write for a number that is missing.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /** The member of a feature that RFC 7946 has for its id. */
  static final String OWN_ID = "id";

  private static final GeometryFactory FACTORY = new GeometryFactory();

  private final String file;
  private final ReadOptions wanted;
  private final HeightFields fields;
  private final FeatureSink sink;
  private final FootprintSummary summary;

  /**
   * @param file for messages
   * @param sink takes the features
   */
  GeoJsonTree(String file, ReadOptions wanted, FeatureSink sink) {
    this.file = file;
    this.wanted = wanted;
    this.fields = wanted.heights();
    this.sink = sink;
    this.summary = sink.summary();
    summary.degreesByDefault = true;
  }

  /**
   * Takes a root object, which may be a feature itself.
   *
   * @param root its members but for features
   * @param collection whether it, or one before it in the file, has had an array of features
   */
  void root(ObjectNode root, boolean collection) throws BadFile {
    JsonNode crs = crs(root);
    if (crs.isTextual()) {
      summary.crs.add(CoordinateSystems.code(crs.asText()));
    }
    String type = root.path("type").asText();
    if (type.equals("Feature")) {
      feature(root);
    } else if (root.has("coordinates") || root.has("geometries")) {
      ObjectNode wrapped = MAPPER.createObjectNode();
      wrapped.set("geometry", root);
      feature(wrapped);
    } else if (!type.equals("FeatureCollection") || !collection) {
      throw notGeoJson("it holds no FeatureCollection");
    }
  }

  /** The name of the CRS in a root, if there is one. */
  static JsonNode crs(ObjectNode root) {
    return root.path("crs").path("properties").path("name");
  }

  BadFile notGeoJson(String why) {
    return new BadFile(
        "The footprint file "
            + file
            + " is not GeoJSON: "
            + why
            + ". Give "
            + FootprintFiles.FORMATS
            + ".");
  }

  // ---- features

  /** Takes a feature. */
  void feature(JsonNode feature) {
    JsonNode properties = feature.path("properties");
    properties.fieldNames().forEachRemaining(summary::field);
    properties.properties().forEach(e -> summary.profile.value(e.getKey(), value(e.getValue())));
    if (wanted.idField().equals(OWN_ID) && feature.has(OWN_ID)) {
      summary.field(OWN_ID);
    }
    JsonNode shape = feature.path("geometry");
    if (shape.isMissingNode() || shape.isNull()) {
      sink.rejected(id(feature, properties), "no geometry");
      return;
    }
    Geometry geometry;
    try {
      geometry = geometry(shape);
    } catch (IllegalArgumentException e) {
      sink.broken(id(feature, properties), e);
      return;
    }
    sink.footprint(
        id(feature, properties),
        geometry,
        new Heights(
            number(properties, fields.roof()),
            number(properties, fields.height()),
            Double.NaN,
            number(properties, fields.storeys())),
        summary.kept.row(name -> kept(properties.path(name))));
  }

  private static double number(JsonNode properties, String field) {
    return field.isEmpty() ? Double.NaN : number(properties.path(field));
  }

  private static double number(JsonNode node) {
    return FieldNumber.of(value(node));
  }

  /** A number or a text; an empty text for anything else. */
  private static Object value(JsonNode node) {
    return node.isNumber() ? node.numberValue() : node.isTextual() ? node.asText() : "";
  }

  /** A value as it is; objects and arrays are their JSON. */
  static Object kept(JsonNode node) {
    return node.isNull() || node.isMissingNode()
        ? null
        : node.isBoolean()
            ? node.booleanValue()
            : node.isNumber()
                ? node.numberValue()
                : node.isTextual() ? node.asText() : node.toString();
  }

  /** The feature's own id comes first, unless a field is named. */
  private String id(JsonNode feature, JsonNode properties) {
    String own = Json.text(feature.path(OWN_ID));
    boolean named = !wanted.idField().isEmpty();
    if (!own.isEmpty() && !named) {
      return own;
    }
    for (String candidate : wanted.idFields()) {
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        if (property.getKey().equalsIgnoreCase(candidate)) {
          String value = Json.text(property.getValue());
          if (!value.isEmpty()) {
            return value;
          }
        }
      }
    }
    return named && !wanted.idField().equals(OWN_ID) ? "" : own;
  }

  /** Polygons, and collections of them; a point stands for whatever has no area. */
  private static Geometry geometry(JsonNode node) {
    JsonNode coordinates = node.path("coordinates");
    return switch (node.path("type").asText()) {
      case "Polygon" -> polygon(coordinates);
      case "MultiPolygon" -> {
        List<Polygon> parts = new ArrayList<>();
        coordinates.forEach(part -> parts.add(polygon(part)));
        yield FACTORY.createMultiPolygon(parts.toArray(new Polygon[0]));
      }
      case "GeometryCollection" -> {
        List<Geometry> parts = new ArrayList<>();
        node.path("geometries").forEach(part -> parts.add(geometry(part)));
        yield FACTORY.createGeometryCollection(parts.toArray(new Geometry[0]));
      }
      case "Point", "MultiPoint", "LineString", "MultiLineString" ->
          FACTORY.createPoint(new Coordinate(0, 0));
      default -> throw new IllegalArgumentException("no such geometry");
    };
  }

  private static Polygon polygon(JsonNode rings) {
    if (rings.isEmpty()) {
      return FACTORY.createPolygon();
    }
    LinearRing shell = ring(rings.path(0));
    LinearRing[] holes = new LinearRing[rings.size() - 1];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = ring(rings.path(i + 1));
    }
    return FACTORY.createPolygon(shell, holes);
  }

  private static LinearRing ring(JsonNode positions) {
    List<Coordinate> result = new ArrayList<>();
    if (!positions.isArray()) {
      throw new IllegalArgumentException("no coordinates");
    }
    for (JsonNode position : positions) {
      double x = position.path(0).asDouble(Double.NaN);
      double y = position.path(1).asDouble(Double.NaN);
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException("no coordinate");
      }
      result.add(new Coordinate(x, y, position.path(2).asDouble(Double.NaN)));
    }
    if (!result.isEmpty() && !result.get(0).equals2D(result.get(result.size() - 1))) {
      result.add(result.get(0).copy());
    }
    return FACTORY.createLinearRing(result.toArray(new Coordinate[0]));
  }
}
