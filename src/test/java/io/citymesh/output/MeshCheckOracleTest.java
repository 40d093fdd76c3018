package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checker, which keeps only what parts share, counts the same as an oracle that keeps
 * everything in hash maps: on grids of random parts, randomly damaged.
 */
class MeshCheckOracleTest {
  private static final int CELLS = 7;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void countsWhatAnOracleCounts(int seed) throws IOException {
    Random random = new Random(seed);
    List<int[]> faces = damagedGrid(random);
    int parts = 1 + random.nextInt(5);
    int[] owner = random.ints((CELLS + 1) * (CELLS + 1), 0, parts).toArray();
    int[] holder = random.ints(faces.size(), 0, parts).toArray();
    CheckReport report = publishAndCheck(faces, parts, owner, holder);

    Map<String, Long> expected = oracle(faces);
    Map<String, Long> found = new TreeMap<>();
    for (String kind : expected.keySet()) {
      found.put(kind, report.topology().get(kind));
    }
    assertEquals(expected, found);
  }

  private static List<int[]> damagedGrid(Random random) {
    List<int[]> faces = new ArrayList<>();
    int n = CELLS + 1;
    for (int x = 0; x < CELLS; x++) {
      for (int y = 0; y < CELLS; y++) {
        int v = x * n + y;
        faces.add(new int[] {v, v + n, v + 1});
        faces.add(new int[] {v + n, v + n + 1, v + 1});
      }
    }
    for (int i = random.nextInt(12); i > 0; i--) {
      int[] face = faces.get(random.nextInt(faces.size()));
      switch (random.nextInt(4)) {
        case 0 -> faces.remove(face);
        case 1 -> faces.add(face.clone());
        case 2 -> faces.add(new int[] {face[1], face[0], face[2]});
        default -> face[random.nextInt(3)] = random.nextInt(n * n);
      }
    }
    return faces;
  }

  private CheckReport publishAndCheck(List<int[]> faces, int parts, int[] owner, int[] holder)
      throws IOException {
    int[] local = new int[owner.length];
    int[] sizes = new int[parts];
    for (int v = 0; v < owner.length; v++) {
      local[v] = sizes[owner[v]]++;
    }
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    List<Manifest.Part> published = new ArrayList<>();
    long offset = 0;
    for (int p = 0; p < parts; p++) {
      Part part = part(p, faces, owner, holder, local, sizes[p]);
      published.add(TinyCity.write(out, part, p, offset, 0));
      offset += sizes[p];
    }
    ManifestFile.write(out, new TinyCity().manifest(published));
    return TinyCity.checkInAnyBuckets(out);
  }

  private static Part part(
      int id, List<int[]> faces, int[] owner, int[] holder, int[] local, int own) {
    double[] xyz = new double[3 * own];
    for (int v = 0; v < owner.length; v++) {
      if (owner[v] == id) {
        xyz[3 * local[v]] = 3.0 * (v / (CELLS + 1)) / CELLS;
        xyz[3 * local[v] + 1] = 3.0 * (v % (CELLS + 1)) / CELLS;
      }
    }
    List<Long> foreign = new ArrayList<>();
    List<Integer> corners = new ArrayList<>();
    for (int f = 0; f < faces.size(); f++) {
      if (holder[f] == id) {
        for (int v : faces.get(f)) {
          long name = (long) owner[v] << 32 | local[v];
          if (owner[v] != id && !foreign.contains(name)) {
            foreign.add(name);
          }
          corners.add(owner[v] == id ? local[v] : own + foreign.indexOf(name));
        }
      }
    }
    int[] building = new int[corners.size() / 3];
    Arrays.fill(building, -1);
    return new Part(
        id,
        id + 1,
        Part.Kind.CORE,
        "core_" + id,
        xyz,
        corners.stream().mapToInt(i -> i).toArray(),
        new byte[building.length],
        building,
        new long[0],
        foreign.stream().flatMapToLong(i -> LongStream.of((i >> 32) + 1, (int) (long) i)).toArray(),
        new double[3 * foreign.size()]);
  }

  private static Map<String, Long> oracle(List<int[]> faces) {
    Map<String, Long> counts = new TreeMap<>();
    for (String kind :
        List.of(
            "open_edges",
            "non_manifold_edges",
            "misoriented_edges",
            "duplicate_faces",
            "repeated_vertices",
            "unused_vertices")) {
      counts.put(kind, 0L);
    }
    Map<String, List<Boolean>> edges = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Set<Integer> used = new HashSet<>();
    for (int[] face : faces) {
      Arrays.stream(face).forEach(used::add);
      int[] sorted = Arrays.stream(face).sorted().toArray();
      if (sorted[0] == sorted[1] || sorted[1] == sorted[2]) {
        counts.merge("repeated_vertices", 1L, Long::sum);
        continue;
      }
      if (!seen.add(Arrays.toString(sorted))) {
        counts.merge("duplicate_faces", 1L, Long::sum);
      }
      for (int i = 0; i < 3; i++) {
        int a = face[i];
        int b = face[(i + 1) % 3];
        edges
            .computeIfAbsent(Math.min(a, b) + " " + Math.max(a, b), k -> new ArrayList<>())
            .add(a < b);
      }
    }
    counts.put("unused_vertices", (long) (CELLS + 1) * (CELLS + 1) - used.size());
    edges.forEach(
        (edge, directions) -> {
          if (directions.size() > 2) {
            counts.merge("non_manifold_edges", 1L, Long::sum);
          } else if (directions.size() == 2 && directions.get(0).equals(directions.get(1))) {
            counts.merge("misoriented_edges", 1L, Long::sum);
          } else if (directions.size() == 1 && !isOnBoundary(edge)) {
            counts.merge("open_edges", 1L, Long::sum);
          }
        });
    return counts;
  }

  private static boolean isOnBoundary(String edge) {
    int[] ends = Arrays.stream(edge.split(" ")).mapToInt(Integer::parseInt).toArray();
    int n = CELLS + 1;
    boolean x = ends[0] / n == ends[1] / n && (ends[0] / n) % CELLS == 0;
    boolean y = ends[0] % n == ends[1] % n && (ends[0] % n) % CELLS == 0;
    return x || y;
  }
}
