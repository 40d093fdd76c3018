package io.citymesh.format;

import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes formats as {@code job.MeshExport} does, without Spark and in any order. */
final class Written {
  private Written() {}

  /**
   * @param least bytes of a piece
   */
  static void write(
      PartFormat format, OutputDir parts, Manifest manifest, OutputDir out, String file, long least)
      throws IOException {
    MeshParts mesh = MeshParts.of(manifest);
    long[][] measures = new long[format.measures() == 0 ? 0 : mesh.count()][];
    for (int part = 0; part < measures.length; part++) {
      measures[part] = FormatPart.read(parts, mesh, part, format::measure);
    }
    List<String> files = format.files(file);
    List<Layout> layouts = format.layout(mesh, measures, files);
    for (int i = 0; i < files.size(); i++) {
      List<Layout.Piece> pieces = layouts.get(i).pieces(least);
      String[] receipts = new String[pieces.size()];
      List<Layout.Piece> backwards = new ArrayList<>(pieces);
      Collections.reverse(backwards);
      try (TargetFile target = TargetFile.in(out, files.get(i), layouts.get(i).length())) {
        for (Layout.Piece piece : backwards) {
          receipts[piece.place().number()] =
              target
                  .writer()
                  .write(out, piece.place(), stream -> piece.write(format, mesh, parts, stream));
        }
        target.complete(List.of(receipts));
      }
    }
  }
}
