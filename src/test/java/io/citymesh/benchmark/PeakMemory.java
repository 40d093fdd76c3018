package io.citymesh.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How much memory meshing needs at its peak: the smallest heap in which a JVM of its own meshes the
 * campus. That counts everything (the input, the working arrays while they grow, the result), and a
 * collector can't hide any of it.
 */
final class PeakMemory {
  /** Of the collector's young generation, in which the mesher's arrays do not fit. */
  private static final String YOUNG = "-Xmn2m";

  private PeakMemory() {}

  /** The smallest heap, in megabytes, for the campus at a size (metres). */
  static int smallestHeap(double size) {
    int enough = 2048;
    int tooSmall = 16;
    while (enough - tooSmall > 2) {
      int middle = (enough + tooSmall) / 2;
      if (succeeds(middle, size)) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
    return enough;
  }

  private static boolean succeeds(int megabytes, double size) {
    ProcessBuilder child =
        new ProcessBuilder(
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
            "-XX:+UseSerialGC",
            YOUNG,
            "-Xmx" + megabytes + "m",
            "-cp",
            System.getProperty("java.class.path"),
            PeakMemory.class.getName(),
            Double.toString(size));
    child.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      return child.start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) {
    MesherRates.Campus campus = new MesherRates.Campus();
    campus.read();
    if (campus.mesh(1, Double.parseDouble(args[0])).triangleCount() == 0) {
      throw new IllegalStateException("no triangles");
    }
  }
}
