package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.citymesh.SparkTest;
import io.citymesh.output.OutputOptions;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Stitcher;
import io.citymesh.store.PartFile;
import io.citymesh.terrain.Terrains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One part on its way from a store to the output. */
class PublisherTest extends SparkTest {
  private static final String KEY = "a".repeat(64);

  @TempDir private Path dir;

  private final Part part =
      new Stitcher(SmallCity.tree(), SmallCity.MESH, Terrains.open("flat:3"))
          .core(0, List.of())
          .part();

  @Test
  void aCopyIsKeptInTheDiskStoreIfThatIsAskedFor() throws IOException {
    Setting setting = setting(RunOptions.Store.DISK, List.of(dir.resolve("spill").toString()));
    PublishedFile file = Publisher.publish(setting, part, Optional.empty(), KEY);
    List<Path> kept = files(dir.resolve("spill"));
    assertEquals(1, kept.size(), kept.toString());
    assertEquals(-1, Files.mismatch(kept.get(0), dir.resolve("out").resolve(file.name())));
  }

  /** Of a copy in memory nobody would have anything but a smaller heap. */
  @Test
  void nothingStaysInMemory() throws IOException {
    Setting setting = setting(RunOptions.Store.MEMORY, List.of());
    Publisher.publish(setting, part, Optional.empty(), KEY);
    assertEquals(List.of(), inMemory());
    Files.writeString(dir.resolve("no directory"), "");
    String broken = dir.resolve("no directory").toString();
    Publisher.publish(
        setting(RunOptions.Store.DISK, List.of(broken)), part, Optional.empty(), "b".repeat(64));
    assertEquals(2, files(dir.resolve("out")).size(), "the second went through memory");
    assertEquals(List.of(), inMemory());
  }

  private List<Path> inMemory() throws IOException {
    PartFile.Label label = new PartFile.Label(KEY, "a digest", 0);
    Path probe = ExecutorStores.memory("another run").write(part, Optional.empty(), "probe", label);
    Files.delete(probe);
    return files(probe.getParent());
  }

  /** A task that nobody waits for puts nothing beside the files of an output that is complete. */
  @Test
  void nothingIsPublishedAfterTheEndOfTheRun() {
    for (RunOptions.Store store : RunOptions.Store.values()) {
      Setting setting = setting(store, List.of(dir.resolve("spill").toString()));
      ExecutorStores.close(setting.id(), setting.run());
      assertThrows(
          IllegalStateException.class,
          () -> Publisher.publish(setting, part, Optional.empty(), KEY));
      assertThrows(IllegalStateException.class, () -> ExecutorStores.memory(setting.id()));
      assertEquals(false, Files.exists(dir.resolve("out").resolve(OutputOptions.PARTS)));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private Setting setting(RunOptions.Store store, List<String> spill) {
    RunOptions run =
        new RunOptions(
            store, spill, true, 1, RunOptions.OnTileFailure.FAIL, 2, RunOptions.TILE_MEMORY, false);
    Output output =
        Output.in(dir.resolve("out").toString(), spark().sparkContext().hadoopConfiguration(), 0);
    return new Setting(
        UUID.randomUUID().toString(),
        SmallCity.tree(),
        SmallCity.MESH,
        Terrains.open("flat:3"),
        run,
        output);
  }
}
