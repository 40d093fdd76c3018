package io.citymesh.output;

import io.citymesh.store.FlatArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of a published part: SHA-256 over the little-endian bytes of its vertices, its faces
 * (global ids) and its markers, in this order.
 */
final class PartDigest {
  private final MessageDigest sha;

  PartDigest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  PartDigest update(FlatArray array) {
    array.forEachSlab(ByteOrder.LITTLE_ENDIAN, this::update);
    return this;
  }

  /** Takes the next bytes; the buffer's position stays. */
  void update(ByteBuffer littleEndian) {
    sha.update(littleEndian.duplicate());
  }

  String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }
}
