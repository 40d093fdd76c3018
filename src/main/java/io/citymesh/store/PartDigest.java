package io.citymesh.store;

import io.citymesh.air.AirPart;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The digest of a part: SHA-256 over the little-endian bytes of its {@code vertices}, {@code
 * faces}, {@code foreign}, {@code kind}, {@code building} and {@code buildings}, in this order.
 * With air it is {@code lines}, {@code base} and {@code levels} in place of {@code vertices}, and
 * {@code foreign_lines}, {@code columns}, {@code bottoms}, {@code column_kind}, {@code sides} and
 * {@code eaves} at the end. Ghosts, attributes and compression do not count: the same mesh has the
 * same digest.
 */
public final class PartDigest {
  private final MessageDigest sha;

  /** Of a part that is given array by array. */
  public PartDigest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The digest of a part without air, in hexadecimal digits. */
  public static String of(Part part) {
    return of(part, Optional.empty());
  }

  /** The digest of a part and the air above it, in hexadecimal digits. */
  public static String of(Part part, Optional<AirPart> air) {
    PartDigest digest = new PartDigest();
    for (FlatArray array : PartFile.digested(part, air)) {
      array.forEachSlab(ByteOrder.LITTLE_ENDIAN, digest::update);
    }
    return digest.hex();
  }

  /**
   * The digest of what a file holds, in hexadecimal digits: its arrays are read, slab by slab, and
   * compared with their checksums.
   *
   * @throws IOException if the file is damaged
   */
  public static String of(Hdf5File file) throws IOException {
    PartDigest found = new PartDigest();
    if (AirFile.isIn(file)) {
      AirFile.stream(file, found::update, () -> stream(file, found));
    } else {
      file.stream(PartFile.VERTICES, FlatArray.Type.FLOAT64, 3, found::update);
      stream(file, found);
    }
    // These for their checksums.
    file.stream(PartFile.GHOSTS, FlatArray.Type.FLOAT64, 3, slab -> {});
    PartSurfaces.read(file, Integer.MAX_VALUE);
    return found.hex();
  }

  /**
   * Whether a file is there and holds the part of this key and digest, whole: its arrays are read,
   * slab by slab, and compared with their checksums and the digest.
   */
  public static boolean isHeld(Path path, String key, String digest) {
    try (Hdf5File file = Hdf5File.open(path)) {
      if (!file.text("key").equals(key) || !file.text("digest").equals(digest)) {
        return false;
      }
      return of(file).equals(digest);
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes the arrays of the surface, but for its vertices. */
  private static void stream(Hdf5File file, PartDigest digest) throws IOException {
    file.stream(PartFile.FACES, FlatArray.Type.INT32, 3, digest::update);
    file.stream(PartFile.FOREIGN, FlatArray.Type.INT64, 2, digest::update);
    file.stream(PartFile.KIND, FlatArray.Type.INT8, 1, digest::update);
    file.stream(PartFile.BUILDING, FlatArray.Type.INT32, 1, digest::update);
    file.stream(PartFile.BUILDINGS, FlatArray.Type.INT64, 1, digest::update);
  }

  /** Takes the next bytes; the buffer's position stays. */
  public void update(ByteBuffer littleEndian) {
    sha.update(littleEndian.duplicate());
  }

  /** The digest, in hexadecimal digits; nothing can be added afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }
}
