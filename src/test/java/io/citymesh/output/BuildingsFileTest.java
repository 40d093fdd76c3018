package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Wkb;
import io.citymesh.input.HeightFields;
import io.citymesh.input.KeptColumns;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.KeptField;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;

class BuildingsFileTest extends SparkTest {
  private static final String CRS = "EPSG:28992";

  @TempDir private Path dir;

  /** A square with a courtyard. */
  private static Building house(int index, double x, String... ids) {
    double[] shell = {x, 400_000, x + 20, 400_000, x + 20, 400_020, x, 400_020};
    double[] court = {x + 5, 400_005, x + 5, 400_010, x + 10, 400_010, x + 10, 400_005};
    return new Building(
        index,
        7 * index + 3L,
        List.of(ids),
        1.5,
        11.5,
        HeightSource.HEIGHT_FIELD,
        new double[][] {shell, court});
  }

  private void write(int partition, String crs, Building... buildings) throws IOException {
    OutputDir out = OutputDir.of(dir.toString(), new Configuration());
    BuildingsFile.write(out, partition, List.of(buildings).iterator(), crs);
  }

  private JsonNode geo(int partition) throws IOException {
    Path file = dir.resolve("buildings.parquet/part-0000" + partition + ".parquet");
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
      return new ObjectMapper().readTree(reader.getFileMetaData().getKeyValueMetaData().get("geo"));
    }
  }

  @Test
  void eachFileSaysWhatItsGeometriesAre() throws IOException {
    write(0, CRS, house(0, 100_000, "a"), house(1, 100_100, "b"));
    write(1, CRS, house(2, 100_200, "c", "d"));
    JsonNode geo = geo(0);
    assertEquals("1.1.0", geo.at("/version").asText());
    assertEquals("geometry", geo.at("/primary_column").asText());
    JsonNode column = geo.at("/columns/geometry");
    assertEquals("WKB", column.at("/encoding").asText());
    assertEquals("[\"Polygon\"]", column.at("/geometry_types").toString());
    assertEquals("counterclockwise", column.at("/orientation").asText());
    assertEquals("[100000.0,400000.0,100120.0,400020.0]", column.at("/bbox").toString());
    assertEquals("[\"bbox\",\"ymax\"]", column.at("/covering/bbox/ymax").toString());
    assertEquals(28992, column.at("/crs/id/code").asInt());
    assertEquals("ProjectedCRS", column.at("/crs/type").asText());
    assertEquals(
        "[100200.0,400000.0,100220.0,400020.0]", geo(1).at("/columns/geometry/bbox").toString());
  }

  @Test
  void whereTheCrsIsNotKnownTheFileSaysSo() throws IOException {
    write(0, "", house(0, 0, "a"));
    JsonNode column = geo(0).at("/columns/geometry");
    assertTrue(column.has("crs") && column.get("crs").isNull());
  }

  @Test
  void aRowIsABuilding() throws IOException {
    write(0, CRS, house(0, 100_000, "a"));
    write(1, CRS, house(1, 100_200, "c", "d", "c"));
    List<Row> rows =
        spark()
            .read()
            .parquet(dir.resolve("buildings.parquet").toString())
            .orderBy("index")
            .collectAsList();
    assertEquals(2, rows.size());
    Row row = rows.get(1);
    assertEquals(1, row.<Integer>getAs("index"));
    assertEquals(10, row.<Long>getAs("key"));
    assertEquals(List.of("c", "d"), row.getList(row.fieldIndex("source_ids")));
    assertEquals(1.5, row.<Double>getAs("ground_height"));
    assertEquals(11.5, row.<Double>getAs("roof_height"));
    assertEquals(10, row.<Double>getAs("height"));
    assertEquals("height_field", row.getAs("height_source"));
    assertEquals(375, row.<Double>getAs("area"));
    Geometry footprint = Wkb.geometry(row.<byte[]>getAs("geometry"));
    assertTrue(footprint.equalsExact(BuildingRow.polygon(house(1, 100_200, "c"))));
    assertEquals(100_220, row.getStruct(row.fieldIndex("bbox")).<Double>getAs("xmax"));
  }

  @Test
  void aCityWithoutABuildingHasAnEmptyTable() throws IOException {
    write(0, CRS);
    assertEquals(0, spark().read().parquet(dir.resolve("buildings.parquet").toString()).count());
    assertTrue(!geo(0).at("/columns/geometry").has("bbox"));
  }

  @Test
  void ourOwnReaderReadsItBack() throws IOException {
    write(0, CRS, house(0, 100_000, "a"), house(1, 100_200, "b"));
    FootprintFields fields = new FootprintFields("", new HeightFields("height", "", ""), true);
    try (FootprintSet set =
        FootprintReader.read(
            spark(), List.of(dir.resolve("buildings.parquet").toString()), fields)) {
      assertEquals(CRS, set.crs());
      assertEquals(2, set.count());
    }
  }

  @Test
  void theSameBuildingsGiveTheSameBytes() throws IOException {
    write(0, CRS, house(0, 100_000, "a"));
    write(1, CRS, house(0, 100_000, "a"));
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("buildings.parquet/part-00000.parquet")),
        Files.readAllBytes(dir.resolve("buildings.parquet/part-00001.parquet")));
  }

  /**
   * A set of Parquet's has another order in each Java process, and two files would differ by it.
   */
  @Test
  void theFooterNamesEncodingsInTheOrderOfTheirNumbers() throws IOException {
    write(0, CRS, house(0, 100_000, "a"), house(1, 100_200, "b", "c"));
    byte[] file = Files.readAllBytes(dir.resolve("buildings.parquet/part-00000.parquet"));
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
    assertEquals(2, footer.getNum_rows());
    int several = 0;
    for (ColumnChunk column : footer.getRow_groups().get(0).getColumns()) {
      List<Encoding> encodings = column.getMeta_data().getEncodings();
      assertEquals(encodings.stream().sorted().toList(), encodings);
      several += encodings.size() > 1 ? 1 : 0;
    }
    assertTrue(several > 0);
  }

  @Test
  void whatIsKeptOfTheInputComesLast() throws IOException {
    OutputDir out = OutputDir.of(dir.toString(), new Configuration());
    List<KeptField> kept =
        List.of(
            new KeptField("listed", KeptField.Type.BOOLEAN),
            new KeptField("share", KeptField.Type.NUMBER),
            new KeptField("use of; \"it\"", KeptField.Type.TEXT),
            new KeptField("year", KeptField.Type.INTEGER));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("listed", true);
    values.put("share", 0.5);
    values.put("use of; \"it\"", "shop");
    values.put("year", 1L << 60);
    BuildingRow full = BuildingRow.of(house(0, 100_000, "a"), values);
    values.replaceAll((column, value) -> null);
    BuildingRow empty = BuildingRow.of(house(1, 100_200, "b"), values);
    BuildingsFile.write(out, 0, List.of(full, empty).iterator(), kept, CRS);
    assertEquals(kept, BuildingsFile.kept(out));
    List<BuildingRow> rows = new ArrayList<>();
    BuildingsFile.read(out, rows::add);
    assertEquals(full.kept(), rows.get(0).kept());
    assertEquals(empty.kept(), rows.get(1).kept());
    BuildingNumbers numbers = BuildingNumbers.read(out);
    assertEquals(1, numbers.of(10));
  }

  /** Tables have more columns than this one: fid, geom and id are those of a GeoPackage. */
  @Test
  void aKeptFieldNeverTakesTheNameOfAColumnOfOurs() throws IOException {
    write(0, CRS, house(0, 100_000, "a"));
    Row row = spark().read().parquet(dir.resolve("buildings.parquet").toString()).first();
    for (String column : row.schema().fieldNames()) {
      assertEquals("input_" + column, KeptColumns.of(column));
    }
    assertEquals("input_FID", KeptColumns.of("FID"));
    assertEquals("year", KeptColumns.of("year"));
  }
}
