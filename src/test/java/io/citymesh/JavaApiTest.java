package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;

/** The library without files: footprints from a Dataset, results as Datasets. */
class JavaApiTest extends SparkTest {
  /** The second building stands in the first one's courtyard. */
  private static final List<String> FOOTPRINTS =
      List.of(
          "POLYGON((1020 2020, 1080 2020, 1080 2080, 1020 2080, 1020 2020),"
              + " (1035 2035, 1065 2035, 1065 2065, 1035 2065, 1035 2035))",
          "POLYGON((1045 2045, 1055 2045, 1055 2055, 1045 2055, 1045 2045))",
          "POLYGON((1090 2010, 1115 2010, 1115 2040, 1090 2040, 1090 2010))");

  private static final double[] HEIGHTS = {12, 5, 20};

  @TempDir Path dir;

  @Test
  void footprintsAsTextAndAsBinaryGiveTheSameCity() {
    CityMesh.Result text = build("wkt", DataTypes.StringType, wkt -> wkt);
    CityMesh.Result binary = build("wkb", DataTypes.BinaryType, JavaApiTest::wkb);
    assertEquals(text.manifest().digest(), binary.manifest().digest());
  }

  @Test
  void theResultIsThereAsDatasets() throws IOException {
    CityMesh.Result result = build("datasets", DataTypes.StringType, wkt -> wkt);
    assertEquals(3, result.manifest().totals().buildings());
    assertEquals(0, result.failedTiles());
    assertTrue(result.manifest().totals().tiles() > 1);
    assertTrue(Files.exists(dir.resolve("datasets/_SUCCESS")));
    assertTrue(result.summary().contains("3 buildings"), result.summary());

    Dataset<Row> faces = result.faces(spark()).cache();
    assertEquals(result.manifest().totals().faces(), faces.count());
    Row extremes =
        faces.agg(functions.min("v0"), functions.max("v2"), functions.max("building")).first();
    assertTrue(extremes.getLong(0) >= 0);
    assertTrue(extremes.getLong(1) < result.manifest().totals().vertices());
    assertEquals(3, faces.where("kind = 3").select("building").distinct().count(), "roofs");
    faces.unpersist();
    assertShown(result);

    List<Row> buildings = result.buildings(spark()).orderBy("index").collectAsList();
    assertEquals(
        List.of(List.of("a"), List.of("b"), List.of("c")),
        buildings.stream().map(row -> row.getList(row.fieldIndex("source_ids"))).toList());
    for (int i = 0; i < 3; i++) {
      Row row = buildings.get(i);
      assertEquals(1.5, row.<Double>getAs("ground_height"));
      assertEquals(1.5 + HEIGHTS[i], row.<Double>getAs("roof_height"));
      assertEquals(area(FOOTPRINTS.get(i)), row.<Double>getAs("area"), 1e-6);
    }
  }

  /** What a notebook's cell shows: figures, and a picture in itself. */
  private static void assertShown(CityMesh.Result result) throws IOException {
    String html = result.html(spark());
    assertTrue(html.contains("<th scope=\"row\">buildings</th><td>3</td>"), html);
    Matcher png = Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"").matcher(html);
    assertTrue(png.find(), html);
    byte[] bytes = Base64.getDecoder().decode(png.group(1));
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
    assertEquals(720, picture.getWidth());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < picture.getWidth(); x++) {
      colours.add(picture.getRGB(x, picture.getHeight() / 2));
    }
    assertTrue(colours.size() > 20, "a picture of a city, not a blank: " + colours);
  }

  private CityMesh.Result build(String name, DataType type, Function<String, Object> geometry) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("storeys", DataTypes.DoubleType)
            .add("geom", type);
    List<Row> rows =
        List.of(
            RowFactory.create("c", HEIGHTS[2], geometry.apply(FOOTPRINTS.get(2))),
            RowFactory.create("a", HEIGHTS[0], geometry.apply(FOOTPRINTS.get(0))),
            RowFactory.create("b", HEIGHTS[1], geometry.apply(FOOTPRINTS.get(1))));
    return CityMesh.builder(spark())
        .buildings(spark().createDataFrame(rows, schema))
        .terrain("flat:1.5")
        .heightField("storeys")
        .tileSize(100)
        .out(dir.resolve(name).toString())
        .build();
  }

  private static byte[] wkb(String wkt) {
    try {
      return new WKBWriter().write(new WKTReader().read(wkt));
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }

  private static double area(String wkt) {
    try {
      return new WKTReader().read(wkt).getArea();
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }
}
