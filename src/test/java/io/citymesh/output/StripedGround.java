package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Flat ground of unit squares, cut in two triangles each, as a mesh that is nothing but borders:
 * part i owns the vertices with x = i and has the faces between these and those of part i + 1, so
 * that each vertex, edge and face concerns several parts.
 */
public final class StripedGround {
  private StripedGround() {}

  /**
   * Publishes it.
   *
   * @param parts how many there are, with a last one besides that has vertices only
   * @param rows of squares
   */
  public static Manifest write(String directory, int parts, int rows) throws IOException {
    OutputDir out = OutputDir.of(directory, new Configuration());
    List<Manifest.Part> published = new ArrayList<>();
    for (int i = 0; i <= parts; i++) {
      long offset = (long) i * (rows + 1);
      published.add(TinyCity.write(out, part(i, i < parts ? rows : 0, rows + 1), i, offset, 0));
    }
    Long[] angles = new Long[Manifest.Quality.BINS];
    Arrays.fill(angles, 0L);
    List<Long> none = List.of(angles);
    angles[9] = 2L * parts * rows;
    Manifest manifest =
        new TinyCity()
            .manifest(
                published,
                new Manifest.Extent(0, 0, parts, rows),
                new Manifest.Quality(45, 25, 0, List.of(angles), new TreeMap<>()),
                new Manifest.Quality(0, 0, 0, none, new TreeMap<>()));
    ManifestFile.write(out, manifest);
    return manifest;
  }

  private static Part part(int x, int rows, int own) {
    double[] xyz = new double[3 * own];
    int named = rows == 0 ? 0 : own;
    long[] foreign = new long[2 * named];
    double[] ghosts = new double[3 * named];
    for (int y = 0; y < own; y++) {
      xyz[3 * y] = x;
      xyz[3 * y + 1] = y;
      if (named > 0) {
        foreign[2 * y] = x + 2;
        foreign[2 * y + 1] = y;
        ghosts[3 * y] = x + 1;
        ghosts[3 * y + 1] = y;
      }
    }
    int[] faces = new int[6 * rows];
    for (int y = 0; y < rows; y++) {
      int[] square = {y, own + y, y + 1, own + y, own + y + 1, y + 1};
      System.arraycopy(square, 0, faces, 6 * y, 6);
    }
    int[] building = new int[2 * rows];
    Arrays.fill(building, -1);
    return new Part(
        x,
        x + 1,
        Part.Kind.CORE,
        "core_" + x,
        xyz,
        faces,
        new byte[2 * rows],
        building,
        new long[0],
        foreign,
        ghosts);
  }
}
