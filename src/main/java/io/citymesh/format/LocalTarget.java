package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file on the local file system: each task writes its pieces at their positions, and the file,
 * which has its length from the beginning, is renamed at the end. It is not synced, like all that a
 * run writes.
 */
final class LocalTarget implements TargetFile {
  private final Path target;
  private final Path temporary;

  private LocalTarget(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  static LocalTarget in(OutputDir out, String file, long length) throws IOException {
    Path target = out.local().orElseThrow().resolve(file);
    Files.createDirectories(target.getParent());
    String name = OutputDir.temporaryName(target.getFileName().toString());
    Path temporary = target.resolveSibling(name);
    try (FileChannel made =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (length > 0) {
        made.write(ByteBuffer.allocate(1), length - 1);
      }
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return new LocalTarget(target, temporary);
  }

  /** Writes at a position of a file that is there. */
  private record PositionedWriter(String temporary) implements Writer {
    @Override
    public String write(OutputDir out, Place place, OutputDir.Content content) throws IOException {
      Path file = out.local().orElseThrow().resolve(temporary);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        Pieces.write(place, content, new Positioned(channel, place.position()));
      }
      return "";
    }
  }

  /** A stretch of a channel as a stream. */
  private static final class Positioned extends OutputStream {
    private final FileChannel channel;
    private long position;

    Positioned(FileChannel channel, long position) {
      this.channel = channel;
      this.position = position;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      ByteBuffer left = ByteBuffer.wrap(bytes, offset, count);
      while (left.hasRemaining()) {
        position += channel.write(left, position);
      }
    }
  }

  @Override
  public Writer writer() {
    return new PositionedWriter(temporary.toString());
  }

  @Override
  public void complete(List<String> receipts) throws IOException {
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
