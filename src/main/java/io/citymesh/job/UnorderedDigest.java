package io.citymesh.job;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest of things in any order, each an array of bytes: the sum of their SHA-256, taken as four
 * whole numbers of 64 bits. What is there twice counts twice; how the things are dealt to tasks
 * does not matter.
 */
final class UnorderedDigest implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int LONGS = 4;

  private final long[] sums = new long[LONGS];

  /** Adds a thing, in one or several pieces of which each counts with its length. */
  void add(byte[]... pieces) {
    MessageDigest sha = sha();
    for (byte[] piece : pieces) {
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(piece.length).flip());
      sha.update(piece);
    }
    ByteBuffer digest = ByteBuffer.wrap(sha.digest());
    for (int i = 0; i < LONGS; i++) {
      sums[i] += digest.getLong();
    }
  }

  /** Adds all things of another digest. */
  void addAll(UnorderedDigest other) {
    for (int i = 0; i < LONGS; i++) {
      sums[i] += other.sums[i];
    }
  }

  /** The digest of all things so far, in hexadecimal digits. */
  String hex() {
    ByteBuffer bytes = ByteBuffer.allocate(LONGS * Long.BYTES);
    for (long sum : sums) {
      bytes.putLong(sum);
    }
    return HexFormat.of().formatHex(bytes.array());
  }

  /** SHA-256. */
  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
