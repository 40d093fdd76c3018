package io.citymesh.lidar;

import static com.github.mreutegg.laszip4j.laszip.LASzip.LASZIP_DECOMPRESS_SELECTIVE_CLASSIFICATION;
import static com.github.mreutegg.laszip4j.laszip.LASzip.LASZIP_DECOMPRESS_SELECTIVE_FLAGS;
import static com.github.mreutegg.laszip4j.laszip.LASzip.LASZIP_DECOMPRESS_SELECTIVE_Z;

import com.github.mreutegg.laszip4j.laslib.LASreadOpener;
import com.github.mreutegg.laszip4j.laslib.LASreader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Opens LAS and LAZ files for what is needed of their points: coordinates, returns, class and
 * flags.
 *
 * <p>LAZ keeps the attributes of point formats 6 to 10 in layers that are decoded one by one. The
 * other layers (intensity, time, colours and so on) are passed over, which is faster, and which is
 * how files of format 8 can be read at all: the colour layer of that format is one that laszip4j
 * 0.20 fails on (mreutegg/laszip4j issue 175). In point formats 0 to 5, and in LAS, there are no
 * layers, and all is read.
 */
final class SelectiveReader {
  /**
   * The layers that are decoded beside coordinates, returns and the scanner's channel, which always
   * are.
   */
  private static final int LAYERS =
      LASZIP_DECOMPRESS_SELECTIVE_Z
          | LASZIP_DECOMPRESS_SELECTIVE_CLASSIFICATION
          | LASZIP_DECOMPRESS_SELECTIVE_FLAGS;

  /**
   * The library's classes that print on standard error, of which each keeps the stream that it was
   * initialised with.
   */
  private static final List<String> PRINTING =
      List.of("laslib.LASreadOpener", "laslib.LASreaderLAS", "laslib.LASheader", "laszip.LASzip");

  /** The library's method that selects layers, which is private to its package. */
  private static final Method SELECT = select();

  private SelectiveReader() {}

  /**
   * Silences the library, whose messages about a broken file lack the file's name; citymesh's
   * errors have it.
   */
  private static void silence() throws ClassNotFoundException {
    PrintStream before = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      for (String name : PRINTING) {
        Class.forName("com.github.mreutegg.laszip4j." + name);
      }
    } finally {
      System.setErr(before);
    }
  }

  private static Method select() {
    try {
      silence();
      Method method = LASreadOpener.class.getDeclaredMethod("set_decompress_selective", int.class);
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException | ClassNotFoundException e) {
      throw new IllegalStateException("laszip4j 0.20 is needed, and another version is here", e);
    }
  }

  /**
   * @param path a local file
   * @return null if the library cannot open it
   */
  static LASreader open(String path) {
    LASreadOpener opener = new LASreadOpener();
    try {
      SELECT.invoke(opener, LAYERS);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("laszip4j 0.20 is needed, and another version is here", e);
    }
    return opener.open(path);
  }
}
