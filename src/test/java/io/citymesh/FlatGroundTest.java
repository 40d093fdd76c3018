package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ground where it must be flat, in meshes as they are published. */
class FlatGroundTest extends SparkTest {
  @TempDir static Path dir;

  private static DemoCity.Written city;

  @BeforeAll
  static void writeCity() throws IOException {
    city = DemoCity.write(dir, 2, 2, 5);
  }

  private static CityMesh.Builder builder(String out) {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .tileSize(120)
        .out(dir.resolve(out).toString());
  }

  /** The domain is twice as wide as the terrain; its whole boundary is at one elevation. */
  @Test
  void theRimOfADomainBeyondTheTerrainIsFlat() throws IOException {
    UserError error =
        Assertions.assertThrows(UserError.class, () -> builder("refused").margin(250).build());
    assertTrue(error.getMessage().contains("--extend-terrain nearest"), error.getMessage());
    CityMesh.Builder wide = builder("rim").margin(250).extendTerrain("flat").flatRim(40);
    String plan = wide.plan().text();
    assertTrue(plan.contains("beyond the terrain"), plan);
    CityMesh.Result result = wide.build();
    assertFalse(MeshCheck.run(result.out()).broken());
    Manifest manifest = result.manifest();
    assertTrue(
        manifest.notes().stream().anyMatch(note -> note.contains("of the domain lie beyond")),
        manifest.notes().toString());
    Manifest.Extent b = manifest.bounds();
    Set<Double> rim = new TreeSet<>();
    int vertices = 0;
    OutputDir out = OutputDir.of(result.out(), new Configuration());
    try (MeshReader mesh = new MeshReader(out)) {
      for (int number = 0; number < manifest.parts().size(); number++) {
        Part part = mesh.part(number);
        double[] xyz = part.vertices();
        for (int i = 0; i < xyz.length; i += 3) {
          if (xyz[i] == b.xmin()
              || xyz[i] == b.xmax()
              || xyz[i + 1] == b.ymin()
              || xyz[i + 1] == b.ymax()) {
            rim.add(xyz[i + 2]);
            vertices++;
          }
        }
      }
    }
    assertEquals(1, rim.size(), rim.toString());
    assertTrue(vertices > 4 * 50, vertices + " vertices");
  }
}
