package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.vector.JsonBytes.More;
import io.citymesh.vector.JsonBytes.Unsure;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads GeoJSON from its bytes, feature by feature. A feature that is not plain becomes a tree of
 * values; where it is not clear that something is JSON, or GeoJSON, {@link GeoJsonReader} reads the
 * input from its beginning: it has the last word, and the words for the user.
 */
final class PlainGeoJsonReader implements FeatureReader {
  private static final int WINDOW = 1 << 18;
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

  private boolean begun;
  private boolean ended;

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
    this.stream = GeoJsonReader.stream(piece, hadoop);
    this.json = new JsonBytes(stream, 0, window);
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
    sink.restart();
    other = GeoJsonReader.open(piece, hadoop, wanted, sink);
  }

  /** Moves on by a step that is taken as a whole, or not at all. */
  private void step() throws More, Unsure, IOException {
    if (!begun) {
      json.peek();
      byteOrderMark();
      begun = true;
    } else if (inFeatures) {
      element();
    } else if (root != null) {
      member();
    } else if (json.isAtEnd()) {
      ended = true;
    } else {
      object();
    }
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
    switch (plain.parse(json, true)) {
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
      tree.root(all, collectionSeen);
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
