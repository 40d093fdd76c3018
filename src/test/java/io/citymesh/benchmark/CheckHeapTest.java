package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.cli.Main;
import io.citymesh.output.StripedGround;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mesh is checked in a heap that does not hold what its parts have in common. */
class CheckHeapTest {
  /** Of 1.6 million vertices, all on borders: coordinates and edges alone take 250 MB. */
  @Test
  @Tag("slow")
  void bordersAreLargerThanTheHeap(@TempDir Path dir) throws Exception {
    StripedGround.write(dir.toString(), 40, 40_000);
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            List.of("-Xmx240m", "-XX:+UseParallelGC"),
            Main.class,
            List.of("check", dir.toString(), "--master", "local[2]"));
    assertEquals(0, outcome.code(), outcome.output());
    assertTrue(outcome.output().contains("3,200,000 faces"), outcome.output());
    assertTrue(outcome.output().contains("\nsound ("), outcome.output());
  }
}
