package io.citymesh.store;

import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the checksums of a damaged HDF5 file's metadata fit, as whoever forges one would. */
public final class Hdf5Checksums {
  private static final byte[] OBJECT_HEADER = "OHDR".getBytes(StandardCharsets.US_ASCII);

  private Hdf5Checksums() {}

  /**
   * Of the superblock (version 2 or 3) and of object headers (version 2); its size fits as well.
   */
  public static byte[] repaired(byte[] file) {
    byte[] result = file.clone();
    if (result.length < 48) {
      return result;
    }
    ByteBuffer all = ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 48; at + 16 < result.length; at++) {
      if (Arrays.equals(result, at, at + 4, OBJECT_HEADER, 0, 4)) {
        int flags = result[at + 5];
        int sizeAt = at + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        int width = 1 << (flags & 3);
        if (width > 4 || sizeAt + width > result.length) {
          continue;
        }
        long size = 0;
        for (int i = 0; i < width; i++) {
          size |= (result[sizeAt + i] & 0xFFL) << (8 * i);
        }
        long end = sizeAt + width + size;
        if (end + 4 <= result.length) {
          put(all, at, (int) end);
        }
      }
    }
    all.putLong(28, result.length);
    put(all, 0, 44);
    return result;
  }

  private static void put(ByteBuffer all, int start, int end) {
    ByteBuffer covered = all.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN);
    all.putInt(end, ChecksumUtils.checksum(covered));
  }
}
