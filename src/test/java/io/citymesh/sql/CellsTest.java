package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.air.AirPart;
import io.citymesh.air.Column;
import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cells of an output as a table. */
class CellsTest extends SparkTest {
  @TempDir static Path dir;

  private static CityMesh.Result city;

  @BeforeAll
  static void build() throws Exception {
    city =
        CityMesh.builder(spark())
            .buildings(SmallCity.file(dir).toString())
            .terrain("flat:1")
            .heightField("height")
            .option("volume", "true")
            .maxSize(20)
            .buildingSize(20)
            .tileSize(200)
            .report(false)
            .out(dir.resolve("city").toString())
            .build();
  }

  private static Dataset<Row> table(String name) {
    return spark().read().format("citymesh").option("table", name).load(city.out());
  }

  /** Cell by cell, as the columns of the parts give them. */
  @Test
  void cellsAreThoseOfTheParts() throws Exception {
    List<Row> cells = table("cells").collectAsList();
    MeshParts mesh = MeshParts.of(city.manifest());
    OutputDir out = OutputDir.of(city.out(), new Configuration());
    int[] at = {0};
    Set<String> kinds = new HashSet<>();
    for (Manifest.Part entry : city.manifest().parts()) {
      FormatPart.read(
          out,
          mesh,
          entry.number(),
          part -> {
            AirPart air = part.air();
            Column column = new Column(air);
            for (int t = 0; t < air.triangleCount(); t++) {
              column.moveTo(t);
              for (int cell = 0; cell < column.cells(); cell++) {
                Row row = cells.get(at[0]++);
                String kind = column.kind(cell).name().toLowerCase(Locale.ROOT);
                kinds.add(kind);
                assertEquals(entry.name(), row.getString(0));
                assertEquals(kind, row.getString(1));
                assertEquals(column.low(cell), row.getInt(2));
                int[] corners = new int[6];
                int count = column.corners(cell, corners);
                List<Long> ids = row.getList(3);
                assertTrue(count == 0 ? ids.size() > 4 : ids.size() == count, row::toString);
                for (int c = 0; c < count; c++) {
                  if (corners[c] < air.ownVertices()) {
                    assertEquals(part.vertexOffset() + corners[c], ids.get(c));
                  }
                }
              }
            }
            return null;
          });
    }
    assertEquals(at[0], cells.size());
    assertTrue(kinds.contains("wedge"), kinds::toString);
    assertEquals(cells.size(), table("cells").count());
  }

  /** The volume of all cells is what the faces enclose, by the theorem of Gauss. */
  @Test
  void volumesAddUp() {
    double enclosed =
        table("faces")
            .alias("f")
            .join(table("vertices").alias("v"), org.apache.spark.sql.functions.expr("f.v0 = v.id"))
            .selectExpr("sum(area * (nx * (x - 1000) + ny * (y - 2000) + nz * z)) / 3")
            .first()
            .getDouble(0);
    double all = table("cells").selectExpr("sum(volume)").first().getDouble(0);
    assertEquals(Math.abs(enclosed), all, 1e-9 * all);
    assertEquals(0, table("cells").where("volume <= 0").count());
  }

  @Test
  void filtersAreSparks() {
    List<Row> all = table("cells").collectAsList();
    assertEquals(
        all.stream().filter(row -> row.getDouble(5) < 1100 && row.getInt(2) == 0).toList(),
        table("cells").where("x < 1100 and layer = 0").collectAsList());
    assertEquals(
        all.stream().filter(row -> !row.getString(1).equals("wedge")).count(),
        table("cells").where("kind <> 'wedge'").count());
  }

  @Test
  void aSurfaceHasNoCells() throws Exception {
    String surface = SmallCity.built(spark()).out();
    CityMeshException error =
        assertThrows(
            CityMeshException.class,
            () -> spark().read().format("citymesh").option("table", "cells").load(surface));
    assertTrue(error.getMessage().contains("build it with the option volume"), error.getMessage());
  }
}
