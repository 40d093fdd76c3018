package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.SourceFootprint;
import io.citymesh.footprint.StackedCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import io.citymesh.report.VolumeReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Towers on podiums, from footprints to a mesh that is checked. */
class StackedCityTest extends SparkTest {
  @TempDir Path dir;

  private final List<SourceFootprint> city = StackedCity.of(6, new Random(4));

  private final SourceFootprint tallest =
      city.stream()
          .max(Comparator.comparingDouble(footprint -> footprint.heights().height()))
          .orElseThrow();

  private Dataset<Row> rows() {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("h", DataTypes.DoubleType)
            .add("geom", DataTypes.StringType);
    return spark()
        .createDataFrame(
            city.stream()
                .map(f -> RowFactory.create(f.id(), f.heights().height(), f.geometry().toText()))
                .toList(),
            schema);
  }

  /** Builds and checks it; the buildings' volume is that of the input. */
  private CityMesh.Result build(String name, UnaryOperator<CityMesh.Builder> roofs)
      throws IOException {
    CityMesh.Result result =
        roofs
            .apply(
                CityMesh.builder(spark())
                    .buildings(rows())
                    .terrain("flat:3")
                    .heightField("h")
                    .maxSize(20)
                    .tileSize(200)
                    .out(dir.resolve(name).toString()))
            .build();
    CheckReport check = MeshCheck.run(result.out());
    assertFalse(check.broken(), check::table);
    double expected = StackedCity.volume(city);
    Manifest manifest = result.manifest();
    assertEquals(expected, manifest.volumes().get(VolumeReport.SOURCE), 1e-4 * expected);
    double built =
        result
            .buildings(spark())
            .agg(functions.expr("sum(area * (roof_height - 3))"))
            .first()
            .getDouble(0);
    assertEquals(expected, built, 0.01 * expected);
    assertEquals(built, manifest.volumes().get(VolumeReport.BUILDINGS), 1e-6 * expected);
    return result;
  }

  private double tallest(CityMesh.Result result) {
    return result.buildings(spark()).agg(functions.max("roof_height")).first().getDouble(0) - 3;
  }

  @Test
  void roofsThatAreKeptStandAsHighAsTheyDid() throws IOException {
    CityMesh.Result apart = build("apart", builder -> builder.merge(false));
    CityMesh.Result kept = build("kept", builder -> builder.mergeRoofs("keep"));
    assertEquals(tallest.heights().height(), tallest(apart), 1e-9);
    assertEquals(tallest.heights().height(), tallest(kept), 1e-9);
    assertTrue(kept.manifest().totals().buildings() < apart.manifest().totals().buildings());
  }

  @Test
  void towerThatAMeanLosesIsNamed() throws IOException {
    CityMesh.Result result = build("mean", builder -> builder);
    List<String> notes =
        result.manifest().notes().stream()
            .filter(
                note ->
                    note.contains(
                        "%.1f m of footprint %s"
                            .formatted(tallest.heights().height(), tallest.id())))
            .toList();
    assertEquals(1, notes.size(), () -> result.manifest().notes().toString());
    assertTrue(notes.get(0).contains("--merge-roofs keep"), notes.get(0));
    assertTrue(tallest(result) < tallest.heights().height() - 3);
  }
}
