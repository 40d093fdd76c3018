package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.format.ObjGroups;
import io.citymesh.geo.Bounds;
import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
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

  /** The elevations at which the walls of each building meet the ground. */
  private static Map<Integer, Set<Double>> feet(CityMesh.Result result) throws IOException {
    Set<String> ground = new HashSet<>();
    Map<Integer, List<double[]>> walls = new TreeMap<>();
    OutputDir out = OutputDir.of(result.out(), new Configuration());
    BuildingNumbers numbers = BuildingNumbers.read(out);
    try (MeshReader mesh = new MeshReader(out)) {
      for (int number = 0; number < result.manifest().parts().size(); number++) {
        Part part = mesh.part(number);
        int own = 3 * part.vertexCount();
        for (int i = 0; i < 3 * part.faceCount(); i++) {
          int kind = part.faceKinds()[i / 3];
          int at = 3 * part.faces()[i];
          double[] corner =
              at < own
                  ? Arrays.copyOfRange(part.vertices(), at, at + 3)
                  : Arrays.copyOfRange(part.ghosts(), at - own, at - own + 3);
          if (kind == FaceKind.WALL) {
            int building = numbers.of(part.buildings()[part.building()[i / 3]]);
            walls.computeIfAbsent(building, any -> new ArrayList<>()).add(corner);
          } else if (kind != FaceKind.ROOF) {
            ground.add(Arrays.toString(corner));
          }
        }
      }
    }
    Map<Integer, Set<Double>> feet = new TreeMap<>();
    walls.forEach(
        (building, corners) ->
            corners.stream()
                .filter(corner -> ground.contains(Arrays.toString(corner)))
                .forEach(
                    corner ->
                        feet.computeIfAbsent(building, any -> new TreeSet<>()).add(corner[2])));
    return feet;
  }

  private static CityMesh.Result flat(
      String name, String buildings, UnaryOperator<CityMesh.Builder> more) {
    return more.apply(town(name, buildings).base("flat").baseApron(4)).build();
  }

  private static CityMesh.Builder town(String name, String buildings) {
    return builder(name).buildings(buildings).merge(false).tileSize(60).maxSize(6);
  }

  @Test
  void touchingBuildingsStandOnOneElevation() throws IOException {
    String all = city.buildings().toString();
    CityMesh.Result terrain = town("terrain", all).base("terrain").build();
    CityMesh.Result result = flat("flat", all, b -> b.partitions(1).formats("obj").solids(true));
    assertFalse(MeshCheck.run(result.out()).broken());
    Map<Integer, Double> bases = new TreeMap<>();
    for (Row row : result.buildings(spark()).collectAsList()) {
      bases.put(row.<Integer>getAs("index"), row.<Double>getAs("ground_height"));
    }
    Map<Integer, Set<Double>> feet = feet(result);
    long flat = feet.values().stream().filter(z -> z.size() == 1).count();
    feet.forEach(
        (building, z) -> {
          if (z.size() == 1) {
            assertEquals(Set.of(bases.get(building)), z);
          }
        });
    assertTrue(flat >= 10 && flat < feet.size(), flat + " of " + feet.size());
    assertTrue(feet(terrain).values().stream().filter(z -> z.size() == 1).count() < 5);
    String notes = String.join(" ", result.manifest().notes());
    assertTrue(notes.contains("on the terrain as it is, which ranges over more than 2 m"), notes);
    assertEquals(terrain.manifest().areas(), result.manifest().areas());
    for (Path left : Files.newDirectoryStream(dir.resolve("flat"))) {
      assertFalse(left.getFileName().toString().startsWith(".bases"), left::toString);
    }
    ObjGroups solids = new ObjGroups(dir.resolve("flat/mesh.obj"));
    assertEquals(1 + bases.size(), solids.names().size());
    for (int building : bases.keySet()) {
      ObjGroups.assertClosed(solids.triangles("building_" + building), false);
    }
    // Neither partitions nor the store matter.
    assertEquals(
        result.manifest().digest(),
        flat("again", all, b -> b.partitions(5).store("memory")).manifest().digest());
  }

  /** A building that is gone costs the tiles that its apron reaches, and the seams above them. */
  @Test
  void aBuildingLessCostsItsSurroundings() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(city.buildings()));
    String all = city.buildings().toString();
    String first = "{\"type\": \"Feature\", \"id\": \"0000-0000-000\"";
    assertTrue(lines.removeIf(line -> line.startsWith(first)));
    String without = Files.write(dir.resolve("without.geojson"), lines).toString();
    UnaryOperator<CityMesh.Builder> bounded =
        b -> b.bounds(new Bounds(84_050, 446_050, 84_230, 446_230)).tileSize(50).maxSize(5);
    CityMesh.Result fresh = flat("fresh", without, bounded);
    flat("resumed", all, b -> bounded.apply(b).resume(true));
    CityMesh.Result fewer = flat("resumed", without, b -> bounded.apply(b).resume(true));
    assertEquals(fresh.manifest().digest(), fewer.manifest().digest());
    Map<String, Long> counters = fewer.manifest().counters();
    long cores = counters.get("made_cores");
    assertTrue(cores > 0 && cores <= 4, counters.toString());
    assertTrue(fewer.manifest().totals().tiles() >= 16, counters.toString());
  }
}
