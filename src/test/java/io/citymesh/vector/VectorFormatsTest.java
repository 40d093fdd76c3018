package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.crs.Frame;
import io.citymesh.crs.Georeference;
import io.citymesh.crs.HeightUnit;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.input.PointInput;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.TestVectors.Feature;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UDTRegistration;
import org.apache.spark.sql.types.UserDefinedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;

/** The same footprints, whatever the file they come in. */
class VectorFormatsTest extends SparkTest {
  private static final String RD = "PROJCS[\"RD_New\",GEOGCS[\"GCS_Amersfoort\"]]";
  private static final Charset UTF_8 = StandardCharsets.UTF_8;
  private static final FootprintFields FIELDS =
      new FootprintFields(new HeightFields("height", "", ""), true);

  /** Two islands, the first with a courtyard in which stands a third; and what is no footprint. */
  private static final List<Feature> FEATURES =
      List.of(
          new Feature(
              "a",
              "3.25",
              "é",
              "MULTIPOLYGON(((85000 446000, 85000 446090, 85090 446090, 85090 446000, 85000 446000),"
                  + " (85010 446010, 85080 446010, 85080 446080, 85010 446080, 85010 446010)),"
                  + " ((85020.1 446020.7, 85020.1 446070, 85070 446070, 85070 446020.7,"
                  + " 85020.1 446020.7)))"),
          new Feature("a", " ", "", TestVectors.squareWkt(85100, 446000, 9.123456789)),
          new Feature(null, "1e1", "", TestVectors.squareWkt(85120, 446000, 9)),
          new Feature("none", "1", "", null),
          new Feature("point", "1", "", "POINT(1 2)"));

  @TempDir Path dir;

  private FootprintSet read(Path... files) {
    List<String> paths = new ArrayList<>();
    for (Path file : files) {
      paths.add(file.toString());
    }
    return FootprintReader.read(spark(), paths, FIELDS);
  }

  private String error(Path... files) {
    return assertThrows(UserError.class, () -> read(files)).getMessage();
  }

  /** Heights and geometries by id. */
  private static Map<String, String> contents(FootprintSet set) {
    Map<String, String> result = new TreeMap<>();
    for (PackedFootprint footprint : set.footprints().collect()) {
      double height = footprint.heights().height();
      result.put(footprint.id(), height + " " + footprint.geometry().norm().toText());
    }
    return result;
  }

  private static Geometry geometry(byte[] wkb) {
    try {
      return new WKBReader().read(wkb);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Map<String, String> expected(List<Feature> features) {
    Map<String, String> result = new TreeMap<>();
    for (Feature feature : features) {
      String key = feature.name().isEmpty() ? "" + feature.id() : "first";
      result.put(key, TestVectors.geometry(feature.wkt()).norm().toText());
    }
    return result;
  }

  private void assertFootprints(FootprintSet set) {
    Map<String, String> rows = contents(set);
    assertEquals(3, rows.size());
    assertEquals(3, set.count());
    assertEquals("EPSG:28992", set.crs());
    assertEquals(Map.of("no geometry", 1L, "not a polygon", 1L), set.dropped());
    assertEquals(
        List.copyOf(new TreeSet<>(expected(FEATURES.subList(0, 3)).values())),
        List.copyOf(
            new TreeSet<>(
                rows.values().stream().map(v -> v.substring(v.indexOf(' ') + 1)).toList())));
    assertTrue(rows.containsKey("a") && rows.containsKey("a#2"), rows.keySet().toString());
    assertEquals(1, set.withoutHeight());
    assertTrue(rows.values().stream().anyMatch(v -> v.startsWith("3.25 MULTI")), rows.toString());
    assertTrue(rows.values().stream().anyMatch(v -> v.startsWith("10.0 ")), rows.toString());
  }

  /** The third field, name, is declared as one of another type; the same goes for its values. */
  @Test
  void keptValuesOfAShapefileAreOfTheTypeThatItsFieldHas() throws IOException {
    assertKept('L', List.of("T", "n", "?", ""), Arrays.asList(true, false, null, null));
    assertKept('D', List.of("20200102", "00000000"), Arrays.asList("20200102", null));
    assertKept('N', List.of("-7", "****", "7.50"), Arrays.asList(-7.0, null, 7.5));
    assertKept('N', List.of("12", "7"), Arrays.asList(12L, 7L));
    assertKept('C', List.of("12", ""), Arrays.asList("12", null));
  }

  private void assertKept(char type, List<String> texts, List<Object> values) throws IOException {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String wkt = Feature.square("", 85000 + 20 * i, 446000, 9).wkt();
      features.add(new Feature("f" + i, "7.5", texts.get(i), wkt));
    }
    Path shp = TestVectors.shapefile(dir.resolve("kept.shp"), RD, "", UTF_8, features);
    Path dbf = dir.resolve("kept.dbf");
    byte[] table = Files.readAllBytes(dbf);
    table[32 + 2 * 32 + 11] = (byte) type;
    Files.write(dbf, table);
    FootprintFields fields = new FootprintFields("", HeightFields.NONE, true, List.of("name"));
    try (FootprintSet set = FootprintReader.read(spark(), List.of(shp.toString()), fields)) {
      List<Object> kept = new ArrayList<>();
      set.named().collect().stream()
          .sorted(Comparator.comparing(named -> named.footprint().id()))
          .forEach(named -> kept.add(KeptField.values(set.kept(), named.kept()).get("name")));
      assertEquals(values, kept);
    }
  }

  @Test
  void aShapefile() throws IOException {
    Path shp = TestVectors.shapefile(dir.resolve("s.shp"), RD, "UTF-8", UTF_8, FEATURES);
    try (FootprintSet set = read(shp)) {
      assertFootprints(set);
    }
    try (FootprintSet set = read(dir)) { // The folder: its companions are no files of their own.
      assertFootprints(set);
    }
    Files.move(dir.resolve("s.dbf"), dir.resolve("s.DBF"));
    try (FootprintSet set = read(shp)) {
      assertFootprints(set);
    }
  }

  @Test
  void textOfAnyEncoding() {
    for (String[] encoding :
        new String[][] {{"UTF-8", "UTF-8"}, {"1252", "windows-1252"}, {"", "windows-1252"}}) {
      Feature feature = Feature.square("Präsidium", 85000, 446000, 9);
      Path shp =
          TestVectors.shapefile(
              dir.resolve(encoding[0] + "e.shp"),
              RD,
              encoding[0],
              Charset.forName(encoding[1]),
              List.of(feature));
      try (FootprintSet set = read(shp)) {
        assertEquals("Präsidium", contents(set).keySet().iterator().next());
      }
    }
  }

  @Test
  void aGeoPackage() {
    Path gpkg =
        TestVectors.geoPackage(dir.resolve("s.gpkg"), "my houses", "MULTIPOLYGON", 28992, FEATURES);
    TestVectors.geoPackage(gpkg, "trees", "POINT", 28992, List.of());
    try (FootprintSet set = read(gpkg)) {
      assertFootprints(set);
    }
    TestVectors.geoPackage(
        gpkg,
        "more",
        "POLYGON",
        28992,
        List.of(
            new Feature(
                "z",
                "1",
                "",
                "POLYGON Z((85000 446000 1, 85000 446009 2, 85009 446009 3,"
                    + " 85000 446000 1))")));
    String several = error(gpkg);
    assertTrue(several.contains("--layer"), several);
    assertTrue(several.contains("more (polygon), my houses (multipolygon), trees"), several);
    try (FootprintSource source = layer(gpkg, "MORE")) {
      assertEquals(1, source.summary().footprints);
    }
    String none = assertThrows(UserError.class, () -> layer(gpkg, "roads")).getMessage();
    assertTrue(none.contains("no layer roads") && none.contains("my houses"), none);
  }

  /** Also of a table with a column that is called as SQLite calls the number of a row. */
  @Test
  void aGeoPackageIsReadInPiecesEachRowExactlyOnce() throws Exception {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      features.add(Feature.square("f" + i, 85000 + 20 * i, 446000, 9));
    }
    Path file = TestVectors.geoPackage(dir.resolve("p.gpkg"), "houses", "POLYGON", 28992, features);
    assertReadInPieces(file, 50);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM houses WHERE _rowid_ BETWEEN 5 AND 30");
      assertReadInPieces(file, 24);
      statement.execute("ALTER TABLE houses ADD COLUMN rowid TEXT");
      assertReadInPieces(file, 24);
      statement.execute("ALTER TABLE houses RENAME TO stored");
      statement.execute("CREATE VIEW houses AS SELECT * FROM stored");
      assertReadInPieces(file, 24);
      statement.execute("DROP VIEW houses");
      statement.execute("ALTER TABLE stored RENAME TO houses");
      statement.execute("DELETE FROM houses");
      assertReadInPieces(file, 0);
    }
  }

  private static void assertReadInPieces(Path file, int count) throws IOException {
    long length = Files.size(file);
    for (int n : new int[] {1, 2, 7, 100}) {
      List<FootprintFiles.Piece> pieces = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        pieces.add(
            new FootprintFiles.Piece(
                file.toString(),
                0,
                FootprintFiles.Format.GEOPACKAGE,
                length * i / n,
                length * (i + 1) / n,
                n == 1,
                false));
      }
      Set<String> ids = new TreeSet<>();
      FileBlocks blocks =
          new FileBlocks(
              pieces.iterator(),
              spark().sparkContext().hadoopConfiguration(),
              new ReadOptions(FIELDS.heights(), "", "", false));
      List<FeatureBlock> all = new ArrayList<>();
      blocks.forEachRemaining(all::add);
      all.forEach(block -> assertTrue(block.kind() != FeatureBlock.Kind.ERROR, block::note));
      all.forEach(
          block ->
              block
                  .footprints()
                  .forEachRemaining(one -> assertTrue(ids.add(one.footprint().id()))));
      assertEquals(count, ids.size(), n + " pieces");
    }
  }

  @Test
  void theNamedFieldHoldsTheIdsInEachFormat() {
    List<Feature> features =
        List.of(
            new Feature("a", "7.5", "x", TestVectors.squareWkt(85000, 446000, 9)),
            new Feature("b", "8", "y", TestVectors.squareWkt(85100, 446000, 9)));
    Path shp = TestVectors.shapefile(dir.resolve("ids.shp"), "", "", UTF_8, features);
    Path gpkg = TestVectors.geoPackage(dir.resolve("ids.gpkg"), "h", "POLYGON", 28992, features);
    Path parquet = TestVectors.parquet(dir.resolve("ids.parquet"), "", true, features);
    assertEquals(Set.of("x", "y"), ids(shp, "name"));
    assertEquals(Set.of("x", "y"), ids(gpkg, "name"));
    assertEquals(Set.of("7.5", "8"), ids(parquet, "height"));
    assertEquals(Set.of("a", "b"), ids(shp, "identificatie"));
  }

  private Set<String> ids(Path file, String field) {
    FootprintFields fields = new FootprintFields(field, FIELDS.heights(), true);
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), fields)) {
      return contents(set).keySet();
    }
  }

  private FootprintSource layer(Path file, String layer) {
    return FootprintReader.open(
        spark(),
        input(new CityInput.Files(List.of(file.toString()), layer, ""), Georeference.AS_READ));
  }

  static CityInput input(CityInput.Buildings buildings, Georeference georeference) {
    return new CityInput(
        buildings,
        "flat:0",
        PointInput.NONE,
        HeightFields.NONE,
        OptionalDouble.of(9),
        Optional.empty(),
        50,
        georeference);
  }

  @Test
  void geoParquetAndPlainParquet() {
    String rd = "{\"type\": \"ProjectedCRS\", \"id\": {\"authority\": \"EPSG\", \"code\": 28992}}";
    Path geo = TestVectors.parquet(dir.resolve("g.parquet"), TestVectors.geo(rd), false, FEATURES);
    try (FootprintSet set = read(geo)) {
      assertFootprints(set);
    }
    for (boolean text : new boolean[] {true, false}) {
      Path plain = TestVectors.parquet(dir.resolve(text + ".parquet"), "", text, FEATURES);
      try (FootprintSet set = read(plain)) {
        assertEquals("", set.crs());
        assertEquals(3, set.count());
      }
    }
    Path degrees =
        TestVectors.parquet(
            dir.resolve("d.parquet"),
            TestVectors.geo(""),
            false,
            List.of(Feature.square("d", 4.37, 52, 0.001)));
    try (FootprintSet set = read(degrees)) {
      assertEquals("EPSG:32631", set.crs(), "longitude and latitude without a word of it");
    }
    Path arrow =
        TestVectors.parquet(
            dir.resolve("arrow.parquet"),
            TestVectors.geo("").replace("WKB", "polygon"),
            false,
            FEATURES);
    assertTrue(error(arrow).contains("WKB"));
  }

  @Test
  void filesOfDifferentFormatsAndSystemsGoTogether() {
    Path shp =
        TestVectors.shapefile(
            dir.resolve("x.shp"), RD, "", UTF_8, List.of(Feature.square("x", 85000, 446000, 9)));
    Path gpkg =
        TestVectors.geoPackage(
            dir.resolve("y.gpkg"),
            "y",
            "POLYGON",
            4326,
            List.of(Feature.square("y", 4.3676, 51.998, 0.0001)));
    CityInput.Files both = new CityInput.Files(List.of(shp.toString(), gpkg.toString()), "", "");
    assertTrue(error(shp, gpkg).contains("--target-crs"));
    Georeference rd = new Georeference("", "28992", HeightUnit.METRE);
    try (FootprintSource source = FootprintReader.open(spark(), input(both, rd))) {
      Frame frame = new Frame(source.statedCrs(), Terrains.open("flat:0"), rd);
      FootprintSet set = source.in(frame);
      assertEquals(2, set.count());
      assertEquals("EPSG:28992", set.crs());
      assertTrue(new Bounds(84_900, 445_900, 85_100, 446_100).contains(set.extent().orElseThrow()));
      assertEquals(1, frame.notes().size(), frame.notes().toString());
    }
  }

  @Test
  void linesAreReadInPiecesEachExactlyOnce() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append(
          "{\"type\":\"Feature\",\"id\":%d,\"properties\":{\"height\":%d},\"geometry\":{\"type\":"
                  .formatted(i, i)
              + "\"Polygon\",\"coordinates\":[[[0,%1$d],[900,%1$d],[900,%2$d],[0,%1$d]]]}}\n"
                  .formatted(i, i + 1));
    }
    Path file = Files.writeString(dir.resolve("lines.geojsonl"), text);
    Map<String, FootprintFiles.FileFormat> found =
        FootprintFiles.find(
            List.of(file.toString()),
            spark().sparkContext().hadoopConfiguration(),
            (path, error) -> {
              throw error;
            });
    assertTrue(found.values().iterator().next().lines());
    String[] lines = text.toString().split("\n");
    long end = lines[0].length() + 1;
    for (long size : new long[] {7, end - 1, end, end + 1, 1000, 100_000}) {
      List<FootprintFiles.Piece> pieces = FootprintFiles.pieces(found, 0, size);
      FileBlocks blocks =
          new FileBlocks(
              pieces.iterator(),
              spark().sparkContext().hadoopConfiguration(),
              new ReadOptions(FIELDS.heights(), "", "", false));
      List<String> ids = new ArrayList<>();
      blocks.forEachRemaining(
          block -> block.footprints().forEachRemaining(one -> ids.add(one.footprint().id())));
      assertEquals(IntStream.range(0, 300).mapToObj(Integer::toString).toList(), ids);
      assertEquals((text.length() + size - 1) / size, pieces.size());
    }
  }

  @Test
  void recordSeparatorsAreNoTrouble() throws IOException {
    String feature =
        "\u001e{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\","
            + "\"coordinates\":[[[0,0],[900,0],[900,9],[0,0]]]}}\n";
    Path file = Files.writeString(dir.resolve("seq"), feature + feature);
    try (FootprintSet set =
        FootprintReader.read(spark(), List.of(file.toString()), FIELDS_OF_DATASET)) {
      assertEquals(2, set.count());
    }
  }

  @Test
  void brokenFilesAreToldWithTheRemedy() throws IOException {
    Path shp = TestVectors.shapefile(dir.resolve("s.shp"), RD, "", UTF_8, FEATURES);
    byte[] shapes = Files.readAllBytes(shp);
    Files.write(shp, Arrays.copyOf(shapes, shapes.length - 10));
    assertTrue(error(shp).contains("cut off"));
    Files.write(shp, shapes);
    Path dbf = dir.resolve("s.dbf");
    byte[] table = Files.readAllBytes(dbf);
    Files.write(dbf, Arrays.copyOf(table, table.length - 10));
    assertTrue(error(shp).contains("cut off"));
    table[4]--;
    Files.write(dbf, table);
    assertTrue(error(shp).contains("do not belong together"));
    assertTrue(error(dbf).contains(".shp"));
    Files.delete(dbf);
    assertTrue(error(shp).contains("no .dbf"));

    Path gpkg = TestVectors.geoPackage(dir.resolve("s.gpkg"), "a", "POLYGON", 28992, FEATURES);
    byte[] pages = Files.readAllBytes(gpkg);
    Files.write(gpkg, Arrays.copyOf(pages, pages.length - 4096));
    assertTrue(error(gpkg).contains("cut off"));
    Files.write(gpkg, Arrays.copyOf(pages, 50));
    assertTrue(error(gpkg).contains("cut off"));
    Files.writeString(gpkg, "no database");
    assertTrue(error(gpkg).contains("no GeoPackage"));

    Path parquet = TestVectors.parquet(dir.resolve("s.parquet"), "", false, FEATURES);
    byte[] columns = Files.readAllBytes(parquet);
    Files.delete(dir.resolve(".s.parquet.crc"));
    Files.write(parquet, Arrays.copyOf(columns, columns.length - 5));
    assertTrue(error(parquet).contains("is it whole"), error(parquet));
    for (Path file : List.of(shp, gpkg, parquet)) {
      Files.write(file, new byte[0]);
      assertTrue(error(file).contains("empty (0 bytes)"));
    }
  }

  /** A type for geometries as Sedona has one. */
  public static final class GeometryType extends UserDefinedType<Geometry> {
    private static final long serialVersionUID = 1L;

    @Override
    public DataType sqlType() {
      return DataTypes.BinaryType;
    }

    @Override
    public Object serialize(Geometry geometry) {
      return new WKBWriter(2, true).write(geometry);
    }

    @Override
    public Geometry deserialize(Object datum) {
      return geometry((byte[]) datum);
    }

    @Override
    public Class<Geometry> userClass() {
      return Geometry.class;
    }
  }

  @Test
  void aDatasetOfGeometries() {
    if (!UDTRegistration.exists(Geometry.class.getName())) {
      UDTRegistration.register(Geometry.class.getName(), GeometryType.class.getName());
    }
    Geometry square = TestVectors.geometry(TestVectors.squareWkt(85000, 446000, 9));
    square.setSRID(28992);
    Dataset<Row> table =
        spark()
            .createDataFrame(
                List.of(RowFactory.create("g", square)),
                new StructType().add("id", DataTypes.StringType).add("shape", new GeometryType()));
    try (FootprintSet set = FootprintReader.of(table, "", FIELDS_OF_DATASET)) {
      assertEquals(
          List.of(PackedFootprint.of("g", new WKBWriter(2).write(square), Heights.UNKNOWN)),
          set.footprints().collect());
    }
  }

  private static final FootprintFields FIELDS_OF_DATASET =
      new FootprintFields(HeightFields.NONE, true);

  @Test
  void theCampusIsTheSameInEachFormat() {
    Path data = TestData.path("tudcampus");
    sameInEachFormat(
        1529,
        data.resolve("buildings.geojson"),
        data.resolve("buildings.gpkg"),
        data.resolve("shp/buildings.shp"));
  }

  @Test
  void aDrawnQuarterIsTheSameInEachFormat() {
    sameInEachFormat(
        TestQuarter.houses().size(),
        TestQuarter.geoJson(dir.resolve("q.geojson")),
        TestQuarter.geoPackage(dir.resolve("q.gpkg")),
        TestQuarter.shapefile(dir.resolve("q.shp")));
  }

  private static void sameInEachFormat(int count, Path... files) {
    FootprintFields none = FIELDS_OF_DATASET;
    Map<String, String> first = null;
    for (Path file : files) {
      try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), none)) {
        assertEquals("EPSG:28992", set.crs());
        Map<String, String> rows = new TreeMap<>();
        for (PackedFootprint footprint : set.footprints().collect()) {
          rows.put(footprint.id(), footprint.geometry().norm().toText());
        }
        assertEquals(count, rows.size());
        if (first != null) {
          assertEquals(first, rows, file.toString());
        }
        first = rows;
      }
    }
  }

  @Test
  void theMinimalShapefile() {
    Path data = TestData.path("minimal/PropertyMap.shp");
    try (FootprintSet set = read(data)) {
      assertEquals("EPSG:3857", set.crs());
      assertEquals(3, set.count());
      assertEquals(0, set.withoutHeight());
    }
  }
}
