package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import java.nio.file.Path;
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
    return new Room(machine, MESH, List.of(places), 0, "city", MESH, Optional.empty(), false);
  }

  @Test
  void spillDirectoriesCountTogether() {
    assertEquals(Optional.empty(), spilled(1, false, place("a", 150), place("a", 60)).shortage());
    assertEquals(
        "the spilled parts need about 100 MB, 200 MB to be safe, but 150 MB in /150, 40 MB in /40"
            + " are free: make room, name directories on other disks with --spill-dir, or use"
            + " --store memory",
        spilled(1, false, place("a", 150), place("a", 40)).shortage().orElseThrow());
  }

  @Test
  void machinesThatWereNotSeenCountLikeTheOthers() {
    assertEquals(Optional.empty(), spilled(3, false, place("a", 50), place("b", 90)).shortage());
    assertTrue(spilled(2, false, place("a", 50), place("b", 90)).shortage().isPresent());
    assertEquals(Optional.empty(), spilled(2, true, place("a", 50)).shortage());
  }

  @Test
  void theOutputIsLookedAtByItself() {
    assertEquals(Optional.empty(), written(400, 250, false).shortage());
    assertEquals(
        "the output city needs about 100 MB, 200 MB to be safe, but 150 MB in /150 are free: make"
            + " room, choose another --out, or use --compress",
        written(400, 150, false).shortage().orElseThrow());
  }

  /** Spilled parts that are kept make no room for the output. */
  @Test
  void keptSpillAndOutputAddUp() {
    assertEquals(Optional.empty(), written(350, 350, false).shortage());
    assertTrue(written(350, 350, true).shortage().orElseThrow().contains("and the output need"));
    assertEquals(Optional.empty(), written(450, 450, true).shortage());
  }

  private static Room written(int freeForSpill, int freeForOutput, boolean together) {
    return new Room(
        new Machine(8, 1, 1, 1000, 1, false),
        MESH,
        List.of(place("a", freeForSpill)),
        0,
        "city",
        MESH,
        Optional.of(place("a", freeForOutput)),
        together);
  }

  @Test
  void partsInMemory() {
    assertEquals(Optional.empty(), held(80e6).shortage());
    assertEquals(Optional.empty(), held(70e6).shortage());
    assertTrue(held(60e6).shortage().orElseThrow().startsWith("--store memory: "));
  }

  private static Room held(double heap) {
    Machine machine = new Machine(8, 1, 1, (long) heap, 1, false);
    return new Room(machine, 0, List.of(), MESH, "city", MESH, Optional.empty(), false);
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
    assertContains(builder.store("memory").plan().text(), "parts in memory: about 1 MB of the ");
  }

  private static void assertContains(String plan, String words) {
    assertTrue(plan.contains(words), plan);
  }
}
