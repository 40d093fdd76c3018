package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark of the chain measures is what a build does. */
class MeshingChainTest extends SparkTest {
  @TempDir private Path dir;

  @Test
  void makesThePartsOfABuildAndNoTables() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 5);
    Manifest build =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .tileSize(100)
            .out(dir.resolve("build").toString())
            .build()
            .manifest();
    Path out = dir.resolve("chain");
    MeshingChain.Result chain =
        MeshingChain.run(
            spark(),
            new OptionValues()
                .set(OptionTable.BUILDINGS, List.of(city.buildings().toString()))
                .set(OptionTable.TERRAIN, city.terrain().toString())
                .set(OptionTable.HEIGHT_FIELD, DemoCity.HEIGHT_FIELD)
                .set(OptionTable.TILE_SIZE, Optional.of(100.0))
                .set(OptionTable.OUT, out.toString()));
    assertEquals(build.digest(), chain.digest());
    assertEquals(build.totals().faces(), chain.faces());
    assertEquals(build.quality().below(), chain.below());
    assertTrue(chain.seconds() > 0);
    assertTrue(Files.exists(out.resolve("parts")));
    assertFalse(Files.exists(out.resolve("buildings.parquet")));
  }
}
