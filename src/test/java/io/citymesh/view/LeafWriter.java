package io.citymesh.view;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes the leaves of 3D Tiles and nothing of the levels above, as the tasks of an export do. */
public final class LeafWriter {
  private final MeshParts mesh;
  private final OutputDir parts;
  private final Map<Integer, TileBuilding> buildings = new HashMap<>();

  /**
   * @param parts the output directory with the mesh
   */
  public LeafWriter(MeshParts mesh, OutputDir parts) throws IOException {
    this.mesh = mesh;
    this.parts = parts;
    BuildingsFile.read(parts, row -> buildings.put(row.index(), TileBuilding.of(row)));
  }

  /**
   * Writes what no other thread has taken.
   *
   * @param next the part that is taken next
   * @param out the folder of the leaves
   * @return bytes of the leaves that were written
   */
  public long write(AtomicInteger next, OutputDir out) throws IOException {
    Subtree subtree =
        new Subtree(
            1,
            Map.of(),
            List.of(),
            buildings,
            new Subtree.Reader() {
              @Override
              public <T> T read(int number, FormatPart.Reader<T> reader) throws IOException {
                return FormatPart.read(parts, mesh, number, reader);
              }
            },
            out,
            mesh.localOrigin(),
            false);
    long bytes = 0;
    for (int p = next.getAndIncrement(); p < mesh.count(); p = next.getAndIncrement()) {
      int number = p;
      bytes +=
          FormatPart.read(parts, mesh, number, part -> subtree.leaf(number, part).bytes())
              .longValue();
    }
    return bytes;
  }
}
