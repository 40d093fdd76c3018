package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.Workload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mesh of 100 MB and the room for it. */
class RoomTest extends SparkTest {
  private static final double MESH = 100e6;

  @TempDir Path dir;

  private static Room.Place place(String host, int megabytes) {
    return new Room.Place(host, "/" + megabytes, "disk of " + megabytes, megabytes * 1_000_000L);
  }

  private static Room spilled(int hosts, boolean grows, Room.Place... places) {
    Machine machine = new Machine(8, 1, 1, 1000, hosts, grows);
    return new Room(machine, MESH, List.of(places), "city", MESH, Optional.empty(), false);
  }

  @Test
  void spillDirectoriesCountTogether() {
    assertEquals(Optional.empty(), spilled(1, false, place("a", 100), place("a", 30)).shortage());
    assertEquals(
        "the spilled parts need about 100 MB, 125 MB to be safe, but 100 MB in /100, 20 MB in /20"
            + " are free: make room, name directories on other disks with --spill-dir, or use"
            + " --store memory",
        spilled(1, false, place("a", 100), place("a", 20)).shortage().orElseThrow());
  }

  @Test
  void machinesThatWereNotSeenCountLikeTheOthers() {
    assertEquals(Optional.empty(), spilled(3, false, place("a", 30), place("b", 60)).shortage());
    assertTrue(spilled(2, false, place("a", 30), place("b", 60)).shortage().isPresent());
    assertEquals(Optional.empty(), spilled(2, true, place("a", 30)).shortage());
  }

  @Test
  void theOutputIsLookedAtByItself() {
    assertEquals(Optional.empty(), written(400, 130, false).shortage());
    assertEquals(
        "the output city needs about 100 MB, 125 MB to be safe, but 120 MB in /120 are free: make"
            + " room, choose another --out, or use --compress",
        written(400, 120, false).shortage().orElseThrow());
  }

  /** Spilled parts that are kept make no room for the output. */
  @Test
  void keptSpillAndOutputAddUp() {
    assertEquals(Optional.empty(), written(240, 240, false).shortage());
    assertTrue(written(240, 240, true).shortage().orElseThrow().contains("and the output need"));
    assertEquals(Optional.empty(), written(260, 260, true).shortage());
  }

  private static Room written(int freeForSpill, int freeForOutput, boolean together) {
    return new Room(
        new Machine(8, 1, 1, 1000, 1, false),
        MESH,
        List.of(place("a", freeForSpill)),
        "city",
        MESH,
        Optional.of(place("a", freeForOutput)),
        together);
  }

  /** Of 12 tiles that are estimated alike, each takes twice the estimate. */
  @Test
  void theEstimateIsCorrectedByTheTilesThatAreMade() {
    StitchTree tree = SmallCity.tree();
    double[] faces = new double[tree.tiles()];
    Arrays.fill(faces, 1e6);
    TilePlan plan =
        new TilePlan(
            SmallCity.MESH,
            tree,
            faces,
            Workload.NONE,
            2,
            new Batches(tree, faces, 4, 2),
            List.of());
    Room.Place here = Room.Place.of("--out", dir);
    Room room =
        new Room(
            new Machine(8, 1, 1, 1000, 1, false),
            0,
            List.of(),
            "city",
            MESH,
            Optional.of(here),
            false);
    RoomWatch watch = new RoomWatch(plan, room);
    watch.accept(List.of(part(0, 60_000_000)));
    assertEquals(0, watch.left(), "one tile says little");
    watch.accept(List.of(part(1, 60_000_000)));
    assertEquals(10 * 60e6, watch.left(), 1);
    long tooMuch = here.free() / 4;
    UserError error =
        assertThrows(
            UserError.class, () -> watch.accept(List.of(part(2, tooMuch), part(3, tooMuch))));
    assertTrue(error.getMessage().startsWith("the output city needs about "), error.getMessage());
  }

  private static StageItem.PartSummary part(int tile, long bytes) {
    return new StageItem.PartSummary(
        tile,
        SmallCity.tree().id(tile),
        Part.Kind.CORE,
        1,
        1,
        new Manifest.Extent(0, 0, 1, 1),
        new PartQuality(),
        new long[0],
        new long[1],
        1,
        0,
        0,
        1,
        1,
        "a key",
        0,
        false,
        new PublishedFile("a file", "a digest", new OutputDir.Stamp(bytes, "a time")));
  }

  @Test
  void thePlanTellsTheNumbers() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 1);
    CityMesh.Builder builder =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .tileSize(100)
            .partitions(8)
            .fanIn(0)
            .out(dir.resolve("city").toString());
    String plan = builder.plan().text();
    assertContains(plan, "MB of heap for the largest tile or seam; an executor has ");
    assertContains(plan, "spill: about 1 MB, 1 MB to be safe; ");
    assertContains(plan, " MB in " + dir + " are free");
    assertContains(plan, "fan-in 4: ");
    assertTrue(!builder.store("memory").plan().text().contains("spill: "));
  }

  private static void assertContains(String plan, String words) {
    assertTrue(plan.contains(words), plan);
  }
}
