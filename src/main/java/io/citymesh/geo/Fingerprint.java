package io.citymesh.geo;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text that stands for numbers and texts put one after the other: SHA-256, in hexadecimal digits.
 * Arrays and texts are put behind their lengths, so that different lists of values never become the
 * same bytes.
 */
public final class Fingerprint {

  /** An object on which a result may depend. */
  public interface Content {
    /** Puts all properties on which the result depends. */
    void addTo(Fingerprint print);
  }

  private final MessageDigest sha;
  private final DataOutputStream data;

  /** A fingerprint of nothing yet. */
  public Fingerprint() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    data = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
  }

  private interface Step {
    void run() throws IOException;
  }

  private Fingerprint put(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written anywhere.
    }
  }

  /** Puts a text. */
  public Fingerprint put(String text) {
    return put(
        () -> {
          data.writeInt(text.length());
          data.writeChars(text);
        });
  }

  /** Puts a whole number. */
  public Fingerprint put(long number) {
    return put(() -> data.writeLong(number));
  }

  /** Puts a number, to the last bit. */
  public Fingerprint put(double number) {
    return put(() -> data.writeDouble(number));
  }

  /** Puts numbers and how many they are. */
  public Fingerprint put(double[] numbers) {
    return put(
        () -> {
          data.writeInt(numbers.length);
          for (double number : numbers) {
            data.writeDouble(number);
          }
        });
  }

  /** Puts the properties of an object. */
  public Fingerprint put(Content content) {
    content.addTo(this);
    return this;
  }

  /** The first 63 bits as a number, 0 or more; nothing can be put after it. */
  public long number() {
    return ByteBuffer.wrap(sha.digest()).getLong() >>> 1;
  }

  /** The fingerprint as hexadecimal digits; nothing can be put after it. */
  public String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }
}
