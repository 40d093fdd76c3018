package io.citymesh.sql;

import io.citymesh.CityMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Twenty buildings in tiles of 100 m, some of them across borders: as rows, and as a file. */
final class SmallCity {
  static final int BUILDINGS = 20;

  private SmallCity() {}

  /** Corners of a building, x and y, without the first one again. */
  private static int[][] corners(int i) {
    int x = 1000 + 73 * (i % 5);
    int y = 2000 + 61 * (i / 5);
    int side = 18 + i % 4;
    return new int[][] {{x, y}, {x + side, y}, {x + side, y + 25}, {x, y + 25}, {x, y}};
  }

  private static double height(int i) {
    return 6 + i % 7;
  }

  /** As rows of an id, a height and a geometry in WKT. */
  static Dataset<Row> rows(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("height", DataTypes.DoubleType)
            .add("geometry", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < BUILDINGS; i++) {
      rows.add(RowFactory.create("b" + i, height(i), "POLYGON((" + text(i, "%d %d", ",") + "))"));
    }
    return spark.createDataFrame(rows, schema);
  }

  private static String text(int i, String corner, String between) {
    return java.util.Arrays.stream(corners(i))
        .map(c -> corner.formatted(c[0], c[1]))
        .collect(Collectors.joining(between));
  }

  /** As a file of GeoJSON. */
  static Path file(Path folder) throws IOException {
    List<String> features = new ArrayList<>();
    for (int i = 0; i < BUILDINGS; i++) {
      features.add(
          String.format(
              Locale.ROOT,
              "{\"type\":\"Feature\",\"properties\":{\"id\":\"b%d\",\"height\":%s},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[%s]]}}",
              i,
              height(i),
              text(i, "[%d,%d]", ",")));
    }
    Path file = folder.resolve("buildings.geojson");
    Files.writeString(
        file, "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",", features) + "]}");
    return file;
  }

  private static final class Built {
    private static CityMesh.Result result;
  }

  /** The city, built once for all tests that read it and leave it as it is. */
  static synchronized CityMesh.Result built(SparkSession spark) throws IOException {
    if (Built.result == null) {
      Path folder = Files.createTempDirectory("citymesh-small");
      folder.toFile().deleteOnExit();
      Built.result = build(spark, folder);
    }
    return Built.result;
  }

  /** Builds it of the file. */
  static CityMesh.Result build(SparkSession spark, Path folder) throws IOException {
    return CityMesh.builder(spark)
        .buildings(file(folder).toString())
        .terrain("flat:1")
        .heightField("height")
        .crs("EPSG:28992")
        .tileSize(100)
        .out(folder.resolve("city").toString())
        .build();
  }
}
