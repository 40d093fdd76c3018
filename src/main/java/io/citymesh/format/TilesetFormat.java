package io.citymesh.format;

import io.citymesh.output.KnownFiles;
import java.util.List;

/**
 * 3D Tiles 1.1, for viewers that load what is in sight: a folder with the mesh, part by part, and
 * with coarser levels of it. Package {@code view} makes its files, {@code job.TilesetExport} runs
 * that.
 *
 * @param quantize whether coordinates are 16-bit numbers ({@code KHR_mesh_quantization})
 * @see <a href="https://docs.ogc.org/cs/22-025r4/22-025r4.html">3D Tiles 1.1</a>
 */
public record TilesetFormat(boolean quantize) implements Format {
  static final String NAME = "3dtiles";

  /** The folder of its files in an output. */
  public static final String FOLDER = KnownFiles.TILES;

  private static final String FILE = "tileset.json";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String usualName() {
    return FOLDER + "/" + FILE;
  }

  /** The tileset in a folder; the files that it names are not listed. */
  @Override
  public List<String> files(String file, MeshParts mesh) {
    return List.of(folder(file) + "/" + FILE);
  }

  /**
   * The folder of a tileset.
   *
   * @param file the name that was asked for: the folder's, or with the tileset's file
   */
  public static String folder(String file) {
    return file.endsWith("/" + FILE) ? file.substring(0, file.length() - FILE.length() - 1) : file;
  }

  /** The leaves are as large as {@code glb}; the levels above them take about a third of that. */
  @Override
  public double room(double faces) {
    return 1.4 * new GlbFormat(quantize).room(faces);
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  /** The root's {@code transform}; without a CRS the frame is local. */
  @Override
  public boolean tellsOrigin(MeshParts mesh) {
    return !mesh.crs().isEmpty();
  }
}
