package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.TestData;
import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import io.citymesh.vector.FootprintFiles.Format;
import io.citymesh.vector.FootprintFiles.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection in pieces is the collection, wherever it is cut; or it is told that it is not. */
class GeoJsonPiecesTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final ReadOptions WANTED =
      new ReadOptions(new HeightFields("", "h", ""), "", "", true, List.of("note"));

  @TempDir Path dir;

  private static String feature(int i, String note) {
    return "{ \"type\": \"Feature\",\n \"properties\": {\"id\": \"%d\", \"h\": %d, \"note\": %s},\n"
            .formatted(i, i + 1, note)
        + " \"geometry\": { \"type\": \"Polygon\", \"coordinates\":\n"
        + "  [[[%1$d, 0], [%1$d, 9.5], [%2$d, 9], [%1$d, 0]]] } }".formatted(20 * i, 20 * i + 9);
  }

  private static String collection(String... notes) {
    List<String> features = new ArrayList<>();
    for (String note : notes) {
      features.add(feature(features.size(), note));
    }
    return "{ \"type\": \"FeatureCollection\", \"bbox\": [0, 0, 1, 1],\n \"features\": [\n"
        + String.join(",\n", features)
        + "\n], \"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"EPSG:28992\"}}}\n";
  }

  private record Read(List<String> features, String summary, boolean joined) {}

  private static Read read(List<Piece> pieces) {
    List<String> features = new ArrayList<>();
    PieceBorders borders = new PieceBorders();
    TreeMap<Integer, FootprintSummary> summaries = new TreeMap<>();
    new FileBlocks(pieces.iterator(), HADOOP, WANTED)
        .forEachRemaining(
            block -> {
              switch (block.kind()) {
                case FOOTPRINTS ->
                    block
                        .footprints()
                        .forEachRemaining(
                            f -> features.add(f.kept() + SourceText.of(f.footprint())));
                case REJECTED -> block.rejected().forEachRemaining(f -> features.add(f.toString()));
                case SUMMARY ->
                    summaries
                        .computeIfAbsent(0, any -> new FootprintSummary())
                        .add(FootprintSummary.parse(block.note()));
                case ERROR -> throw new UserError(block.note());
                case BORDER -> borders.add(block);
              }
            });
    borders.tell(summaries);
    Collections.sort(features);
    return new Read(features, summaries.get(0).json(), borders.apart().isEmpty());
  }

  private static final class SourceText {
    private static String of(io.citymesh.geo.PackedFootprint footprint) {
      return footprint.id() + footprint.heights() + footprint.geometry();
    }
  }

  /** In pieces that end at some bytes, of which the last is the file's. */
  private static List<Piece> pieces(Path file, long... ends) {
    List<Piece> pieces = new ArrayList<>();
    long start = 0;
    for (long end : ends) {
      boolean whole = ends.length == 1;
      pieces.add(new Piece(file.toString(), 0, Format.GEOJSON, start, end, whole, false));
      start = end;
    }
    return pieces;
  }

  /** How many of the ways to cut a file in three cannot be joined. */
  private int apart(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(dir.resolve("a.geojson"), bytes);
    Read whole = read(pieces(file, bytes.length));
    assertTrue(whole.joined);
    int apart = 0;
    for (int cut = 1; cut < bytes.length - 1; cut++) {
      int second = cut + 1 + (cut * 7919) % (bytes.length - cut - 1);
      Read read = read(pieces(file, cut, second, bytes.length));
      if (read.joined) {
        assertEquals(whole, read, cut + " " + second);
      } else {
        apart++;
      }
    }
    return apart;
  }

  @Test
  void aCollectionIsCutAnywhere() throws IOException {
    String json = collection("1", "null", "\"x\"", "true", "[{}, {\"a\": {}}]");
    assertEquals(0, apart(json));
    assertEquals(0, apart(json.replace("\n", "\r\n")));
    assertEquals(0, apart("\ufeff" + json.replace("\n", "").replace(" ", "")));
    assertEquals(0, apart(collection("1")));
    assertEquals(0, apart(collection()));
  }

  @Test
  void textsThatLookLikeFeaturesAreNone() throws IOException {
    String text = "},{ \"type\": \"Feature\", \"a\": [{".replace("\"", "\\\"");
    assertEquals(0, apart(collection("\"" + text + "\"", "\"" + text + "\\\\\"", "\",{\"")));
  }

  /** They cannot be told from features before the pieces are joined; then they are. */
  @Test
  void featuresInPropertiesAreFoundOut() throws IOException {
    String inner = "[" + feature(7, "1") + ", " + feature(8, "2") + ", " + feature(9, "3") + "]";
    String json = collection("1", inner, "2");
    int apart = apart(json);
    assertTrue(apart > 0 && apart < json.length(), apart + " of " + json.length());
  }

  @Test
  void whatIsNoCollectionOrNotWholeIsReadAsAWhole() throws IOException {
    String json = collection("1", "2", "3");
    for (String other :
        List.of(
            json.substring(0, json.length() - 3),
            json.replace("\"h\": 2", "\"h\": two"),
            json.replace("FeatureCollection", "Collection"),
            json + json,
            json.replace("\"h\": 3", "\"h\": \u0000"))) {
      byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
      Path file = Files.write(dir.resolve("b.geojson"), bytes);
      for (int cut = 1; cut < bytes.length; cut += 5) {
        assertTrue(!read(pieces(file, cut, bytes.length)).joined, other + cut);
      }
    }
  }

  @Test
  void realFilesAreTheSameInPieces() throws IOException {
    for (String name : List.of("tudcampus/buildings.geojson", "delft/buildings.geojson")) {
      Path file = TestData.path(name);
      long length = Files.size(file);
      Read whole = read(pieces(file, length));
      Read cut = read(pieces(file, length / 5, length / 4, length / 2, length - 10, length));
      assertTrue(cut.joined);
      assertEquals(whole, cut);
    }
  }
}
