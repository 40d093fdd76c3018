package io.citymesh.store;

import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of a part: SHA-256 over the little-endian bytes of its {@code vertices}, {@code
 * faces}, {@code foreign}, {@code kind}, {@code building} and {@code buildings}, in this order.
 * Ghosts, attributes and compression do not count: the same mesh has the same digest.
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

  /** The digest of a part, in hexadecimal digits. */
  public static String of(Part part) {
    PartDigest digest = new PartDigest();
    for (FlatArray array : PartFile.digested(part)) {
      array.forEachSlab(ByteOrder.LITTLE_ENDIAN, digest::update);
    }
    return digest.hex();
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
      PartDigest found = new PartDigest();
      file.stream(PartFile.VERTICES, FlatArray.Type.FLOAT64, 3, found::update);
      file.stream(PartFile.FACES, FlatArray.Type.INT32, 3, found::update);
      file.stream(PartFile.FOREIGN, FlatArray.Type.INT64, 2, found::update);
      file.stream(PartFile.KIND, FlatArray.Type.INT8, 1, found::update);
      file.stream(PartFile.BUILDING, FlatArray.Type.INT32, 1, found::update);
      file.stream(PartFile.BUILDINGS, FlatArray.Type.INT64, 1, found::update);
      file.stream(PartFile.GHOSTS, FlatArray.Type.FLOAT64, 3, slab -> {}); // For their checksum.
      return found.hex().equals(digest);
    } catch (IOException e) {
      return false;
    }
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
