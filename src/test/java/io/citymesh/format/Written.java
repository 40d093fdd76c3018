package io.citymesh.format;

import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.util.List;

/** Writes formats as {@code job.MeshExport} does, without Spark and in any order. */
final class Written {
  private Written() {}

  /**
   * @param least bytes of a task
   */
  static void write(
      PartFormat format, OutputDir parts, Manifest manifest, OutputDir out, String file, long least)
      throws IOException {
    MeshParts mesh = MeshParts.of(manifest);
    long[][] measures = new long[format.measures(mesh) == 0 ? 0 : mesh.count()][];
    for (int part = 0; part < measures.length; part++) {
      measures[part] = FormatPart.read(parts, mesh, part, format::measure);
    }
    List<String> files = format.files(file, mesh);
    List<Layout> layouts = format.layout(mesh, measures, files);
    TaskSize size = new TaskSize(least, least, 1);
    try (TargetFiles target = new TargetFiles(out, files, layouts, size, new long[0])) {
      String[] receipts = new String[target.tasks().size()];
      for (int i = receipts.length - 1; i >= 0; i--) {
        receipts[i] = target.tasks().get(i).write(format, mesh, parts, out);
      }
      target.complete(List.of(receipts), List.of());
    }
  }
}
