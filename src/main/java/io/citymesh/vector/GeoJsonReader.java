package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Reads GeoJSON: a FeatureCollection, or a sequence of Features (one per line, or not). Only one
 * feature is in memory at a time, and of the rest of the collection its few members.
 */
final class GeoJsonReader implements FeatureReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final GeometryFactory FACTORY = new GeometryFactory();

  /** RFC 8142 puts this before each feature of a sequence. */
  private static final int RECORD_SEPARATOR = 0x1e;

  /** The member of a feature that RFC 7946 has for its id. */
  private static final String OWN_ID = "id";

  private final String file;
  private final ReadOptions wanted;
  private final HeightFields fields;
  private final JsonParser parser;
  private final FeatureSink sink;
  private final FootprintSummary summary;
  private boolean ended;

  /** Whether the parser stands inside the array "features". */
  private boolean inFeatures;

  /** The members of the root object so far, but for its features; null between root objects. */
  private ObjectNode root;

  private boolean collectionSeen;

  private GeoJsonReader(String file, JsonParser parser, ReadOptions wanted, FeatureSink sink) {
    this.file = file;
    this.parser = parser;
    this.wanted = wanted;
    this.fields = wanted.heights();
    this.sink = sink;
    this.summary = sink.summary();
    summary.degreesByDefault = true;
  }

  static FeatureReader open(
      FootprintFiles.Piece piece, Configuration hadoop, ReadOptions wanted, FeatureSink sink)
      throws IOException {
    Path path = new Path(piece.path());
    FSDataInputStream file = path.getFileSystem(hadoop).open(path);
    InputStream stream = piece.whole() ? file : new LineStream(file, piece.start(), piece.end());
    JsonParser parser =
        JsonMapper.builder()
            .enable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            // Not JSON, but what some programs write for a number that is missing.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .createParser(new Unseparated(stream));
    return new GeoJsonReader(piece.path(), parser, wanted, sink);
  }

  @Override
  public boolean more() {
    return !ended;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Blanks in place of record separators, which JSON does not know. */
  private static final class Unseparated extends FilterInputStream {
    Unseparated(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      return b == RECORD_SEPARATOR ? ' ' : b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      for (int i = offset; i < offset + n; i++) {
        if (bytes[i] == RECORD_SEPARATOR) {
          bytes[i] = ' ';
        }
      }
      return n;
    }
  }

  /** One feature, one member of the root, or one root. */
  @Override
  public void next() throws IOException {
    JsonToken token = parser.nextToken();
    if (inFeatures) {
      if (token == JsonToken.START_OBJECT) {
        feature(JSON.readTree(parser));
        return;
      }
      if (token != JsonToken.END_ARRAY) {
        throw notGeoJson("its features hold something else than objects");
      }
      inFeatures = false;
    } else if (root != null) {
      if (token == JsonToken.END_OBJECT) {
        endRoot();
      } else {
        member(parser.currentName());
      }
    } else if (token == null) {
      ended = true;
    } else if (token == JsonToken.START_OBJECT) {
      root = JSON.createObjectNode();
    } else {
      throw notGeoJson("it does not begin with an object");
    }
  }

  private void member(String name) throws IOException {
    JsonToken value = parser.nextToken();
    if (name.equals("features") && value == JsonToken.START_ARRAY) {
      inFeatures = true;
      collectionSeen = true;
    } else {
      root.set(name, JSON.readTree(parser));
    }
  }

  /** Ends a root, which may be a feature itself. */
  private void endRoot() throws BadFile {
    ObjectNode ended = root;
    root = null;
    JsonNode crs = ended.path("crs").path("properties").path("name");
    if (crs.isTextual()) {
      summary.crs.add(CoordinateSystems.code(crs.asText()));
    }
    String type = ended.path("type").asText();
    if (type.equals("Feature")) {
      feature(ended);
    } else if (ended.has("coordinates") || ended.has("geometries")) {
      ObjectNode wrapped = JSON.createObjectNode();
      wrapped.set("geometry", ended);
      feature(wrapped);
    } else if (!type.equals("FeatureCollection") || !collectionSeen) {
      throw notGeoJson("it holds no FeatureCollection");
    }
  }

  private BadFile notGeoJson(String why) {
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

  private void feature(JsonNode feature) {
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
  private static Object kept(JsonNode node) {
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
