package io.citymesh.raster;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A TIFF of numbers: the first band of its first image, and the mask of that if it has one.
 *
 * <p>The file is open only while it is read, so there is nothing to close. It must stay as it was
 * when it was opened: a file that changes is an error, not a mixture. Not thread-safe.
 */
public final class TiffFile {
  private static final int SUBFILE_TYPE = 254;
  private static final int MASK = 4;

  /**
   * Bytes of the largest compressed block that is read, whatever the heap; a larger heap allows an
   * eighth of it.
   */
  public static final long MOST_BLOCK_BYTES = 64L << 20;

  private final Path path;
  private final Version version;
  private final TiffImage image;
  private final Optional<TiffImage> mask;
  private final ByteOrder order;
  private final GeoTags tags;

  /**
   * The length and time of a file, by which a change of it is noticed.
   *
   * @param length bytes
   * @param modified time of the last change, nanoseconds since 1970
   */
  public record Version(long length, long modified) {
    /** The version of a file as it is now. */
    public static Version of(Path path) throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Version(now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }
  }

  private TiffFile(
      Path path,
      Version version,
      TiffImage image,
      Optional<TiffImage> mask,
      ByteOrder order,
      GeoTags tags) {
    this.path = path;
    this.version = version;
    this.image = image;
    this.mask = mask;
    this.order = order;
    this.tags = tags;
  }

  /**
   * Reads the header.
   *
   * @throws RasterException if the file is no TIFF of numbers, or its header is not whole
   */
  public static TiffFile open(Path path) throws IOException {
    Version version = Version.of(path);
    long most =
        Math.min(1L << 30, Math.max(MOST_BLOCK_BYTES, Runtime.getRuntime().maxMemory() / 8));
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      List<TiffDirectory> all = TiffDirectory.all(channel, version.length);
      TiffDirectory first = all.get(0);
      TiffImage image = new TiffImage(first, most);
      Optional<TiffImage> mask = Optional.empty();
      for (TiffDirectory other : all.subList(1, all.size())) {
        if (mask.isEmpty() && (other.integer(SUBFILE_TYPE, 0) & 7) == MASK) {
          mask = Optional.of(new TiffImage(other, most)).filter(image::isAsLargeAs);
        }
      }
      return new TiffFile(path, version, image, mask, first.order(), GeoTags.of(first));
    }
  }

  /** The version of the file when it was opened. */
  public Version version() {
    return version;
  }

  /** Columns of cells. */
  public int width() {
    return image.width;
  }

  /** Rows of cells. */
  public int height() {
    return image.height;
  }

  /** The placement, the CRS and the numbers' meaning. */
  public GeoTags tags() {
    return tags;
  }

  /** True if the file leaves out all blocks that meet a window, which holds no value then. */
  public boolean leavesOut(int column, int row, int columns, int rows) {
    return image.leavesOut(column, row, columns, rows);
  }

  /** True if each block that meets a window is left out, or has been found to be damaged. */
  public boolean holdsNothing(int column, int row, int columns, int rows) {
    return image.holdsNothing(column, row, columns, rows);
  }

  /**
   * Reads a window as it is in the file.
   *
   * @param values gets the cells, row by row; NaN where the file leaves a block out, or masks a
   *     cell
   * @throws RasterException if a block that meets the window is not whole, or the file has changed
   */
  public MissingCells read(int column, int row, int columns, int rows, double[] values)
      throws IOException {
    return read(
        column,
        row,
        columns,
        rows,
        values,
        block -> {
          throw block;
        });
  }

  /**
   * Reads a window as {@link #read(int, int, int, int, double[])} does, also where blocks are
   * damaged.
   *
   * @param onDamage is told of each block that is not whole, whose cells are NaN then
   */
  public MissingCells read(
      int column, int row, int columns, int rows, double[] values, DamageListener onDamage)
      throws IOException {
    requireUnchanged();
    MissingCells missing;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      TiffSource source = new TiffSource(channel, version.length, order);
      missing = image.read(source, column, row, columns, rows, values, onDamage);
      if (mask.isPresent()) {
        applyMask(source, column, row, columns, rows, values);
      }
    }
    requireUnchanged();
    return missing;
  }

  private void applyMask(
      TiffSource source, int column, int row, int columns, int rows, double[] values)
      throws IOException {
    double[] valid = new double[columns * rows];
    mask.get()
        .read(
            source,
            column,
            row,
            columns,
            rows,
            valid,
            block -> {
              throw new RasterException("has a mask that " + block.getMessage());
            });
    for (int i = 0; i < valid.length; i++) {
      if (valid[i] == 0) {
        values[i] = Double.NaN;
      }
    }
  }

  private void requireUnchanged() throws IOException {
    if (!Version.of(path).equals(version)) {
      throw new RasterException(
          "was changed while it was read: wait until it is written, and start again.");
    }
  }
}
