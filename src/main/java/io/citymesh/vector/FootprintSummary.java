package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.geo.Bounds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.locationtech.jts.geom.Envelope;

/** What the driver needs to know of a file, or of a partition, of footprints. Mutable. */
final class FootprintSummary {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No building is this many degrees wide. */
  private static final double WIDEST_IN_DEGREES = 1;

  /** The most fields whose names are told. */
  static final int MAX_FIELDS = 1000;

  /** Number of the input. */
  int source;

  /** Whether coordinates that look like degrees are degrees, without a word of it. */
  boolean degreesByDefault;

  long footprints;
  long withoutHeight;

  /** Footprints whose name is made of their geometry. */
  long withoutId;

  double widest;
  final Envelope envelope = new Envelope();
  Outliers.Outermost outermost = new Outliers.Outermost();
  final TreeSet<String> crs = new TreeSet<>();
  final TreeSet<String> fields = new TreeSet<>();
  final Map<String, Long> dropped = new TreeMap<>();

  /**
   * Of the dropped features that have an area, by reason, square centimetres: whole numbers add up.
   */
  final Map<String, Long> droppedAreas = new TreeMap<>();

  /** More about features and fields. */
  FootprintProfile profile = new FootprintProfile(Set.of());

  /** The fields that are kept. */
  KeptTally kept = new KeptTally(List.of());

  void footprint(String id, Envelope box, boolean hasHeight) {
    footprints++;
    withoutHeight += hasHeight ? 0 : 1;
    widest = Math.max(widest, Math.max(box.getWidth(), box.getHeight()));
    envelope.expandToInclude(box);
    outermost.add(id, box);
  }

  void dropped(String reason) {
    dropped.merge(reason, 1L, Long::sum);
  }

  /**
   * @param area of a dropped feature, square metres; none if it is no number
   */
  void droppedArea(String reason, double area) {
    if (Double.isFinite(area)) {
      droppedAreas.merge(reason, Math.round(1e4 * area), Long::sum);
    }
  }

  /** How many features there were, footprints or not. */
  long features() {
    return footprints + dropped.values().stream().mapToLong(Long::longValue).sum();
  }

  void field(String name) {
    if (fields.size() < MAX_FIELDS) {
      fields.add(name);
    }
  }

  void add(FootprintSummary other) {
    degreesByDefault |= other.degreesByDefault;
    footprints += other.footprints;
    withoutHeight += other.withoutHeight;
    withoutId += other.withoutId;
    widest = Math.max(widest, other.widest);
    envelope.expandToInclude(other.envelope);
    outermost.add(other.outermost);
    crs.addAll(other.crs);
    fields.addAll(other.fields);
    other.dropped.forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    other.droppedAreas.forEach((reason, area) -> droppedAreas.merge(reason, area, Long::sum));
    profile.add(other.profile);
    kept.add(other.kept);
  }

  Bounds extent() {
    return new Bounds(
        envelope.getMinX(), envelope.getMinY(), envelope.getMaxX(), envelope.getMaxY());
  }

  /** True if every coordinate could be a longitude and latitude, and no footprint is too large. */
  boolean looksLikeDegrees() {
    return new Envelope(-180, 180, -90, 90).contains(envelope) && widest < WIDEST_IN_DEGREES;
  }

  String json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("source", source).put("degreesByDefault", degreesByDefault);
    node.put("footprints", footprints).put("withoutHeight", withoutHeight).put("widest", widest);
    node.put("withoutId", withoutId);
    if (!envelope.isNull()) {
      node.putArray("envelope")
          .add(envelope.getMinX())
          .add(envelope.getMaxX())
          .add(envelope.getMinY())
          .add(envelope.getMaxY());
    }
    outermost.write(node.putArray("outermost"));
    crs.forEach(node.putArray("crs")::add);
    fields.forEach(node.putArray("fields")::add);
    dropped.forEach(node.putObject("dropped")::put);
    droppedAreas.forEach(node.putObject("droppedAreas")::put);
    node.set("profile", profile.json());
    node.set("kept", kept.json());
    return node.toString();
  }

  static FootprintSummary parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      FootprintSummary result = new FootprintSummary();
      result.source = node.get("source").asInt();
      result.degreesByDefault = node.get("degreesByDefault").asBoolean();
      result.footprints = node.get("footprints").asLong();
      result.withoutHeight = node.get("withoutHeight").asLong();
      result.withoutId = node.get("withoutId").asLong();
      result.widest = node.get("widest").asDouble();
      JsonNode box = node.get("envelope");
      if (box != null) {
        result.envelope.init(
            box.get(0).asDouble(),
            box.get(1).asDouble(),
            box.get(2).asDouble(),
            box.get(3).asDouble());
      }
      result.outermost = Outliers.Outermost.parse(node.get("outermost"));
      node.get("crs").forEach(name -> result.crs.add(name.asText()));
      node.get("fields").forEach(name -> result.fields.add(name.asText()));
      node.get("dropped")
          .properties()
          .forEach(e -> result.dropped.put(e.getKey(), e.getValue().asLong()));
      node.get("droppedAreas")
          .properties()
          .forEach(e -> result.droppedAreas.put(e.getKey(), e.getValue().asLong()));
      result.profile = FootprintProfile.parse(node.get("profile"));
      result.kept = KeptTally.parse(node.get("kept"));
      return result;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "a summary of footprints is not the JSON it was written as", e);
    }
  }
}
