package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two houses side by side on level ground: the rows of their walls, as they are published. */
class WallsTest extends SparkTest {
  @TempDir Path dir;

  /**
   * Sides of 4 m, in one piece each, and roofs at 10 m and 17 m; no triangle of theirs is split. A
   * wall has a triangle for each row at its left end, and one for each row at its right end.
   *
   * <p>The lower house has three walls, for the fourth is the higher one's. That has one free wall
   * in the east, from 0 to 17 m; two in the north and south, whose western ends have the level of
   * the lower roof as well; and one in the west, from 10 to 17 m.
   */
  @Test
  void rowsAreAtMostTheWallSizeAndAsFewAsCanBe() throws IOException {
    assertWalls(
        "default", b -> b, 3 * (2 + 2), (4 + 4) + 2 * ((2 + 2) + 4) + (2 + 2)); // 5 m, as roofs
    assertWalls("three", b -> b.wallSize(3), 3 * (4 + 4), (6 + 6) + 2 * ((4 + 3) + 6) + (3 + 3));
    assertWalls("seven", b -> b.wallSize(7), 3 * (2 + 2), (3 + 3) + 2 * ((2 + 1) + 3) + (1 + 1));
    assertWalls("none", b -> b.wallSize(0), 3 * (1 + 1), (1 + 1) + 2 * ((1 + 1) + 1) + (1 + 1));
  }

  private void assertWalls(
      String name, UnaryOperator<CityMesh.Builder> wallSize, long lower, long higher)
      throws IOException {
    int[] markers =
        walls(build(name, 4, 10, 17, b -> wallSize.apply(b.maxSize(1000).minAngle(0).tileSize(0))))
            .mapToInt(Wall::building)
            .toArray();
    assertEquals(lower, Arrays.stream(markers).filter(m -> m == 0).count(), name);
    assertEquals(higher, Arrays.stream(markers).filter(m -> m == 1).count(), name);
  }

  /** Roofs at heights that put no angle on the border of two classes. */
  @Test
  void theManifestTellsTheAnglesOfThePublishedWalls() throws IOException {
    for (double wallSize : new double[] {0, 2.3}) {
      CityMesh.Result result =
          build("angles" + wallSize, 41, 12.3, 20.7, b -> b.wallSize(wallSize).tileSize(100));
      double[] angles = walls(result).mapToDouble(Wall::smallestAngle).toArray();
      Manifest.Quality told = result.manifest().walls();
      assertEquals(Arrays.stream(angles).min().orElseThrow(), told.minimumAngle(), 1e-9);
      assertEquals(
          IntStream.range(0, 12)
              .mapToObj(i -> Arrays.stream(angles).filter(a -> (int) (a / 5) == i).count())
              .toList(),
          told.histogram());
      assertEquals(0, told.bound());
    }
  }

  /** Two roofs 8 mm apart become one; then their houses have three walls each. */
  @Test
  void roofsThatNearlyMeetHaveNoWallBetweenThem() throws IOException {
    CityMesh.Result result =
        build("step", 4, 10.004, 10.012, b -> b.maxSize(1000).minAngle(0).tileSize(0));
    assertEquals(
        2L, result.manifest().features().get("rounded: roof to a multiple of the roof step"));
    for (Wall wall : walls(result).toList()) {
      assertTrue(wall.smallestAngle() > 30, wall::toString);
    }
    assertEquals(2 * 3 * (2 + 2), walls(result).count());
    CityMesh.Result thin =
        build("thin", 4, 10.004, 10.012, b -> b.maxSize(1000).minAngle(0).tileSize(0).roofStep(0));
    assertTrue(walls(thin).anyMatch(wall -> wall.smallestAngle() < 0.2));
  }

  private CityMesh.Result build(
      String name, int side, double lower, double higher, UnaryOperator<CityMesh.Builder> more) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("h", DataTypes.DoubleType)
            .add("geom", DataTypes.StringType);
    List<Row> rows =
        List.of(
            RowFactory.create("a", lower, square(0, side)),
            RowFactory.create("b", higher, square(side, side)));
    return more.apply(
            CityMesh.builder(spark())
                .buildings(spark().createDataFrame(rows, schema))
                .terrain("flat:0")
                .heightField("h")
                .merge(false)
                .out(dir.resolve(name).toString()))
        .build();
  }

  private static String square(int x, int side) {
    return "POLYGON((%1$d 0, %2$d 0, %2$d %3$d, %1$d %3$d, %1$d 0))".formatted(x, x + side, side);
  }

  /** A triangle of a wall; x, y, z of each corner. */
  private record Wall(int building, double[][] corners) {

    double smallestAngle() {
      return IntStream.range(0, 3)
          .mapToDouble(i -> angle(corners[i], corners[(i + 1) % 3], corners[(i + 2) % 3]))
          .min()
          .orElseThrow();
    }

    private static double angle(double[] at, double[] u, double[] v) {
      double dot = 0;
      double uu = 0;
      double vv = 0;
      for (int k = 0; k < 3; k++) {
        dot += (u[k] - at[k]) * (v[k] - at[k]);
        uu += (u[k] - at[k]) * (u[k] - at[k]);
        vv += (v[k] - at[k]) * (v[k] - at[k]);
      }
      return Math.toDegrees(Math.acos(dot / Math.sqrt(uu * vv)));
    }
  }

  /** The walls in the published parts. */
  private static Stream<Wall> walls(CityMesh.Result result) throws IOException {
    Manifest manifest = result.manifest();
    Stream.Builder<Wall> walls = Stream.builder();
    OutputDir out = OutputDir.of(result.out(), new Configuration());
    BuildingNumbers numbers = BuildingNumbers.read(out);
    try (MeshReader mesh = new MeshReader(out)) {
      for (int number = 0; number < manifest.parts().size(); number++) {
        Part part = mesh.part(number);
        int own = 3 * part.vertexCount();
        for (int f = 0; f < part.faceCount(); f++) {
          if (part.faceKinds()[f] == FaceKind.WALL) {
            double[][] corners = new double[3][];
            for (int i = 0; i < 3; i++) {
              int at = 3 * part.faces()[3 * f + i];
              corners[i] =
                  at < own
                      ? Arrays.copyOfRange(part.vertices(), at, at + 3)
                      : Arrays.copyOfRange(part.ghosts(), at - own, at - own + 3);
            }
            walls.add(new Wall(numbers.of(part.buildings()[part.building()[f]]), corners));
          }
        }
      }
    }
    return walls.build();
  }
}
