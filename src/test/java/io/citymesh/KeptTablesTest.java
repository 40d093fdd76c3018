package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.citymesh.geo.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of an earlier run under {@code --resume}: kept if nothing changes that goes into them,
 * else as those of a fresh run, byte by byte. Two houses side by side, one apart, one too small,
 * and a feature without a geometry.
 */
class KeptTablesTest extends SparkTest {
  private static final String PARQUET = "buildings.parquet/part-00000.parquet";
  private static final String REJECTED = "rejected.geojson";

  @TempDir private Path dir;

  private String features;

  /** What the fresh run was made of, and what it told. */
  private String featuresOfFresh;

  private List<String> notes;

  private static String house(String id, int x, int width, int height, String use) {
    return """
    {"type": "Feature", "properties": {"id": "%s", "height": %d, "use": "%s"}, "geometry":
     {"type": "Polygon", "coordinates":
     [[[%d, 446000], [%5$d, 446000], [%5$d, 446010], [%4$d, 446010], [%4$d, 446000]]]}}\
    """
        .formatted(id, height, use, 85_000 + x, 85_000 + x + width);
  }

  @BeforeEach
  void firstRun() throws IOException {
    features =
        String.join(
            ",\n",
            house("a", 0, 10, 9, "shed"),
            house("b", 10, 20, 9, "house"),
            house("c", 80, 10, 12, "shop"),
            house("d", 60, 1, 9, "hut"),
            "{\"type\": \"Feature\", \"properties\": {\"id\": \"e\"}, \"geometry\": null}");
    build("city", true, false);
  }

  private CityMesh.Result build(String out, boolean resume, boolean verify) throws IOException {
    Path footprints =
        Files.writeString(
            dir.resolve("houses.geojson"),
            "{\"type\": \"FeatureCollection\", \"features\": [" + features + "]}");
    return CityMesh.builder(spark())
        .buildings(footprints.toString())
        .terrain("flat:0")
        .crs("EPSG:28992")
        .heightField("height")
        .bounds(new Bounds(84_900, 445_900, 85_200, 446_100))
        .tileSize(0)
        .maxSize(20)
        .buildingSize(20)
        .keepFields("use")
        .resume(resume)
        .verify(verify)
        .overwrite(!resume)
        .out(dir.resolve(out).toString())
        .build();
  }

  /** When each table was written, and which file it is. */
  private Map<String, String> tables() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (String name : names("city")) {
      BasicFileAttributes file =
          Files.readAttributes(dir.resolve("city").resolve(name), BasicFileAttributes.class);
      all.put(name, file.fileKey() + " " + file.lastModifiedTime());
    }
    return all;
  }

  private List<String> names(String out) throws IOException {
    List<String> names = new ArrayList<>(List.of(REJECTED));
    try (Stream<Path> files = Files.list(dir.resolve(out).resolve("buildings.parquet"))) {
      files.map(file -> "buildings.parquet/" + file.getFileName()).sorted().forEach(names::add);
    }
    return names;
  }

  private void resumeAndCompare(boolean verify) throws IOException {
    CityMesh.Result resumed = build("city", true, verify);
    if (!features.equals(featuresOfFresh)) {
      notes = build("fresh", false, false).manifest().notes();
      featuresOfFresh = features;
    }
    assertEquals(notes, resumed.manifest().notes());
    assertEquals(names("fresh"), names("city"));
    for (String name : names("fresh")) {
      assertArrayEquals(
          Files.readAllBytes(dir.resolve("fresh").resolve(name)),
          Files.readAllBytes(dir.resolve("city").resolve(name)),
          name);
    }
  }

  private void isKept(boolean verify) throws IOException {
    Map<String, String> before = tables();
    resumeAndCompare(verify);
    assertEquals(before, tables());
  }

  private void isWrittenAgain(boolean verify) throws IOException {
    Map<String, String> before = tables();
    resumeAndCompare(verify);
    Map<String, String> after = tables();
    assertNotEquals(before.get(REJECTED), after.get(REJECTED));
    assertNotEquals(before.get(PARQUET), after.get(PARQUET));
  }

  @Test
  void theTablesStayUntilSomethingChanges() throws IOException {
    isKept(false);
    features = features.replace("house", "villa");
    isWrittenAgain(false);
  }

  @Test
  @Tag("slow")
  void theTablesStayWhateverTheirTime() throws IOException {
    isKept(true);
    Files.setLastModifiedTime(dir.resolve("city").resolve(PARQUET), FileTime.fromMillis(1_000));
    isKept(false);
  }

  @Test
  @Tag("slow")
  void whatGoesIntoTheTablesWritesThemAgain() throws IOException {
    List<UnaryOperator<String>> changes =
        List.of(
            before -> before.replace("house", "villa"),
            before -> before.replace("\"id\": \"e\"", "\"id\": \"f\""),
            before -> before.replace("\"id\": \"d\"", "\"id\": \"g\""),
            before -> before.replace("\"height\": 12", "\"height\": 13"));
    for (UnaryOperator<String> change : changes) {
      String before = features;
      features = change.apply(before);
      assertNotEquals(before, features);
      isWrittenAgain(false);
    }
    isKept(false);
  }

  @Test
  @Tag("slow")
  void whatAnotherProgramHasAlteredIsWrittenAgain() throws IOException {
    Path table = dir.resolve("city").resolve(PARQUET);
    FileTime time = Files.getLastModifiedTime(table);
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length / 2] ^= 1;
    Files.write(table, bytes);
    Files.setLastModifiedTime(table, FileTime.from(time.toInstant().plusNanos(1)));
    isWrittenAgain(false);
    time = Files.getLastModifiedTime(table);
    Files.write(table, bytes);
    Files.setLastModifiedTime(table, time);
    isWrittenAgain(true);
    Files.writeString(dir.resolve("city").resolve(REJECTED), "{}");
    isWrittenAgain(false);
    Files.delete(dir.resolve("city").resolve(REJECTED));
    Files.copy(table, table.resolveSibling("part-00001.parquet"));
    resumeAndCompare(false);
    Files.writeString(dir.resolve("city/_work/tables.json"), "{\"key\": \"");
    isWrittenAgain(false);
    isKept(true);
  }
}
