package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.vector.JsonBytes.More;
import io.citymesh.vector.JsonBytes.Unsure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads GeoJSON from its bytes, feature by feature. A feature that is not plain becomes a tree of
 * values; where it is not clear that something is JSON, or GeoJSON, {@link GeoJsonReader} reads the
 * input from its beginning: it has the last word, and the words for the user.
 */
final class PlainGeoJsonReader implements FeatureReader {
  private static final int WINDOW = 1 << 18;

  /** Bytes before a piece among which is one that is no blank. */
  private static final int BEFORE = 1 << 10;

  /** So many times the bytes of a piece may be parsed in vain. */
  private static final long MOST_IN_VAIN = 8;

  private static final byte[] FEATURES = {'f', 'e', 'a', 't', 'u', 'r', 'e', 's'};

  private final FootprintFiles.Piece piece;
  private final Configuration hadoop;
  private final ReadOptions wanted;
  private final FeatureSink sink;
  private final InputStream stream;
  private final JsonBytes json;
  private final GeoJsonFeature plain;
  private final GeoJsonTree tree;

  /** Takes over where this is not sure; null so far. */
  private GeoJsonReader other;

  /** Whether the piece is a part of a collection. */
  private final boolean divided;

  private boolean begun;
  private boolean ended;

  /** Whether the first feature of the piece is still to be found. */
  private boolean searching;

  /** The last byte before the present place that is no blank, while searching. */
  private byte before;

  /** Bytes that were parsed in vain, while searching. */
  private long vain;

  private boolean sure = true;
  private long from;
  private long to = PieceBorder.NONE;

  /** The members of the root that have been read. */
  private ObjectNode members = GeoJsonTree.MAPPER.createObjectNode();

  /** Whether the present place is in the array of features, before one or behind the last. */
  private boolean inFeatures;

  /** The members of the collection so far, but for its features; null outside of one. */
  private ObjectNode root;

  private boolean collectionSeen;

  private PlainGeoJsonReader(
      FootprintFiles.Piece piece,
      Configuration hadoop,
      ReadOptions wanted,
      FeatureSink sink,
      int window)
      throws IOException {
    this.piece = piece;
    this.hadoop = hadoop;
    this.wanted = wanted;
    this.sink = sink;
    this.divided = !piece.whole() && !piece.lines();
    // The byte before the range tells whether its first may begin a feature.
    long begin = divided ? Math.max(0, piece.start() - BEFORE) : 0;
    this.stream =
        divided
            ? GeoJsonReader.stream(piece.path(), begin, hadoop)
            : GeoJsonReader.stream(piece, hadoop);
    this.json = new JsonBytes(stream, begin, window);
    this.begun = divided && piece.start() > 0;
    this.searching = begun;
    this.from = begun ? PieceBorder.NONE : 0;
    this.plain = new GeoJsonFeature(wanted, sink);
    this.tree = new GeoJsonTree(piece.path(), wanted, sink);
  }

  static FeatureReader open(
      FootprintFiles.Piece piece, Configuration hadoop, ReadOptions wanted, FeatureSink sink)
      throws IOException {
    return open(piece, hadoop, wanted, sink, WINDOW);
  }

  /**
   * @param window bytes that are held at first
   */
  static FeatureReader open(
      FootprintFiles.Piece piece,
      Configuration hadoop,
      ReadOptions wanted,
      FeatureSink sink,
      int window)
      throws IOException {
    return new PlainGeoJsonReader(piece, hadoop, wanted, sink, window);
  }

  @Override
  public boolean more() {
    return other == null ? !ended : other.more();
  }

  @Override
  public void close() throws IOException {
    if (other != null) {
      other.close();
    }
    stream.close();
  }

  /** One feature, one member of the root, or one root. */
  @Override
  public void next() throws IOException {
    if (other != null) {
      other.next();
      return;
    }
    int start = json.at;
    try {
      step();
    } catch (More e) {
      json.at = start;
      try {
        json.read(start);
      } catch (Unsure tooLarge) {
        handOver();
      }
    } catch (Unsure | JsonProcessingException | BadFile e) {
      handOver();
    }
  }

  private void handOver() throws IOException {
    if (divided) { // Who reads the file as a whole tells what is wrong.
      sure = false;
      ended = true;
      return;
    }
    sink.restart();
    other = GeoJsonReader.open(piece, hadoop, wanted, sink);
  }

  /** Moves on by a step that is taken as a whole, or not at all. */
  private void step() throws More, Unsure, IOException {
    if (!begun) {
      json.peek();
      byteOrderMark();
      begun = true;
    } else if (searching) {
      search();
    } else if (inFeatures) {
      element();
    } else if (root != null) {
      member();
    } else if (json.isAtEnd()) {
      ended = true;
    } else if (divided && collectionSeen) {
      throw new Unsure(); // Another root.
    } else {
      object();
    }
  }

  /**
   * Looks for the first feature that begins in the piece: an object that calls itself one, behind a
   * comma or a bracket, and before one. What looks like it and is none, in a property or a text, is
   * found out when the pieces are joined.
   */
  private void search() throws More, Unsure, IOException {
    int at = json.at;
    byte b = json.get(at);
    if (json.offset(at) >= piece.end() || (b == 0 && json.isAtEnd())) {
      searching = false;
      ended = true;
    } else if (b == 0) {
      throw new Unsure();
    } else if (b == '{' && (before == ',' || before == '[') && json.offset(at) >= piece.start()) {
      if (isFeature(at)) {
        json.at = at;
        from = json.offset(at);
        searching = false;
        inFeatures = true;
        collectionSeen = true;
        first = true;
        root = GeoJsonTree.MAPPER.createObjectNode();
        return;
      }
      vain += Math.max(1, json.at - at);
      if (vain > MOST_IN_VAIN * (piece.end() - piece.start()) + WINDOW) {
        throw new Unsure();
      }
      json.at = at + 1;
      before = b;
    } else {
      while (b != '{' && b != 0 && json.offset(at) < piece.end()) {
        before = b == ' ' || b == '\n' || b == '\r' || b == '\t' ? before : b;
        b = json.get(++at);
      }
      if (b == '{' && at == json.at) {
        before = b;
        at++;
      }
      json.at = at;
    }
  }

  /** Whether the object at a place looks like a feature among others. */
  private boolean isFeature(int at) throws More, IOException {
    GeoJsonFeature tried =
        new GeoJsonFeature(wanted, new FeatureSink(() -> wanted.summary(piece.source())));
    try {
      boolean is;
      if (tried.parse(json, false) == GeoJsonFeature.Shape.PLAIN) {
        is = tried.isFeature();
      } else {
        is = whole(at).path("type").asText().equals("Feature");
      }
      byte next = json.peek();
      return is && (next == ',' || next == ']');
    } catch (Unsure | JsonProcessingException e) {
      return false;
    }
  }

  @Override
  public Optional<PieceBorder> border() {
    return divided
        ? Optional.of(new PieceBorder(piece.start(), piece.end(), from, to, sure, members))
        : Optional.empty();
  }

  private void byteOrderMark() throws Unsure, More {
    int b = json.get(json.at) & 0xff;
    if (b == 0xef) {
      if (json.at != 0 || json.isAtEnd()) {
        throw new Unsure();
      }
      if ((json.get(1) & 0xff) != 0xbb || (json.get(2) & 0xff) != 0xbf) {
        throw new Unsure();
      }
      json.at = 3;
    }
  }

  /** A root: a feature, or the beginning of a collection. */
  private void object() throws More, Unsure, IOException {
    int start = json.at;
    GeoJsonFeature.Shape shape = plain.parse(json, true);
    if (divided && shape != GeoJsonFeature.Shape.COLLECTION) {
      throw new Unsure();
    }
    switch (shape) {
      case PLAIN -> plain.take(json);
      case OTHER -> {
        JsonNode node = whole(start);
        if (!(node instanceof ObjectNode object) || object.path("features").isArray()) {
          throw new Unsure();
        }
        tree.root(object, collectionSeen);
      }
      case COLLECTION -> {
        json.at = start;
        json.expect('{');
        root = GeoJsonTree.MAPPER.createObjectNode();
        first = true;
      }
    }
  }

  /** The tree of the value that begins at a place; the next place is behind it. */
  private JsonNode whole(int start) throws More, Unsure, IOException {
    json.at = start;
    json.value();
    return GeoJsonTree.MAPPER.readTree(json.bytes(), start, json.at - start);
  }

  /** Whether no member of the root, or no feature, has been read yet. */
  private boolean first;

  private void member() throws More, Unsure, IOException {
    if (json.peek() == '}' && first) {
      throw new Unsure();
    }
    if (!first && !json.goesOn('}')) {
      ObjectNode all = root;
      root = null;
      if (divided) {
        members = all;
        to = PieceBorder.END;
      } else {
        tree.root(all, collectionSeen);
      }
      return;
    }
    int key = json.text();
    int end = json.at - 1;
    if (json.escaped) {
      throw new Unsure();
    }
    boolean foreign = json.foreign;
    json.expect(':');
    if (json.equal(key, end, FEATURES) && json.peek() == '[') {
      json.at++;
      inFeatures = true;
      collectionSeen = true;
      first = true;
    } else {
      String name = json.string(key, end, foreign);
      root.set(name, whole(json.at));
      first = false;
    }
  }

  private void element() throws More, Unsure, IOException {
    if (first) {
      if (json.peek() == ']') {
        json.at++;
        inFeatures = false;
        first = false;
        return;
      }
    } else if (!json.goesOn(']')) {
      inFeatures = false;
      return;
    }
    json.peek();
    int start = json.at;
    if (divided && json.offset(start) >= piece.end()) {
      to = json.offset(start);
      members = root;
      ended = true;
      return;
    }
    if (json.get(start) != '{') {
      throw new Unsure();
    }
    if (plain.parse(json, false) == GeoJsonFeature.Shape.PLAIN) {
      plain.take(json);
    } else {
      tree.feature(whole(start));
    }
    first = false;
  }
}
