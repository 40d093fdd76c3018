package io.citymesh.city;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of GeoJSON files, parsed as they are asked for: memory holds one feature at a time.
 *
 * <p>A file is a FeatureCollection, or a sequence of Features (one per line, or not). Of each file
 * the last row is its summary; if it cannot be read, an error row takes its place.
 */
final class GeoJsonRows implements Iterator<Row> {
  private static final Logger LOG = LoggerFactory.getLogger(GeoJsonRows.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final GeometryFactory FACTORY = new GeometryFactory();

  private final Iterator<String> files;
  private final Configuration hadoop;
  private final HeightFields fields;

  private String file = "";
  private JsonParser parser;
  private FootprintSummary summary;

  /** Whether the parser stands inside the array "features". */
  private boolean inFeatures;

  /** The members of the root object so far, but for its features; null between root objects. */
  private ObjectNode root;

  private boolean collectionSeen;
  private Row next;

  GeoJsonRows(Iterator<String> files, Configuration hadoop, HeightFields fields) {
    this.files = files;
    this.hadoop = hadoop;
    this.fields = fields;
    TaskContext context = TaskContext.get();
    if (context != null) {
      TaskCompletionListener closing = ended -> close();
      context.addTaskCompletionListener(closing);
    }
  }

  @Override
  public boolean hasNext() {
    while (next == null && (parser != null || files.hasNext())) {
      try {
        if (parser == null) {
          open(files.next());
        }
        advance();
      } catch (JsonProcessingException e) {
        next =
            FootprintRows.error(
                "The footprint file "
                    + file
                    + " is not valid JSON ("
                    + e.getOriginalMessage()
                    + " at line "
                    + e.getLocation().getLineNr()
                    + ", column "
                    + e.getLocation().getColumnNr()
                    + "): is it whole? Give a GeoJSON file.");
        close();
      } catch (IOException e) {
        next =
            FootprintRows.error(
                "The footprint file " + file + " cannot be read: " + e.getMessage());
        close();
      }
    }
    return next != null;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row result = next;
    next = null;
    return result;
  }

  private void open(String name) throws IOException {
    file = name;
    summary = new FootprintSummary();
    inFeatures = false;
    root = null;
    collectionSeen = false;
    Path path = new Path(name);
    InputStream stream = path.getFileSystem(hadoop).open(path);
    parser =
        JsonMapper.builder()
            .enable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build()
            .createParser(stream);
  }

  private void close() {
    if (parser == null) {
      return;
    }
    try {
      parser.close();
    } catch (IOException e) {
      LOG.warn("{} was read but could not be closed", file, e);
    } finally {
      parser = null;
    }
  }

  /** Moves on by one feature, one member of the root, or one root. */
  private void advance() throws IOException {
    JsonToken token = parser.nextToken();
    if (inFeatures) {
      if (token == JsonToken.START_OBJECT) {
        next = feature(JSON.readTree(parser));
      } else if (token == JsonToken.END_ARRAY) {
        inFeatures = false;
      } else {
        notGeoJson("its features hold something else than objects");
      }
    } else if (root != null) {
      if (token == JsonToken.END_OBJECT) {
        endRoot();
      } else {
        member(parser.currentName());
      }
    } else if (token == null) {
      next = FootprintRows.summary(summary);
      close();
    } else if (token == JsonToken.START_OBJECT) {
      root = JSON.createObjectNode();
    } else {
      notGeoJson("it does not begin with an object");
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

  private void endRoot() {
    ObjectNode ended = root;
    root = null;
    JsonNode crs = ended.path("crs").path("properties").path("name");
    if (crs.isTextual()) {
      summary.crs.add(CoordinateSystems.code(crs.asText()));
    }
    String type = ended.path("type").asText();
    if (type.equals("Feature")) {
      next = feature(ended);
    } else if (ended.has("coordinates") || ended.has("geometries")) {
      ObjectNode wrapped = JSON.createObjectNode();
      wrapped.set("geometry", ended);
      next = feature(wrapped);
    } else if (!type.equals("FeatureCollection") || !collectionSeen) {
      notGeoJson("it holds no FeatureCollection");
    }
  }

  private void notGeoJson(String why) {
    next =
        FootprintRows.error(
            "The footprint file " + file + " is not GeoJSON: " + why + ". Give a GeoJSON file.");
    close();
  }

  // ---- features

  /** The row of a feature, or null if it is dropped. */
  private Row feature(JsonNode feature) {
    JsonNode properties = feature.path("properties");
    properties.fieldNames().forEachRemaining(summary::field);
    JsonNode shape = feature.path("geometry");
    if (shape.isMissingNode() || shape.isNull()) {
      summary.dropped("no geometry");
      return null;
    }
    Geometry geometry;
    try {
      geometry = geometry(shape);
    } catch (IllegalArgumentException e) {
      summary.dropped("broken geometry");
      return null;
    }
    return FootprintRows.footprint(
        id(feature, properties),
        geometry,
        new Heights(
            number(properties, fields.roof()),
            number(properties, fields.height()),
            Double.NaN,
            number(properties, fields.storeys())),
        summary);
  }

  private static double number(JsonNode properties, String field) {
    return field.isEmpty() ? Double.NaN : number(properties.path(field));
  }

  private static double number(JsonNode node) {
    return node.isNumber() || node.isTextual()
        ? FootprintRows.number(node.isNumber() ? node.numberValue() : node.asText())
        : Double.NaN;
  }

  private static String id(JsonNode feature, JsonNode properties) {
    String own = text(feature.path("id"));
    if (!own.isEmpty()) {
      return own;
    }
    for (String candidate : FootprintRows.ID_FIELDS) {
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        if (property.getKey().equalsIgnoreCase(candidate)) {
          String value = text(property.getValue());
          if (!value.isEmpty()) {
            return value;
          }
        }
      }
    }
    return "";
  }

  private static String text(JsonNode node) {
    if (node.isNumber()) {
      return node.decimalValue().stripTrailingZeros().toPlainString();
    }
    return node.isTextual() ? node.asText().trim() : "";
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
    LinearRing shell = ring(rings.get(0));
    LinearRing[] holes = new LinearRing[rings.size() - 1];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = ring(rings.get(i + 1));
    }
    return FACTORY.createPolygon(shell, holes);
  }

  private static LinearRing ring(JsonNode positions) {
    List<Coordinate> result = new ArrayList<>();
    for (JsonNode position : positions) {
      double x = position.path(0).asDouble(Double.NaN);
      double y = position.path(1).asDouble(Double.NaN);
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException("no coordinate");
      }
      result.add(new Coordinate(x, y));
    }
    if (!result.isEmpty() && !result.get(0).equals2D(result.get(result.size() - 1))) {
      result.add(result.get(0).copy());
    }
    return FACTORY.createLinearRing(result.toArray(new Coordinate[0]));
  }
}
