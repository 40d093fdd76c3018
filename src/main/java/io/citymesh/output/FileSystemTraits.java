package io.citymesh.output;

import java.io.IOException;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a file system does in one step. All knowledge of the differences between local disks, HDFS
 * and object stores is here; of a file system that tells nothing, nothing is assumed.
 *
 * @param createsAlone whether of those who make the same new file at the same time one alone can.
 *     Object stores look and then write, with a moment in between
 * @param appearsWhole whether a file appears under its name when it is closed, whole, and an upload
 *     that is given up before leaves nothing, as on S3. Such a store has no rename: it copies each
 *     byte, then deletes, so that a temporary name would only cost
 * @param concatenates whether files of the same folder are joined without being read, as on HDFS
 * @param takesParts whether a file can be uploaded in parts by several processes, as on S3
 */
public record FileSystemTraits(
    boolean createsAlone, boolean appearsWhole, boolean concatenates, boolean takesParts) {

  /** A local disk that is used through {@code java.nio}. */
  static final FileSystemTraits LOCAL = new FileSystemTraits(true, false, false, false);

  /**
   * Asks a file system.
   *
   * @param directory on it; it need not exist
   */
  static FileSystemTraits of(FileSystem files, Path directory) throws IOException {
    boolean whole = can(files, directory, CommonPathCapabilities.ABORTABLE_STREAM);
    return new FileSystemTraits(
        files.getUri().getScheme().endsWith("hdfs"),
        whole,
        can(files, directory, CommonPathCapabilities.FS_CONCAT),
        whole && can(files, directory, CommonPathCapabilities.FS_MULTIPART_UPLOADER));
  }

  private static boolean can(FileSystem files, Path directory, String capability)
      throws IOException {
    return files.hasPathCapability(directory, capability);
  }
}
