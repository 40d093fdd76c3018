package io.citymesh.vector;

import com.fasterxml.jackson.databind.JsonNode;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import io.citymesh.vector.JsonBytes.More;
import io.citymesh.vector.JsonBytes.Unsure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature of GeoJSON as most are: polygons of numbers, properties each once. It is parsed
 * straight from the bytes, without a tree of values; what it becomes is what {@link GeoJsonTree}
 * makes of it. Mutable, to be used for one feature after the other.
 */
final class GeoJsonFeature {
  private static final byte[] TYPE = ascii("type");
  private static final byte[] ID = ascii(GeoJsonTree.OWN_ID);
  private static final byte[] PROPERTIES = ascii("properties");
  private static final byte[] GEOMETRY = ascii("geometry");
  private static final byte[] FEATURES = ascii("features");
  private static final byte[] CRS = ascii("crs");
  private static final byte[] COORDINATES = ascii("coordinates");
  private static final byte[] FEATURE = ascii("Feature");
  private static final byte[] POLYGON = ascii("Polygon");
  private static final byte[] MULTI_POLYGON = ascii("MultiPolygon");

  /** Whole numbers of so many digits are themselves as ids. */
  private static final int SHORT_NUMBER = 18;

  /** What a feature is. */
  enum Shape {
    /** It could be parsed. */
    PLAIN,
    /** It is JSON, but not plain: its tree has to say what it means. */
    OTHER,
    /** The object has an array of features. */
    COLLECTION
  }

  /** A value as it stands in the window. */
  private static final class Value {
    private enum Kind {
      NONE,
      TEXT,
      NUMBER,
      TRUE,
      FALSE,
      /** An object or array. */
      OTHER
    }

    private Kind kind = Kind.NONE;

    /** The place of its first byte; of a text, the one behind the quote. */
    private int start;

    /** The place behind its last byte; of a text, that of its last quote. */
    private int end;

    private boolean escaped;
    private boolean foreign;
    private boolean integer;
    private double number;

    private void read(JsonBytes json) throws More, Unsure {
      byte b = json.peek();
      start = json.at;
      switch (b) {
        case '"' -> {
          kind = Kind.TEXT;
          start = json.text();
          escaped = json.escaped;
          foreign = json.foreign;
          end = json.at - 1;
          return;
        }
        case 't' -> {
          kind = Kind.TRUE;
          json.word(JsonBytes.TRUE);
        }
        case 'f' -> {
          kind = Kind.FALSE;
          json.word(JsonBytes.FALSE);
        }
        case 'n' -> {
          kind = Kind.NONE;
          json.word(JsonBytes.NULL);
        }
        case '{', '[' -> {
          kind = Kind.OTHER;
          json.value();
        }
        default -> {
          kind = Kind.NUMBER;
          number = json.number();
          integer = json.integer;
        }
      }
      end = json.at;
    }

    private JsonNode tree(JsonBytes json) throws IOException {
      int quote = kind == Kind.TEXT ? 1 : 0;
      return GeoJsonTree.MAPPER.readTree(json.bytes(), start - quote, end - start + 2 * quote);
    }

    private String text(JsonBytes json) throws IOException {
      return escaped ? tree(json).asText() : json.string(start, end, foreign);
    }

    /** As {@link Json#text}. */
    private String id(JsonBytes json) throws IOException {
      return switch (kind) {
        case TEXT -> text(json).trim();
        case NUMBER ->
            integer && end - start <= SHORT_NUMBER
                ? (number == 0 ? "0" : json.string(start, end, false))
                : Json.text(tree(json));
        default -> "";
      };
    }

    private double fieldNumber(JsonBytes json) throws IOException {
      return switch (kind) {
        case NUMBER -> Double.isFinite(number) ? number : Double.NaN;
        case TEXT -> FieldNumber.of(text(json));
        default -> Double.NaN;
      };
    }

    private void tally(JsonBytes json, FieldTally tally) throws IOException {
      if (kind == Kind.TEXT) {
        tally.add(text(json));
      } else if (kind == Kind.NUMBER && Double.isFinite(number)) {
        tally.add(number);
      }
    }

    private Object kept(JsonBytes json) throws IOException {
      return switch (kind) {
        case NONE -> null;
        case TRUE -> true;
        case FALSE -> false;
        case TEXT -> text(json);
        case NUMBER, OTHER -> GeoJsonTree.kept(tree(json));
      };
    }
  }

  /** A property that features have, by its name. */
  private static final class Property {
    private final byte[] key;
    private final String name;

    /** Place of the name among those that ids are looked for under; -1 if it is none. */
    private final int id;

    /** Null if the values are not looked at. */
    private final FieldTally tally;

    private final boolean isRoof;
    private final boolean isHeight;
    private final boolean isStoreys;

    /** The number of the feature that had it last. */
    private long feature = -1;

    private Property(byte[] key, String name, int id, FieldTally tally, HeightFields fields) {
      this.key = key;
      this.name = name;
      this.id = id;
      this.tally = tally;
      this.isRoof = !name.isEmpty() && name.equals(fields.roof());
      this.isHeight = !name.isEmpty() && name.equals(fields.height());
      this.isStoreys = !name.isEmpty() && name.equals(fields.storeys());
    }
  }

  private final ReadOptions wanted;
  private final HeightFields fields;
  private final FeatureSink sink;
  private final FootprintSummary summary;
  private final List<String> idFields;
  private final PlainPolygons polygons = new PlainPolygons();

  private final Map<String, Property> known = new HashMap<>();

  /** Those of the present feature, and what is left of the one before. */
  private final List<Property> properties = new ArrayList<>();

  private final List<Value> values = new ArrayList<>();
  private int count;
  private long number;

  private final Value id = new Value();
  private boolean hasId;
  private boolean isFeature;
  private boolean hasGeometry;

  GeoJsonFeature(ReadOptions wanted, FeatureSink sink) {
    this.wanted = wanted;
    this.fields = wanted.heights();
    this.sink = sink;
    this.summary = sink.summary();
    this.idFields = wanted.idFields();
  }

  private static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the object that was parsed last says that it is a Feature. */
  boolean isFeature() {
    return isFeature;
  }

  // ---- parsing

  /**
   * Parses the object that begins at the present place; behind it if it is plain.
   *
   * @param root whether it stands for itself, so that its type and CRS count
   */
  Shape parse(JsonBytes json, boolean root) throws More, Unsure {
    number++;
    count = 0;
    id.kind = Value.Kind.NONE;
    hasId = false;
    isFeature = false;
    hasGeometry = false;
    boolean typed = false;
    boolean placed = false;
    boolean told = false;
    boolean named = false;
    json.expect('{');
    if (json.peek() == '}') {
      json.at++;
      return root ? Shape.OTHER : Shape.PLAIN;
    }
    do {
      int key = json.text();
      int end = json.at - 1;
      if (json.escaped) {
        return Shape.OTHER;
      }
      json.expect(':');
      if (json.equal(key, end, TYPE)) {
        if (typed || json.peek() != '"') {
          return Shape.OTHER;
        }
        typed = true;
        int start = json.text();
        isFeature = json.equal(start, json.at - 1, FEATURE);
      } else if (json.equal(key, end, GEOMETRY)) {
        if (placed || !geometry(json)) {
          return Shape.OTHER;
        }
        placed = true;
      } else if (json.equal(key, end, PROPERTIES)) {
        if (told || !properties(json)) {
          return Shape.OTHER;
        }
        told = true;
      } else if (json.equal(key, end, ID)) {
        if (hasId) {
          return Shape.OTHER;
        }
        hasId = true;
        id.read(json);
      } else if (root && json.equal(key, end, FEATURES) && json.peek() == '[') {
        return Shape.COLLECTION;
      } else {
        named |= json.equal(key, end, CRS);
        json.value();
      }
    } while (json.goesOn('}'));
    return root && (named || !isFeature) ? Shape.OTHER : Shape.PLAIN;
  }

  private boolean properties(JsonBytes json) throws More, Unsure {
    if (json.peek() == 'n') {
      json.word(JsonBytes.NULL);
      return true;
    }
    if (json.peek() != '{') {
      return false;
    }
    json.at++;
    if (json.peek() == '}') {
      json.at++;
      return true;
    }
    do {
      int key = json.text();
      int end = json.at - 1;
      if (json.escaped) {
        return false;
      }
      boolean foreign = json.foreign;
      if (count == values.size()) {
        values.add(new Value());
        properties.add(null);
      }
      Property property = properties.get(count);
      if (property == null || !json.equal(key, end, property.key)) {
        property = property(json.copy(key, end), json.string(key, end, foreign));
        properties.set(count, property);
      }
      if (property.feature == number) {
        return false; // There already: the last one counts.
      }
      property.feature = number;
      json.expect(':');
      values.get(count++).read(json);
    } while (json.goesOn('}'));
    return true;
  }

  private Property property(byte[] key, String name) throws Unsure {
    Property property = known.get(name);
    if (property == null) {
      if (known.size() >= FootprintSummary.MAX_FIELDS) {
        throw new Unsure();
      }
      int place = -1;
      for (int i = idFields.size() - 1; i >= 0; i--) {
        place = name.equalsIgnoreCase(idFields.get(i)) ? i : place;
      }
      FootprintProfile profile = summary.profile;
      property =
          new Property(
              key, name, place, profile.looksAt(name) ? profile.tally(name) : null, fields);
      summary.field(name);
      known.put(name, property);
    }
    return property;
  }

  private boolean geometry(JsonBytes json) throws More, Unsure {
    if (json.peek() == 'n') {
      json.word(JsonBytes.NULL);
      return true;
    }
    if (json.peek() != '{') {
      return false;
    }
    json.at++;
    if (json.peek() == '}') {
      return false;
    }
    int type = 0;
    int depth = 0;
    do {
      int key = json.text();
      int end = json.at - 1;
      if (json.escaped) {
        return false;
      }
      json.expect(':');
      if (json.equal(key, end, TYPE)) {
        if (type != 0 || json.peek() != '"') {
          return false;
        }
        int start = json.text();
        int last = json.at - 1;
        type =
            json.equal(start, last, POLYGON) ? 3 : json.equal(start, last, MULTI_POLYGON) ? 4 : 0;
        if (type == 0) {
          return false;
        }
      } else if (json.equal(key, end, COORDINATES)) {
        if (depth != 0) {
          return false;
        }
        depth = coordinates(json);
        if (depth == 0) {
          return false;
        }
      } else {
        json.value();
      }
    } while (json.goesOn('}'));
    hasGeometry = true;
    return type == depth && type != 0;
  }

  /** Parses polygons; the depth of their arrays, or 0 if they are not plain. */
  private int coordinates(JsonBytes json) throws More, Unsure {
    polygons.clear();
    int depth = 0;
    int start = json.at;
    while (json.peek() == '[') {
      json.at++;
      depth++;
      if (depth > 4) {
        return 0;
      }
    }
    json.at = start;
    if (depth == 3) {
      return polygon(json) ? 3 : 0;
    } else if (depth != 4) {
      return 0;
    }
    polygons.setMulti();
    json.expect('[');
    do {
      if (!polygon(json)) {
        return 0;
      }
    } while (json.goesOn(']'));
    return 4;
  }

  private boolean polygon(JsonBytes json) throws More, Unsure {
    if (json.peek() != '[') {
      return false;
    }
    json.at++;
    do {
      if (json.peek() != '[') {
        return false;
      }
      json.at++;
      do {
        if (!point(json)) {
          return false;
        }
      } while (json.goesOn(']'));
      if (!polygons.endRing()) {
        return false;
      }
    } while (json.goesOn(']'));
    return polygons.endPolygon();
  }

  private boolean point(JsonBytes json) throws More, Unsure {
    if (json.peek() != '[') {
      return false;
    }
    json.at++;
    if (!isNumber(json.peek())) {
      return false;
    }
    double x = json.number();
    if (!json.goesOn(']') || !isNumber(json.peek())) {
      return false;
    }
    double y = json.number();
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      return false;
    }
    polygons.point(x, y);
    boolean third = true;
    while (json.goesOn(']')) {
      if (!isNumber(json.peek())) {
        return false;
      }
      json.number();
      if (third) {
        polygons.setZ();
      }
      third = false;
    }
    return true;
  }

  private static boolean isNumber(byte b) {
    return b == '-' || (b >= '0' && b <= '9');
  }

  // ---- what becomes of it

  /** Takes the feature that was parsed last, which is plain, into the sink. */
  void take(JsonBytes json) throws IOException {
    double roof = Double.NaN;
    double height = Double.NaN;
    double storeys = Double.NaN;
    for (int i = 0; i < count; i++) {
      Property property = properties.get(i);
      Value value = values.get(i);
      if (property.tally != null) {
        value.tally(json, property.tally);
      }
      if (property.isRoof) {
        roof = value.fieldNumber(json);
      }
      if (property.isHeight) {
        height = value.fieldNumber(json);
      }
      if (property.isStoreys) {
        storeys = value.fieldNumber(json);
      }
    }
    if (hasId && wanted.idField().equals(GeoJsonTree.OWN_ID)) {
      summary.field(GeoJsonTree.OWN_ID);
    }
    String name = name(json);
    if (!hasGeometry) {
      sink.rejected(name, "no geometry");
      return;
    }
    String kept = null;
    if (!wanted.keep().isEmpty()) {
      Map<String, Object> row = new HashMap<>();
      for (int i = 0; i < count; i++) {
        if (wanted.keep().contains(properties.get(i).name)) {
          row.put(properties.get(i).name, values.get(i).kept(json));
        }
      }
      kept = summary.kept.row(row::get);
    }
    sink.footprint(name, polygons, new Heights(roof, height, Double.NaN, storeys), kept);
  }

  /** The feature's own id comes first, unless a field is named. */
  private String name(JsonBytes json) throws IOException {
    String own = id.id(json);
    boolean named = !wanted.idField().isEmpty();
    if (!own.isEmpty() && !named) {
      return own;
    }
    String best = "";
    int place = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      Property property = properties.get(i);
      if (property.id >= 0 && property.id < place) {
        String text = values.get(i).id(json);
        if (!text.isEmpty()) {
          best = text;
          place = property.id;
        }
      }
    }
    return !best.isEmpty()
        ? best
        : named && !wanted.idField().equals(GeoJsonTree.OWN_ID) ? "" : own;
  }
}
