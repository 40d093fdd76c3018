package io.citymesh.benchmark;

import io.citymesh.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Heap and time per tile for 16, 64 and 256 tiles of equal content, each in a JVM of its own.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
 * java -cp target/test-classes:target/classes:$(cat target/test.classpath) \
 *   io.citymesh.benchmark.TilesBenchmark 512m
 * </pre>
 *
 * <p>The arguments: the heap (default 512m), {@code disk} or {@code memory} (default disk), tiles
 * along a side (default 4 8 16).
 */
public final class TilesBenchmark {
  private static final String TILE_SIZE = "125";
  private static final String TRIANGLE_SIZE = "3";

  private TilesBenchmark() {}

  public static void main(String[] args) throws Exception {
    String heap = args.length > 0 ? args[0] : "512m";
    String store = args.length > 1 ? args[1] : "disk";
    List<String> sides =
        args.length > 2 ? List.of(args).subList(2, args.length) : List.of("4", "8", "16");
    System.out.printf(
        Locale.ROOT,
        "tiles of %s m, triangles of %s m, local[2], -Xmx%s, --store %s, %d processors, Java %s%n",
        TILE_SIZE,
        TRIANGLE_SIZE,
        heap,
        store,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    System.out.printf(
        "%6s %10s %16s %10s %13s%n", "tiles", "faces", "heap in use, MB", "seconds", "ms per tile");
    for (String side : sides) {
      MeshTiles.Figures figures =
          run(List.of("-Xmx" + heap), side, TILE_SIZE, TRIANGLE_SIZE, store);
      System.out.printf(
          Locale.ROOT,
          "%6d %,10d %16.1f %10.1f %13.1f%n",
          figures.tiles(),
          figures.faces(),
          figures.heap(),
          figures.seconds(),
          1000 * figures.seconds() / figures.tiles());
    }
  }

  /**
   * Meshes {@code side} x {@code side} tiles in a JVM of its own.
   *
   * @throws IllegalStateException if it fails; the message is what it has printed
   */
  static MeshTiles.Figures run(
      List<String> options, String side, String tileSize, String triangleSize, String store)
      throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("citymesh-tiles");
    try {
      ChildJvm.Outcome outcome =
          ChildJvm.run(
              options,
              MeshTiles.class,
              List.of(dir.toString(), side, tileSize, triangleSize, store));
      if (outcome.code() != 0) {
        throw new IllegalStateException(outcome.output());
      }
      return MeshTiles.Figures.parse(outcome.output());
    } finally {
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
