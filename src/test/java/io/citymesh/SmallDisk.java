package io.citymesh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, mounted where the test may do that; else the test is skipped. */
public final class SmallDisk implements AutoCloseable {
  private static final String BALLAST = "ballast";
  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /**
   * Mounts an empty one.
   *
   * @param root a directory that does not exist yet
   * @param kilobytes its size
   */
  public static SmallDisk mount(Path root, int kilobytes) throws IOException, InterruptedException {
    Files.createDirectory(root);
    int code;
    try {
      code = run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", root.toString());
    } catch (IOException e) {
      code = -1;
    }
    Assumptions.assumeTrue(code == 0, "no file system may be mounted here");
    return new SmallDisk(root);
  }

  public Path root() {
    return root;
  }

  /** Takes all room but a rest. */
  public void fill(int restKilobytes) throws IOException {
    try (FileChannel ballast =
        FileChannel.open(
            root.resolve(BALLAST), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long room = root.toFile().getUsableSpace() - 1024L * restKilobytes;
      ballast.write(ByteBuffer.allocate(Math.toIntExact(Math.max(0, room))));
    }
  }

  /** Gives the room back. */
  public void clear() throws IOException {
    Files.deleteIfExists(root.resolve(BALLAST));
  }

  /** Nothing can be written from now on. */
  public void makeReadOnly() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        run("mount", "-o", "remount,ro", root.toString()) == 0,
        "no file system may be mounted here");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", "-l", root.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
