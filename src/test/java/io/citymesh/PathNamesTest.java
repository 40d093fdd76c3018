package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs with any name that a file system takes. */
class PathNamesTest extends SparkTest {
  @TempDir private static Path dir;

  private static String digest;

  private static CityMesh.Builder house(Path folder) throws Exception {
    Path buildings = Files.createDirectories(folder).resolve("b.geojson");
    Files.writeString(
        buildings,
        """
        {"type": "FeatureCollection",
         "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
         "features": [{"type": "Feature", "properties": {"height": 9},
          "geometry": {"type": "Polygon", "coordinates":
           [[[84000, 446000], [84020, 446000], [84020, 446030], [84000, 446000]]]}}]}
        """);
    return CityMesh.builder(spark())
        .buildings(buildings.toString())
        .heightField("height")
        .terrain("flat:3")
        .tileSize(0);
  }

  @BeforeAll
  static void build() throws Exception {
    digest =
        house(dir.resolve("plain")).out(dir.resolve("out").toString()).build().manifest().digest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jörg", "日本 a#b 50% %20 c+d x{1,2} [1] q?m st*r &;'\" back\\slash"})
  void anyName(String name) throws Exception {
    Path folder = dir.resolve(name);
    boolean plain = name.matches("\\w+|jörg"); // Elsewhere inputs may be patterns.
    Path out = folder.resolve("out " + name);
    CityMesh.Result result =
        house(plain ? folder : dir.resolve("plain"))
            .out(out.toString())
            .spillDirs(folder.resolve("spill").toString())
            .formats("vtu")
            .resume(true)
            .build();
    assertEquals(digest, result.manifest().digest());
    for (String file :
        new String[] {
          "_SUCCESS", "mesh.vtu", result.manifest().parts().get(0).file(), "_citymesh.json"
        }) {
      assertTrue(Files.exists(out.resolve(file)), file);
    }
    CheckReport report = MeshCheck.run(out.toString());
    assertFalse(report.broken(), report::table);
    assertEquals(1, result.buildings(spark()).count());
    assertEquals(result.manifest().totals().faces(), result.faces(spark()).count());
    try (Stream<Path> here = Files.list(folder)) {
      assertTrue(here.count() <= 3, "nothing lies beside it");
    }
  }
}
