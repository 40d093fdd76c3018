package io.citymesh.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.citymesh.footprint.Remark;
import io.citymesh.vector.FootprintIds;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * {@code rejected.geojson}: the features that did not become buildings just as they are, each with
 * its id, {@code what} was done, the {@code reason} and figures that belong to it. One feature per
 * remark, as it was read, in the CRS of the mesh; the geometry is null where there was none.
 *
 * <p>Tasks write pieces of it, and the driver strings them together as a stream: nobody holds more
 * than one feature.
 */
public final class RejectedFile {
  /** Between two features. */
  private static final String SEPARATOR = ",\n";

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .rootValueSeparator(SEPARATOR)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private RejectedFile() {}

  /**
   * Writes one piece: features, with separators between them.
   *
   * @param piece its number, 0 or more
   */
  public static void writePiece(OutputDir out, int piece, Iterator<Remark> remarks)
      throws IOException {
    out.write(
        name(piece),
        stream -> {
          try (JsonGenerator json = JSON.createGenerator(stream)) {
            while (remarks.hasNext()) {
              feature(remarks.next(), json);
            }
          }
        });
  }

  /**
   * A feature of the file.
   *
   * @param id the input's own
   * @param what was done
   * @param reason why
   */
  public record Entry(String id, String what, String reason) {}

  /**
   * Reads the first features of an output's file.
   *
   * @param most how many
   * @return none if there is no file
   */
  public static List<Entry> read(OutputDir out, int most) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (!out.exists(KnownFiles.REJECTED)) {
      return entries;
    }
    try (JsonParser json =
        JSON.createParser(
            new InputStreamReader(out.open(KnownFiles.REJECTED), StandardCharsets.UTF_8))) {
      while (entries.size() < most && json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          if (name.equals("properties")) {
            entries.add(entry(json));
          } else if (!name.equals("features")) {
            json.skipChildren();
          }
        }
      }
    }
    return entries;
  }

  private static Entry entry(JsonParser json) throws IOException {
    Map<String, String> texts = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        texts.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
    return new Entry(
        texts.getOrDefault("id", ""),
        texts.getOrDefault("what", ""),
        texts.getOrDefault("reason", ""));
  }

  /**
   * Makes the file of its pieces, and removes them.
   *
   * @param pieces how many there are
   * @param crs code of the CRS, such as {@code EPSG:28992}, or an empty text
   */
  public static void join(OutputDir out, int pieces, String crs) throws IOException {
    out.write(
        KnownFiles.REJECTED,
        stream -> {
          stream.write(head(crs).getBytes(StandardCharsets.UTF_8));
          boolean any = false;
          for (int piece = 0; piece < pieces; piece++) {
            try (InputStream features = new BufferedInputStream(out.open(name(piece)))) {
              features.mark(1);
              if (features.read() < 0) {
                continue;
              }
              features.reset();
              if (any) {
                stream.write(SEPARATOR.getBytes(StandardCharsets.UTF_8));
              }
              features.transferTo(stream);
              any = true;
            }
          }
          stream.write("\n]}\n".getBytes(StandardCharsets.UTF_8));
        });
    KnownFiles.clearFolder(out, KnownFiles.REJECTED_PIECES);
  }

  private static String name(int piece) {
    return String.format(Locale.ROOT, "%s/%06d", KnownFiles.REJECTED_PIECES, piece);
  }

  private static String head(String crs) {
    String name = crs.replaceFirst("^EPSG:", "urn:ogc:def:crs:EPSG::");
    String member =
        "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \""
            + new String(JsonStringEncoder.getInstance().quoteAsString(name))
            + "\"}}, ";
    return "{\"type\": \"FeatureCollection\", "
        + (crs.isEmpty() ? "" : member)
        + "\"features\": [\n";
  }

  private static void feature(Remark remark, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "Feature");
    json.writeObjectFieldStart("properties");
    json.writeStringField("id", FootprintIds.own(remark.sourceId()));
    json.writeStringField("what", Remark.name(remark.kind()));
    json.writeStringField("reason", remark.reason());
    for (Map.Entry<String, Double> figure : new TreeMap<>(remark.figures()).entrySet()) {
      json.writeNumberField(figure.getKey(), figure.getValue());
    }
    json.writeEndObject();
    json.writeFieldName("geometry");
    geometry(remark.geometry(), json);
    json.writeEndObject();
  }

  private static void geometry(Geometry geometry, JsonGenerator json) throws IOException {
    if (geometry.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("type", geometry.getGeometryType());
    boolean collection = geometry.getGeometryType().equals("GeometryCollection");
    json.writeArrayFieldStart(collection ? "geometries" : "coordinates");
    if (geometry instanceof Polygon polygon) {
      rings(polygon, json);
    } else if (collection) {
      for (int i = 0; i < geometry.getNumGeometries(); i++) {
        geometry(geometry.getGeometryN(i), json);
      }
    } else if (geometry.getNumGeometries() > 0 && geometry.getGeometryN(0) instanceof Polygon) {
      for (int i = 0; i < geometry.getNumGeometries(); i++) {
        json.writeStartArray();
        rings((Polygon) geometry.getGeometryN(i), json);
        json.writeEndArray();
      }
    } else {
      throw new IllegalArgumentException("a footprint of type " + geometry.getGeometryType());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void rings(Polygon polygon, JsonGenerator json) throws IOException {
    ring(polygon.getExteriorRing(), json);
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      ring(polygon.getInteriorRingN(i), json);
    }
  }

  private static void ring(LineString ring, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Coordinate c : ring.getCoordinates()) {
      json.writeStartArray();
      json.writeNumber(c.x);
      json.writeNumber(c.y);
      json.writeEndArray();
    }
    json.writeEndArray();
  }
}
