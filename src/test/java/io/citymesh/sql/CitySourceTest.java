package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output as tables. */
class CitySourceTest extends SparkTest {
  @TempDir static Path dir;

  private static CityMesh.Result city;

  @BeforeAll
  static void build() throws Exception {
    city = SmallCity.built(spark());
    assertTrue(city.manifest().totals().tiles() >= 9, city.summary());
  }

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  @AfterEach
  void compileAgain() {
    INTERPRETED.keySet().forEach(each -> spark().conf().unset(each));
  }

  @AfterAll
  static void forget() {
    spark().sql("DROP TABLE IF EXISTS city_faces");
    spark().catalog().clearCache();
  }

  private static Dataset<Row> table(String name) {
    return spark().read().format("citymesh").option("table", name).load(city.out());
  }

  @Test
  void tablesHaveTheCountsOfTheManifest() {
    Manifest.Totals totals = city.manifest().totals();
    assertEquals(totals.faces(), table("faces").count());
    assertEquals(totals.vertices(), table("vertices").count());
    assertEquals(SmallCity.BUILDINGS, table("buildings").count());
    assertEquals(totals.tiles(), table("tiles").count());
    assertEquals(totals.parts(), table("parts").count());
    assertEquals(totals.faces(), table("parts").agg(functions.sum("faces")).first().getLong(0));
    assertEquals(
        totals.faces(), spark().read().format("citymesh").load(city.out()).count(), "faces");
    List<Row> tiles = table("tiles").select("status", "tile", "error").collectAsList();
    assertEquals(
        city.manifest().tiles().stream().map(Manifest.Tile::key).toList(),
        tiles.stream().map(row -> row.getString(1)).toList());
    assertTrue(
        tiles.stream().allMatch(row -> row.getString(0).equals("meshed") && row.isNullAt(2)));
  }

  /** Face by face, in the order of the parts. */
  @Test
  void facesAreThoseOfTheParts() throws Exception {
    Map<String, List<Row>> found =
        table("faces").collectAsList().stream()
            .collect(Collectors.groupingBy(row -> row.getString(0)));
    BuildingNumbers numbers = BuildingNumbers.read(OutputDir.of(city.out(), new Configuration()));
    try (MeshReader mesh = new MeshReader(OutputDir.of(city.out(), new Configuration()))) {
      for (Manifest.Part entry : city.manifest().parts()) {
        Part part = mesh.part(entry.number());
        long[] corners = mesh.globalFaces(entry.number(), part);
        int[] markers = MeshReader.markers(part, numbers);
        List<Row> rows = found.getOrDefault(entry.name(), List.of());
        assertEquals(part.faceCount(), rows.size());
        for (int f = 0; f < rows.size(); f++) {
          Row row = rows.get(f);
          assertEquals(corners[3 * f], row.getLong(1));
          assertEquals(corners[3 * f + 1], row.getLong(2));
          assertEquals(corners[3 * f + 2], row.getLong(3));
          assertEquals(markers[f], row.getInt(4));
          assertEquals(part.faceKinds()[f], row.getInt(5));
          int building = part.building()[f];
          assertEquals(building < 0 ? null : part.buildings()[building], row.get(6));
        }
      }
    }
  }

  @Test
  void areasAndNormalsAddUp() {
    Dataset<Row> faces = table("faces").cache();
    Manifest.Extent domain = city.manifest().bounds();
    double planar =
        faces.where("kind in (0, 1, 3)").agg(functions.expr("sum(area * nz)")).first().getDouble(0);
    assertEquals(
        (domain.xmax() - domain.xmin()) * (domain.ymax() - domain.ymin()), planar, 1e-6 * planar);
    assertEquals(0, faces.where("kind = 2 and nz <> 0").count(), "walls stand upright");
    assertEquals(
        0, faces.where("abs(nx * nx + ny * ny + nz * nz - 1) > 1e-12").count(), "unit normals");
    Dataset<Row> roofs =
        faces
            .where("kind = 3")
            .groupBy("building")
            .agg(functions.sum("area").as("roof"))
            .join(table("buildings"), functions.expr("building = key"));
    assertEquals(SmallCity.BUILDINGS, roofs.count());
    assertEquals(0, roofs.where("abs(roof - area) > 1e-6").count());
    faces.unpersist();
  }

  /** Areas and boxes that the vertices' table gives are those of the faces. */
  @Test
  void cornersAreVertices() {
    Dataset<Row> v = table("vertices");
    Dataset<Row> faces = table("faces");
    for (String corner : List.of("v0", "v1", "v2")) {
      faces =
          faces.join(
              v.selectExpr("id as " + corner, "x as x_" + corner, "y as y_" + corner), corner);
    }
    assertEquals(city.manifest().totals().faces(), faces.count());
    assertEquals(
        0,
        faces
            .where(
                "xmin <> least(x_v0, x_v1, x_v2) or xmax <> greatest(x_v0, x_v1, x_v2)"
                    + " or ymin <> least(y_v0, y_v1, y_v2) or ymax <> greatest(y_v0, y_v1, y_v2)")
            .count());
  }

  /** What readers decide is what Spark would, row by row and in order. */
  @Test
  void filtersGiveTheRowsThatSparkWouldGive() {
    List<Long> keys =
        table("buildings").select("key").collectAsList().stream().map(r -> r.getLong(0)).toList();
    String core = city.manifest().parts().get(0).name();
    String root = city.manifest().parts().get(city.manifest().parts().size() - 1).name();
    // To compile each query would take longer than to run it.
    for (String each : INTERPRETED.keySet()) {
      spark().conf().set(each, INTERPRETED.get(each));
    }
    assertFilters(
        "faces",
        List.of(
            "kind = 3",
            "kind in (0, 2, 7)",
            "kind > 1 and kind <= 2",
            "kind <> 0",
            "building = " + keys.get(3),
            "building in (%d, %d, 5)".formatted(keys.get(0), keys.get(7)),
            "building is null and kind = 1",
            "building <=> " + keys.get(4),
            "building <=> null",
            "building > 0",
            "building is not null or kind = 0",
            "part = '" + core + "'",
            "part in ('%s', '%s', 'nowhere')".formatted(core, root),
            "part > '" + core + "'",
            "part like 'seam%'",
            "xmin < 1040.5 and xmax > 1010",
            "xmax <= 1040.5 and ymin >= 2030 and kind = 2",
            "ymin > 2100 and ymax < 2100.5",
            "xmin = " + (city.manifest().bounds().xmin()),
            "xmin < -1e9",
            "xmin < double('NaN')",
            "area > 20",
            "kind = 3 and part = '" + core + "' and building = " + keys.get(0)));
    assertFilters(
        "vertices",
        List.of("x < 1100 and y >= 2050", "x = 1000", "id < 100", "part = '" + core + "'"));
  }

  /** Of Spark one query asks which rows fulfil each of the filters; none of them is pushed down. */
  private static void assertFilters(String name, List<String> filters) {
    List<Row> all =
        table(name)
            .withColumn("fulfils", functions.expr("array(" + String.join(", ", filters) + ")"))
            .collectAsList();
    int columns = table(name).columns().length;
    for (int i = 0; i < filters.size(); i++) {
      int filter = i;
      List<List<Object>> wanted =
          all.stream()
              .filter(row -> Boolean.TRUE.equals(row.getList(columns).get(filter)))
              .map(row -> values(row, columns))
              .toList();
      List<List<Object>> found =
          table(name).where(filters.get(i)).collectAsList().stream()
              .map(row -> values(row, columns))
              .toList();
      assertEquals(wanted, found, filters.get(i));
    }
  }

  private static List<Object> values(Row row, int columns) {
    return IntStream.range(0, columns)
        .mapToObj(row::get)
        .map(Optional::ofNullable)
        .map(Object.class::cast)
        .toList();
  }

  @Test
  void aFilterOnABuildingReadsThePartsThatMayHoldItAndTheRowsThatDo() {
    int parts = city.manifest().parts().size();
    Row building = table("buildings").orderBy("index").collectAsList().get(0);
    long key = building.getAs("key");
    Dataset<Row> all = table("faces").cache();
    long rows = all.where(functions.col("building").equalTo(key)).count();
    List<String> holders =
        all
            .where(functions.col("building").equalTo(key))
            .select("part")
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    all.unpersist();
    Dataset<Row> faces = table("faces").where(functions.col("building").equalTo(key));
    assertEquals(rows, faces.collectAsList().size());
    SparkPlan scan = plan(faces);
    assertEquals(rows, scan.metrics().get("numOutputRows").get().value(), "rows of the scan");
    assertEquals(
        city.manifest().parts().stream()
            .filter(part -> holders.contains(part.name()))
            .mapToLong(Manifest.Part::faces)
            .sum(),
        scan.metrics().get(ScanMetric.ROWS).get().value(),
        "rows that were read: those of the parts that hold it");
    long read = scan.metrics().get(ScanMetric.PARTS).get().value();
    // Its core, and a seam for each level of the tree at most: it may reach over borders.
    assertTrue(read >= holders.size() && read <= parts / 2, read + " of " + parts);
    assertTrue(
        scan.simpleString(1000).contains(read + " of " + parts + " parts"), scan::treeString);
    assertTrue(scan.simpleString(1000).contains("building = " + key), scan::treeString);
    assertFalse(execution(faces).executedPlan().toString().contains("Filter ("), "left to Spark");
  }

  private static QueryExecution execution(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
  }

  /** The leaf of a query's plan, after it was run. */
  private static SparkPlan plan(Dataset<Row> rows) {
    return execution(rows).executedPlan().collectLeaves().head();
  }

  @Test
  void filtersOnPartsAndPlacesReadThoseParts() {
    Manifest.Part part = city.manifest().parts().get(2);
    assertEquals(1, parts("part = '" + part.name() + "'"));
    assertEquals(0, parts("part = 'nowhere'"));
    assertEquals(0, parts("building = 17 and building = 18"));
    assertEquals(0, parts("xmin > 1e7"));
    Manifest.Extent corner = city.manifest().bounds();
    int near = parts("xmax < %s and ymax < %s".formatted(corner.xmin() + 20, corner.ymin() + 20));
    assertTrue(near >= 1 && near < city.manifest().parts().size() / 2, near + " parts");
    assertEquals(
        city.manifest().parts().stream().filter(p -> p.faces() > 0).count(), parts("true"));
    assertEquals(
        city.manifest().parts().stream()
            .filter(p -> p.vertices() > 0 && p.bounds().xmin() <= 1010)
            .count(),
        parts(table("vertices").where("x <= 1010")));
  }

  private static int parts(String filter) {
    return parts(table("faces").where(filter));
  }

  /** Of how many parts a query has partitions. */
  private static int parts(Dataset<Row> rows) {
    if (plan(rows).nodeName().equals("LocalTableScan")) {
      return 0; // Spark sees that nothing can be read.
    }
    Matcher text = Pattern.compile("(\\d+) of \\d+ parts").matcher(plan(rows).simpleString(1000));
    assertTrue(text.find(), plan(rows)::treeString);
    return Integer.parseInt(text.group(1));
  }

  /** Of a file only the arrays are read that a query needs, each with its checksum. */
  @Test
  void whatAQueryDoesNotNeedIsNotRead() throws Exception {
    Path copy = copy("damaged");
    Manifest.Part part = city.manifest().parts().get(0);
    Path file = copy.resolve(part.file());
    byte[] bytes = Files.readAllBytes(file);
    double x;
    try (MeshReader mesh = new MeshReader(OutputDir.of(city.out(), new Configuration()))) {
      x = mesh.part(0).vertices()[3];
    }
    byte[] wanted = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(x).array();
    int at = 0;
    while (!Arrays.equals(wanted, Arrays.copyOfRange(bytes, at, at + 8))) {
      at++;
    }
    bytes[at] ^= 1;
    Files.write(file, bytes);
    Dataset<Row> faces = spark().read().format("citymesh").load(copy.toString());
    assertEquals(
        table("faces").where("kind = 1").count(),
        faces.where("kind = 1").count(),
        "kinds are whole");
    CityMeshException cause =
        assertThrows(
            CityMeshException.class, () -> faces.agg(functions.sum("area")).collectAsList());
    assertEquals(CityMeshException.CONDITION, cause.getCondition());
    assertTrue(cause.getMessage().contains(part.name()), cause.getMessage());
    assertTrue(cause.getMessage().contains("the checksum of vertices"), cause.getMessage());
  }

  private static Path copy(String name) throws Exception {
    Path copy = dir.resolve(name);
    Path from = Path.of(city.out());
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(from.relativize(file).toString()));
      }
    }
    return copy;
  }

  @Test
  void onlyColumnsThatAreAskedForAreRead() {
    Dataset<Row> kinds = table("faces").groupBy("kind").count();
    String plan = execution(kinds).toString();
    assertTrue(plan.matches("(?s).*BatchScan citymesh [^\\[]*\\[kind#\\d+\\].*"), plan);
    assertEquals(
        List.of("index", "key"),
        Arrays.asList(table("buildings").select("index", "key").columns()));
  }

  @Test
  void aTableOfACatalogIsTheSame() {
    spark()
        .sql(
            "CREATE TABLE city_faces USING citymesh OPTIONS (path '%s', table 'faces')"
                .formatted(city.out()));
    assertEquals(
        List.of(city.manifest().totals().faces()),
        spark().sql("SELECT count(*) FROM city_faces").collectAsList().stream()
            .map(row -> row.getLong(0))
            .toList());
    assertEquals(
        new TreeSet<>(List.of(0, 1, 2, 3)),
        new TreeSet<>(
            spark().sql("SELECT DISTINCT kind FROM city_faces").collectAsList().stream()
                .map(row -> row.getInt(0))
                .toList()));
  }

  @Test
  void whatIsWrongIsOneLine() {
    assertError("has no manifest.json: give the directory", () -> load(Map.of(), dir + "/nowhere"));
    assertError(
        "there is no table 'walls': the tables are faces, vertices, buildings, tiles, parts, cells",
        () -> load(Map.of("table", "walls"), city.out()));
    assertError(
        "there is no option 'max-size' of reading",
        () -> load(Map.of("max-size", "5"), city.out()));
    assertError("no path: give load()", () -> spark().read().format("citymesh").load());
    assertError(
        "one city is read at a time",
        () -> spark().read().format("citymesh").load(city.out(), city.out()));
    assertError(
        "the columns of faces of",
        () -> spark().read().format("citymesh").schema("part string").load(city.out()).count());
  }

  private static void load(Map<String, String> options, String path) {
    spark().read().format("citymesh").options(options).load(path);
  }

  private static void assertError(String words, org.junit.jupiter.api.function.Executable work) {
    CityMeshException error = assertThrows(CityMeshException.class, work);
    assertEquals(CityMeshException.CONDITION, error.getCondition());
    assertTrue(error.getMessage().contains(words), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }
}
