package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file on the local file system: tasks write at positions, and the file, which has its length
 * from the beginning, is renamed at the end. It is not synced, like all that a run writes.
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

  /** Writes bytes that are known to the driver. */
  void put(List<Layout.PlacedBytes> known) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      for (Layout.PlacedBytes bytes : known) {
        write(channel, ByteBuffer.wrap(bytes.bytes()), bytes.position());
      }
    }
  }

  /** The name of the file as long as it is not complete. */
  String temporary() {
    return temporary.toString();
  }

  /** Writes all that remains, and returns the position behind it. */
  private static long write(FileChannel channel, ByteBuffer bytes, long start) throws IOException {
    long position = start;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    return position;
  }

  /** Files that are there, into which one task writes here and there. Not thread-safe. */
  static final class Positions implements Closeable {
    private final List<FileChannel> channels = new ArrayList<>();
    private final ByteSink sink = ByteSink.direct(this::write);
    private FileChannel channel;
    private long position;

    /**
     * @param files as {@link #temporary} names them
     */
    Positions(List<String> files) throws IOException {
      try {
        for (String file : files) {
          channels.add(FileChannel.open(Path.of(file), StandardOpenOption.WRITE));
        }
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    /**
     * Writes to a position from now on.
     *
     * @param file which of the files
     */
    ByteSink at(int file, long start) throws IOException {
      flush();
      channel = channels.get(file);
      position = start;
      return sink;
    }

    private void write(ByteBuffer block) throws IOException {
      position = LocalTarget.write(channel, block, position);
    }

    /** Writes what is buffered. */
    void flush() throws IOException {
      sink.flush();
    }

    @Override
    public void close() throws IOException {
      for (FileChannel each : channels) {
        each.close();
      }
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
      position = LocalTarget.write(channel, ByteBuffer.wrap(bytes, offset, count), position);
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
