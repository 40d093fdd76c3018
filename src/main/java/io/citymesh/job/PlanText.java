package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.output.OutputOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.Workload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What {@code --dry-run} prints: the tiles, and an estimate of triangles, memory and disk. */
final class PlanText {
  private PlanText() {}

  static String of(
      Bounds domain,
      String crs,
      long footprints,
      Footprints.Result cleaned,
      TilePlan plan,
      RunOptions run,
      OutputOptions output,
      int cores) {
    StitchTree tree = plan.tree();
    double faces = Arrays.stream(plan.faces()).sum();
    double largest = Arrays.stream(plan.faces()).max().orElseThrow();
    int tiles = tree.tiles();
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
        plan.mesh().tileSize() == 0 ? "one tile" : "of " + plan.mesh().tileSize() + " m");
    plan.remarks().forEach(remark -> line(text, "            %s", remark));
    line(text, "triangles   about %,.0f, at most %,.0f in a tile", faces, largest);
    line(
        text,
        "memory      about %,.0f MB of heap for the %d tiles that %d cores mesh at once",
        Workload.heap(largest) * Math.min(cores, tiles) / 1e6,
        Math.min(cores, tiles),
        cores);
    line(
        text,
        "            %,d MB of heap on this machine",
        Runtime.getRuntime().maxMemory() / 1_000_000);
    line(
        text,
        "disk        about %,.0f MB of output and %,.0f MB of spill (%s); %,d MB are free where the output goes",
        Workload.disk(faces) / 1e6,
        Workload.disk(faces) / 1e6,
        output.resume()
            ? "kept in the output's " + OutputOptions.WORK
            : run.store() == RunOptions.Store.DISK ? "disk" : "in memory",
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
