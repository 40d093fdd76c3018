package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.input.HeightFields;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of the buildings, as our own reader and GDAL see them. */
class TableFormatsTest extends SparkTest {
  private static final MeshParts MESH = mesh("EPSG:28992");

  @TempDir private Path dir;

  static Stream<TableFormat> all() {
    return Stream.of(new GeoPackageFormat(), new GeoParquetFormat());
  }

  private static MeshParts mesh(String crs) {
    return new MeshParts(
        "",
        crs,
        new double[4],
        3,
        Patches.of(Map.of()),
        Enclosure.NONE,
        new long[0],
        new int[0],
        List.of(),
        new long[0],
        new long[0],
        List.of());
  }

  /** A square of 20 m with a courtyard. */
  private static Building house(int index, String... ids) {
    double x = 85_000 + 100 * index;
    double y = 446_000;
    double[] shell = {x, y, x + 20, y, x + 20, y + 20, x, y + 20};
    double[] court = {x + 5, y + 5, x + 5, y + 10, x + 10, y + 10, x + 10, y + 5};
    return new Building(
        index,
        7L * index + 3,
        List.of(ids),
        -0.5,
        7.25 + index,
        HeightSource.LIDAR,
        new double[][] {shell, court});
  }

  private static final List<Building> HOUSES =
      List.of(house(0, "a"), house(1, "b", "\"c\", d"), house(2, "geom-0001"));

  private OutputDir output() throws IOException {
    OutputDir out = OutputDir.of(dir.resolve("city").toString(), new Configuration());
    BuildingsFile.write(out, 0, HOUSES.subList(0, 2).iterator(), "EPSG:28992");
    BuildingsFile.write(out, 1, HOUSES.subList(2, 3).iterator(), "EPSG:28992");
    return out;
  }

  private Path written(TableFormat format, MeshParts mesh) throws IOException {
    Path file = dir.resolve(format.usualName());
    format.write(mesh, output(), file);
    return file;
  }

  @Test
  void theRowsOfAnOutputComeInTheirOrder() throws IOException {
    List<BuildingRow> rows = new ArrayList<>();
    BuildingsFile.read(output(), rows::add);
    assertEquals(3, rows.size());
    for (int i = 0; i < 3; i++) {
      BuildingRow expected = BuildingRow.of(HOUSES.get(i));
      assertArrayEquals(expected.footprint(), rows.get(i).footprint());
      assertEquals(expected.key(), rows.get(i).key());
      assertEquals(expected.sourceIds(), rows.get(i).sourceIds());
      assertEquals(expected.bounds(), rows.get(i).bounds());
      assertEquals(expected.height(), rows.get(i).height());
      assertEquals(expected.area(), rows.get(i).area());
    }
  }

  @Test
  void aDamagedTableIsAnErrorThatNamesTheFile() throws IOException {
    OutputDir out = output();
    Path file = dir.resolve("city/buildings.parquet/part-00001.parquet");
    byte[] bytes = Files.readAllBytes(file);
    for (int cut : new int[] {0, 100, bytes.length - 20}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, cut));
      IOException error = assertThrows(IOException.class, () -> BuildingsFile.read(out, row -> {}));
      assertTrue(error.getMessage().contains("part-00001.parquet"), error.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void ourOwnReaderReadsItBack(TableFormat format) throws IOException {
    Path file = written(format, MESH);
    FootprintFields fields = new FootprintFields("", new HeightFields("height", "", ""), true);
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), fields)) {
      assertEquals("EPSG:28992", set.crs());
      assertEquals(3, set.count());
      assertEquals(85_220, set.extent().orElseThrow().xmax());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSameBuildingsGiveTheSameBytesAndNothingElseIsLeft(TableFormat format) throws IOException {
    byte[] first = Files.readAllBytes(written(format, MESH));
    assertArrayEquals(first, Files.readAllBytes(written(format, MESH)));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(2, files.count()); // The city, and the table.
    }
  }

  @Test
  void aDefinitionWithoutACodeIsKept() throws IOException {
    String wkt =
        "PROJCS[\"mine\",GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"s\",6378137,298.257223563]],"
            + "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],"
            + "PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],"
            + "PARAMETER[\"central_meridian\",5],PARAMETER[\"scale_factor\",1],"
            + "PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1]]";
    Path file = written(new GeoPackageFormat(), mesh(wkt));
    FootprintFields fields = new FootprintFields("", HeightFields.NONE, true);
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), fields)) {
      assertTrue(set.crs().startsWith("PROJCS[\"mine\""), set.crs());
    }
  }

  @Test
  void gdalReadsTheGeoPackage() throws Exception {
    Path file = written(new GeoPackageFormat(), MESH);
    String info =
        ForeignProgram.named("ogrinfo").orSkip("GDAL is not installed").run("-al", file.toString());
    assertTrue(info.contains("Layer name: buildings"), info);
    assertTrue(info.contains("Geometry: Polygon"), info);
    assertTrue(info.contains("Feature Count: 3"), info);
    assertTrue(info.contains("Extent: (85000.000000, 446000.000000) - (85220"), info);
    assertTrue(info.contains("ID[\"EPSG\",28992]"), info);
    assertTrue(info.contains("source_ids (String) = [\"b\",\"\\\"c\\\", d\"]"), info);
    assertTrue(info.contains("key (Integer64) = 10"), info);
    assertTrue(info.contains("roof_height (Real) = 8.25"), info);
    assertTrue(info.contains("height_source (String) = lidar"), info);
    assertTrue(
        info.contains("POLYGON ((85000 446000,85020 446000,85020 446020,85000 446020"), info);
    assertTrue(!info.contains("Warning"), info);
  }
}
