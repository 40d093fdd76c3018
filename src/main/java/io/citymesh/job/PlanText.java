package io.citymesh.job;

import io.citymesh.report.AreaReport;
import io.citymesh.tile.StitchTree;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What {@code --dry-run} prints: the tiles, and an estimate of triangles, memory and disk. */
final class PlanText {
  private static final String TOO_LITTLE = "            too little: %s";

  private PlanText() {}

  static String of(
      Scene scene,
      CityDomain domain,
      Footprints.Result cleaned,
      Footprints.Areas areas,
      TilePlan plan,
      Room room) {
    StitchTree tree = plan.tree();
    long[] heap = plan.heap();
    int tiles = tree.tiles();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "domain      %s  (%.3f km2, %s)",
        scene.domain().bounds(),
        domain.domain().sides().area() / 1e6,
        scene.crs().isEmpty() ? "unknown CRS" : scene.crs());
    domain.lines().forEach(words -> line(text, "            %s", words));
    scene.ground().notes().forEach(words -> line(text, "            %s", words));
    line(
        text,
        "footprints  %d read, %d buildings after cleaning",
        scene.footprints().count(),
        cleaned.count());
    AreaReport report = new AreaReport(areas.byName());
    report.warnings().forEach(words -> line(text, "            %s", words));
    report.lines().forEach(words -> line(text, "            %s", words));
    line(
        text,
        "tiles       %d (%d x %d) and %d seams, %s",
        tiles,
        tree.grid().columns(),
        tree.grid().rows(),
        tree.nodes() - tiles,
        plan.options().tileSize() == 0 ? "one tile" : "of " + plan.options().tileSize() + " m");
    domain.outside(tree).ifPresent(words -> line(text, "            %s", words));
    plan.remarks().forEach(remark -> line(text, "            %s", remark));
    line(
        text,
        "tasks       %d; stages of stitching after them: %d",
        plan.batches().count(),
        plan.batches().stages());
    line(
        text,
        "triangles   about %,.0f, at most %,.0f in a tile",
        plan.triangles(),
        plan.mostFaces() * plan.triangles() / plan.allFaces());
    if (plan.cells() > 0) {
      line(text, "cells       about %,.0f", plan.cells());
    }
    line(
        text,
        "memory      at least %,.0f MB of heap for the largest tile or seam; an executor has %,.0f"
            + " MB",
        Arrays.stream(heap).max().orElseThrow() / 1e6,
        room.machine().room() / 1e6);
    line(
        text,
        "            %d cores, %,.0f MB of heap in all; tiles that find no room wait",
        room.machine().cores(),
        room.machine().heap() / 1e6);
    plan.shortage(heap, room.machine()).ifPresent(words -> line(text, TOO_LITTLE, words));
    List<String> disk = room.lines();
    for (int i = 0; i < disk.size(); i++) {
      line(text, "%-12s%s", i == 0 ? "room" : "", disk.get(i));
    }
    room.shortage().ifPresent(words -> line(text, TOO_LITTLE, words));
    line(text, "output      %s", room.out());
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
