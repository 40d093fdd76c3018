package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.output.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporary files are private, and go with their process or with the next. */
class PrivateFolderTest {
  @TempDir private Path dir;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Path left(String owner) throws IOException {
    Path folder = PrivateFolder.make(dir);
    Files.writeString(folder.resolve("owner"), owner);
    Files.writeString(Files.createDirectories(folder.resolve("blockmgr/0c")).resolve("b"), "b");
    return folder;
  }

  @Test
  void onlyFoldersOfProcessesThatAreGoneAreRemoved() throws IOException {
    Path own = PrivateFolder.make(dir);
    assertEquals("rwx------", permissions(own));
    String gone = RunningProcess.self() + "0";
    Path treasure = Files.writeString(dir.resolve("treasure"), "mine");
    Path dead = left(gone);
    Files.createSymbolicLink(dead.resolve("link"), treasure);
    Path alive = left(RunningProcess.self());
    Path unknown = left("");
    Path open = left(gone);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path link = Files.createSymbolicLink(dir.resolve("citymesh-process-x"), left(gone));
    Path other = Files.createDirectory(dir.resolve("others"));

    PrivateFolder.sweep(dir, own);

    assertFalse(Files.exists(dead));
    for (Path kept : List.of(own, alive, unknown, open, other, treasure)) {
      assertTrue(Files.exists(kept), kept.toString());
    }
    assertTrue(Files.isSymbolicLink(link), "a link is no folder of ours");
  }

  /** Says where temporary files go, as the program sees it. */
  public static final class Where {
    private Where() {}

    public static void main(String[] args) throws IOException {
      PrivateFolder.open();
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      Files.writeString(temporary.resolve("spilled"), "parts");
      System.out.println(temporary + " " + permissions(temporary));
    }
  }

  @Test
  void theFolderGoesWithItsProcess() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.run(List.of("-Djava.io.tmpdir=" + dir), Where.class, List.of());
    assertEquals(0, outcome.code(), outcome.output());
    assertTrue(
        outcome.output().matches("(?s).*/citymesh-process-\\w+ rwx------\\s*"), outcome.output());
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(List.of(), left.filter(p -> p.toString().contains("citymesh")).toList());
    }
  }
}
