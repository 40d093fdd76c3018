package io.citymesh.store;

import static io.citymesh.store.MeshStoreTest.assertSame;
import static io.citymesh.store.MeshStoreTest.randomPart;
import static io.citymesh.store.MeshStoreTest.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SmallDisk;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a store on disk can get wrong: damaged files, leftovers, several directories. */
class DiskStoreTest {
  @TempDir Path temporary;

  private DiskStore store() throws IOException {
    return new DiskStore(List.of(temporary.resolve("spill")));
  }

  private static void assertNames(Path file, IOException error) {
    assertTrue(error.getMessage().contains(file.toString()), "does not name the file: " + error);
  }

  @Test
  void aFileCutOffAnywhereIsAnErrorThatNamesIt() throws IOException {
    DiskStore store = store();
    Path file = write(store, randomPart(1, 40, 60, 7));
    for (long size = Files.size(file) - 1; size >= 0; size -= 37) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
      assertNames(file, assertThrows(IOException.class, () -> PartFile.read(file, 1)));
    }
  }

  /** Each flipped byte is found, or lies where it changes nothing (padding, jHDF's trailer). */
  @Test
  void aFlippedByteIsAnErrorThatNamesTheFileOrChangesNothing() throws IOException {
    DiskStore store = store();
    Part part = randomPart(1, 12, 14, 3);
    Path file = write(store, part);
    byte[] bytes = Files.readAllBytes(file);
    int found = 0;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 0x10;
      Files.write(file, bytes);
      bytes[i] ^= 0x10;
      Part read;
      try {
        read = PartFile.read(file, 1);
      } catch (IOException e) {
        assertNames(file, e);
        found++;
        continue;
      }
      assertSame(part, read);
    }
    int data = 12 * 24 + 14 * 17 + 3 * 40;
    assertTrue(found >= data, found + " of " + bytes.length + " flips were found");
  }

  @Test
  void aMissingPartNamesItsFile() throws IOException {
    Path file = temporary.resolve("part.h5");
    assertNames(file, assertThrows(IOException.class, () -> PartFile.read(file, 9)));
  }

  @Test
  void partsAreSpreadOverTheDirectoriesAndNothingStaysAfterClose() throws IOException {
    Path existing = Files.createDirectory(temporary.resolve("existing"));
    List<Path> roots = List.of(existing, temporary.resolve("new/deeper"), temporary.resolve("c"));
    try (DiskStore store = new DiskStore(roots)) {
      for (int id = 0; id < 9; id++) {
        write(store, randomPart(id, 3, 2, 1));
      }
      for (Path directory : store.directories()) {
        try (Stream<Path> files = Files.list(directory)) {
          assertEquals(3, files.count());
        }
      }
    }
    try (Stream<Path> left = Files.walk(temporary)) {
      assertEquals(List.of(temporary, existing), left.sorted().toList());
    }
  }

  @Test
  void aDirectoryThatTakesNothingIsPassedOver() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    List<Path> roots = List.of(file, temporary.resolve("breaks"), temporary.resolve("sound"));
    DiskStore store = new DiskStore(roots);
    assertEquals(2, store.directories().size(), "a file is no directory");
    Path breaks = store.directories().get(0);
    Files.delete(breaks);
    Files.createFile(breaks);
    for (int id = 0; id < 4; id++) {
      Path made = write(store, randomPart(id, 40, 60, 7));
      assertSame(randomPart(id, 40, 60, 7), PartFile.read(made, id));
      assertTrue(made.startsWith(temporary.resolve("sound")));
    }
    try (Stream<Path> files = Files.list(store.directories().get(1))) {
      assertEquals(4, files.count(), "no temporary file");
    }
    assertThrows(IOException.class, () -> new DiskStore(List.of(file)));
  }

  @Test
  void aFullDiskTakesWholePartsOrNone() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 500)) {
      DiskStore store = new DiskStore(List.of(disk.root()));
      List<Path> written = new ArrayList<>();
      IOException full = null;
      while (full == null) {
        try {
          written.add(write(store, randomPart(written.size(), 400, 600, 7)));
        } catch (IOException e) {
          full = e;
        }
      }
      assertNames(store.directories().get(0), full);
      try (Stream<Path> files = Files.list(store.directories().get(0))) {
        assertEquals(written.size(), files.count(), "no temporary file");
      }
      for (int id = 0; id < written.size(); id++) {
        assertSame(randomPart(id, 400, 600, 7), PartFile.read(written.get(id), id));
      }
      store.close();
    }
  }

  @Test
  void aStoreLeavesTheFilesOfOthersAlone() throws IOException {
    Path root = temporary.resolve("shared");
    DiskStore first = new DiskStore(List.of(root));
    DiskStore second = new DiskStore(List.of(root));
    Path file = write(second, randomPart(1, 3, 2, 1));
    write(first, randomPart(1, 3, 2, 1));
    first.close();
    assertSame(randomPart(1, 3, 2, 1), PartFile.read(file, 1));
    second.close();
  }

  @Test
  void aFailedWriteLeavesTheEarlierPartAndNoTemporaryFile() throws IOException {
    Path file = temporary.resolve("part.h5");
    Hdf5File.write(file, Map.of("id", 1), FlatArray.of("markers", 1, new int[] {1, 2, 3}));
    FlatArray broken =
        new FlatArray(
            "markers",
            FlatArray.Type.INT32,
            200_000,
            1,
            (first, slab) -> {
              if (first > 0) {
                throw new IllegalStateException("no more values");
              }
            });
    assertThrows(IllegalStateException.class, () -> Hdf5File.write(file, Map.of("id", 1), broken));
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(List.of(file), files.toList());
    }
    try (Hdf5File read = Hdf5File.open(file)) {
      assertEquals(3, read.rows("markers"));
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAnErrorThatNamesTheFile() {
    Path missing = temporary.resolve("missing").resolve("part.h5");
    IOException error =
        assertThrows(
            IOException.class,
            () -> Hdf5File.write(missing, Map.of(), FlatArray.of("markers", 1, new int[] {1, 2})));
    assertNames(missing, error);
  }

  @Test
  void arraysCanBeReadByTheirShapeAndTypeOnly() throws IOException {
    Path file = temporary.resolve("part.h5");
    Hdf5File.write(
        file,
        Map.of("count", 5_000_000_000L, "name", "Tübingen"),
        FlatArray.of("vertices", 3, new double[6]));
    try (Hdf5File read = Hdf5File.open(file)) {
      assertEquals(5_000_000_000L, read.number("count"));
      assertEquals("Tübingen", read.text("name"));
      assertEquals(2, read.rows("vertices"));
      assertNames(file, assertThrows(IOException.class, () -> read.doubles("vertices", 2)));
      assertNames(file, assertThrows(IOException.class, () -> read.doubles("vertices", 1)));
      assertNames(file, assertThrows(IOException.class, () -> read.longs("vertices", 3)));
      assertNames(file, assertThrows(IOException.class, () -> read.ints("faces", 3)));
      assertNames(file, assertThrows(IOException.class, () -> read.number("name")));
      assertNames(file, assertThrows(IOException.class, () -> read.text("fingerprint")));
    }
  }

  @Test
  void nobodyElseMayEnterTheDirectories() throws IOException {
    Path root = temporary.resolve("run");
    try (DiskStore store = new DiskStore(List.of(root))) {
      for (Path own : List.of(root, store.directories().get(0))) {
        assertEquals(
            "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
      }
    }
    assertTrue(Files.notExists(root));
  }
}
