package io.citymesh.air;

import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The surface of a whole published mesh: its ground and roofs, on the vertical lines through their
 * corners. Vertices above each other have the same x and y to the last bit. On lines with roofs
 * only the terrain, which a surface does not tell, is made even between those around.
 */
public final class PublishedSurface {
  private final Map<List<Double>, Integer> lineAt = new HashMap<>();
  private final List<double[]> places = new ArrayList<>();
  private final List<Integer> triangles = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final Map<Integer, Double> ground = new HashMap<>();
  private final Map<Long, Integer> buildings = new HashMap<>();
  private final List<Double> roofs = new ArrayList<>();

  private PublishedSurface() {}

  /** Reads the mesh in a folder. */
  public static Surface read(String folder) throws IOException {
    PublishedSurface surface = new PublishedSurface();
    try (MeshReader reader = new MeshReader(OutputDir.of(folder, new Configuration()))) {
      for (int p = 0; p < reader.manifest().parts().size(); p++) {
        surface.add(reader.part(p));
      }
    }
    return surface.build();
  }

  private void add(Part part) {
    for (int f = 0; f < part.faceCount(); f++) {
      if (part.faceKinds()[f] == FaceKind.WALL) {
        continue;
      }
      int label = -1;
      if (part.faceKinds()[f] == FaceKind.ROOF) {
        label =
            buildings.computeIfAbsent(part.buildings()[part.building()[f]], k -> buildings.size());
      }
      labels.add(label);
      for (int c = 0; c < 3; c++) {
        int v = part.faces()[3 * f + c];
        boolean own = v < part.vertexCount();
        double[] from = own ? part.vertices() : part.ghosts();
        int at = 3 * (own ? v : v - part.vertexCount());
        int line =
            lineAt.computeIfAbsent(
                List.of(from[at], from[at + 1]),
                xy -> {
                  places.add(new double[] {xy.get(0), xy.get(1)});
                  return places.size() - 1;
                });
        triangles.add(line);
        if (label < 0) {
          ground.put(line, from[at + 2]);
        } else if (label == roofs.size()) {
          roofs.add(from[at + 2]);
        }
      }
    }
  }

  private Surface build() {
    int n = places.size();
    double[] xy = new double[2 * n];
    double[] z = new double[n];
    Arrays.fill(z, Double.NaN);
    for (int i = 0; i < n; i++) {
      xy[2 * i] = places.get(i)[0];
      xy[2 * i + 1] = places.get(i)[1];
      z[i] = ground.getOrDefault(i, Double.NaN);
    }
    int[] corners = triangles.stream().mapToInt(i -> i).toArray();
    spread(z, corners);
    return Surfaces.of(
        xy,
        z,
        roofs.stream().mapToDouble(r -> r).toArray(),
        corners,
        labels.stream().mapToInt(i -> i).toArray());
  }

  /** Fills lines without ground with what is around them, then evens that out. */
  private void spread(double[] z, int[] corners) {
    boolean missing = true;
    while (missing) {
      missing = false;
      double[] before = z.clone();
      for (int e = 0; e < corners.length; e++) {
        int u = corners[e];
        int v = corners[Surface.next(e)];
        z[u] = Double.isNaN(z[u]) ? before[v] : z[u];
        z[v] = Double.isNaN(z[v]) ? before[u] : z[v];
        missing |= Double.isNaN(z[u]) || Double.isNaN(z[v]);
      }
    }
    for (int pass = 0; pass < 50; pass++) {
      double[] sum = new double[z.length];
      int[] count = new int[z.length];
      for (int e = 0; e < corners.length; e++) {
        sum[corners[e]] += z[corners[Surface.next(e)]];
        count[corners[e]]++;
      }
      for (int i = 0; i < z.length; i++) {
        if (!ground.containsKey(i)) {
          z[i] = sum[i] / count[i];
        }
      }
    }
  }
}
