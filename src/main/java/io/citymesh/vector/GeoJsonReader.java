package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Reads any GeoJSON, a tree of values for each feature: a FeatureCollection, or a sequence of
 * Features (one per line, or not). Only one feature is in memory at a time, and of the rest of the
 * collection its few members.
 */
final class GeoJsonReader implements FeatureReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** RFC 8142 puts this before each feature of a sequence. */
  private static final int RECORD_SEPARATOR = 0x1e;

  private final JsonParser parser;
  private final GeoJsonTree tree;
  private boolean ended;

  /** Whether the parser stands inside the array "features". */
  private boolean inFeatures;

  /** The members of the root object so far, but for its features; null between root objects. */
  private ObjectNode root;

  private boolean collectionSeen;

  private GeoJsonReader(JsonParser parser, GeoJsonTree tree) {
    this.parser = parser;
    this.tree = tree;
  }

  /** The bytes of a piece. */
  static InputStream stream(FootprintFiles.Piece piece, Configuration hadoop) throws IOException {
    Path path = new Path(piece.path());
    FSDataInputStream file = path.getFileSystem(hadoop).open(path);
    return piece.whole() ? file : new LineStream(file, piece.start(), piece.end());
  }

  /** The bytes of a file from one on. */
  static InputStream stream(String file, long start, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    FSDataInputStream stream = path.getFileSystem(hadoop).open(path);
    stream.seek(start);
    return stream;
  }

  static GeoJsonReader open(
      FootprintFiles.Piece piece, Configuration hadoop, ReadOptions wanted, FeatureSink sink)
      throws IOException {
    InputStream stream = stream(piece, hadoop);
    JsonParser parser = GeoJsonTree.MAPPER.createParser(new Unseparated(stream));
    return new GeoJsonReader(parser, new GeoJsonTree(piece.path(), wanted, sink));
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
        tree.feature(JSON.readTree(parser));
        return;
      }
      if (token != JsonToken.END_ARRAY) {
        throw tree.notGeoJson("its features hold something else than objects");
      }
      inFeatures = false;
    } else if (root != null) {
      if (token == JsonToken.END_OBJECT) {
        ObjectNode ended = root;
        root = null;
        tree.root(ended, collectionSeen);
      } else {
        member(parser.currentName());
      }
    } else if (token == null) {
      ended = true;
    } else if (token == JsonToken.START_OBJECT) {
      root = JSON.createObjectNode();
    } else {
      throw tree.notGeoJson("it does not begin with an object");
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
}
