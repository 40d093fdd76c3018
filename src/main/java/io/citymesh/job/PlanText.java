package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.output.OutputOptions;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code --dry-run} prints: the tiles, and an estimate of triangles, memory and disk. */
final class PlanText {
  /** Area of an average triangle over its bound: half the bound of the area, and a little more. */
  private static final double FILL = 0.55;

  /** Triangles that a corner of an outline costs beyond those that the areas ask for. */
  private static final double TRIANGLES_PER_CORNER = 12;

  /** Corners of an average building after cleaning. */
  private static final double CORNERS_PER_BUILDING = 16;

  /** Peak heap of meshing and sealing, bytes per face. */
  private static final double HEAP_PER_FACE = 400;

  /** A face in a file: three indices, a marker, and half a vertex. */
  private static final double DISK_PER_FACE = 3 * 8 + 4 + 0.5 * 24;

  private PlanText() {}

  static String of(
      Bounds domain,
      String crs,
      long footprints,
      Footprints.Result cleaned,
      StitchTree tree,
      MeshOptions mesh,
      RunOptions run,
      OutputOptions output,
      int cores) {
    double ground = domain.area() - cleaned.areas().buildings();
    double faces =
        ground / (FILL * 0.5 * mesh.maxSize() * mesh.maxSize())
            + cleaned.areas().buildings() / (FILL * 0.5 * mesh.buildingSize() * mesh.buildingSize())
            + TRIANGLES_PER_CORNER * CORNERS_PER_BUILDING * cleaned.count();
    int tiles = tree.grid().tiles();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "domain      %s  (%.3f km2, %s)",
        domain,
        domain.area() / 1e6,
        crs.isEmpty() ? "unknown CRS" : crs);
    line(text, "footprints  %d read, %d buildings after cleaning", footprints, cleaned.count());
    line(
        text,
        "tiles       %d (%d x %d) and %d seams, %s",
        tiles,
        tree.grid().columns(),
        tree.grid().rows(),
        tree.nodes() - tiles,
        mesh.tileSize() == 0 ? "one tile" : "of " + mesh.tileSize() + " m");
    line(text, "triangles   about %,.0f, %,.0f per tile", faces, faces / tiles);
    line(
        text,
        "memory      about %,.0f MB of heap for the %d tiles that %d cores mesh at once",
        HEAP_PER_FACE * faces / tiles * Math.min(cores, tiles) / 1e6,
        Math.min(cores, tiles),
        cores);
    line(
        text,
        "            %,d MB of heap on this machine",
        Runtime.getRuntime().maxMemory() / 1_000_000);
    line(
        text,
        "disk        about %,.0f MB of output and %,.0f MB of spill (%s); %,d MB are free where the output goes",
        DISK_PER_FACE * faces / 1e6,
        DISK_PER_FACE * faces / 1e6,
        run.store() == RunOptions.Store.DISK ? "disk" : "in memory",
        free(output.out()) / 1_000_000);
    line(text, "output      %s", output.out());
    return text.toString();
  }

  /** Free bytes where a local path lies; 0 if it is not local. */
  private static long free(String out) {
    if (out.contains(":")) {
      return 0;
    }
    Path path = Path.of(out).toAbsolutePath();
    while (path != null && !path.toFile().exists()) {
      path = path.getParent();
    }
    return path == null ? 0 : path.toFile().getUsableSpace();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
