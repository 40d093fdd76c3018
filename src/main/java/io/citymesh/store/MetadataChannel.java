package io.citymesh.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A file as jHDF reads its metadata: a few bytes at a time, most of them beside each other and some
 * again and again. They come from blocks, of which some are kept, not each by a call of the system;
 * and nothing is mapped, for what is mapped stays until a collection of the heap. Long stretches
 * are read as they are.
 *
 * <p>It is only to read, at positions. Closing it leaves the file open.
 */
final class MetadataChannel extends FileChannel {
  /** The headers of a small dataset and of its neighbours are in one. */
  private static final int BLOCK_BYTES = 1 << 12;

  private static final int BLOCKS = 16;

  private final FileChannel file;

  /** The block i is kept at i modulo their number. */
  private final ByteBuffer[] blocks = new ByteBuffer[BLOCKS];

  /** Which blocks are kept, each by 1 more than its number. */
  private final long[] kept = new long[BLOCKS];

  MetadataChannel(FileChannel file) {
    this.file = file;
  }

  /** Fills the buffer, unless the file ends before: jHDF does not ask for the rest as it should. */
  @Override
  public int read(ByteBuffer to, long position) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("metadata at " + position);
    }
    int start = to.position();
    if (to.remaining() > BLOCK_BYTES) {
      fill(to, position);
    }
    boolean ended = false;
    while (to.hasRemaining() && !ended) {
      long at = position + to.position() - start;
      ByteBuffer block = block(at / BLOCK_BYTES).duplicate();
      int first = (int) (at % BLOCK_BYTES);
      int count = Math.min(block.limit() - first, to.remaining());
      ended = count <= 0;
      if (!ended) {
        to.put(block.position(first).limit(first + count));
      }
    }
    int read = to.position() - start;
    return read == 0 && to.hasRemaining() ? -1 : read;
  }

  private void fill(ByteBuffer to, long position) throws IOException {
    int start = to.position();
    int count = 0;
    while (to.hasRemaining() && count >= 0) {
      count = file.read(to, position + to.position() - start);
    }
  }

  /** A block, which is shorter at the end of the file. */
  private ByteBuffer block(long number) throws IOException {
    int slot = (int) (number % BLOCKS);
    if (kept[slot] != number + 1) {
      ByteBuffer block = blocks[slot] == null ? ByteBuffer.allocate(BLOCK_BYTES) : blocks[slot];
      kept[slot] = 0;
      fill(block.clear(), number * BLOCK_BYTES);
      blocks[slot] = block.flip();
      kept[slot] = number + 1;
    }
    return blocks[slot];
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  /** jHDF reads what cannot be mapped. */
  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    throw NotMapped.ERROR;
  }

  /** One for all files, for it tells nothing. */
  private static final class NotMapped extends IOException {
    private static final long serialVersionUID = 1;
    private static final NotMapped ERROR = new NotMapped();

    private NotMapped() {
      super("metadata is not mapped");
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  @Override
  protected void implCloseChannel() {}

  // What jHDF does not need to read a file:

  @Override
  public int read(ByteBuffer to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new NonWritableChannelException();
  }

  @Override
  public int write(ByteBuffer from, long position) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metadata) {}

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
