package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mesh of a case of OpenFOAM, read and checked without OpenFOAM. */
public final class FoamCells {
  public final double[][] points;
  public final int[][] faces;
  public final int[] owner;
  public final int[] neighbour;

  /** The first face and the number of faces of each patch. */
  public final Map<String, int[]> patches = new LinkedHashMap<>();

  private FoamCells(Path mesh) throws IOException {
    Reader in = new Reader(mesh.resolve("points"), "vectorField");
    points = new double[in.count()][3];
    for (double[] point : points) {
      for (int i = 0; i < 3; i++) {
        point[i] = in.bytes.getDouble();
      }
    }
    in.close();
    in = new Reader(mesh.resolve("faces"), "faceCompactList");
    int[] starts = in.labels();
    int[] corners = in.labels();
    assertEquals(corners.length, starts[starts.length - 1]);
    faces = new int[starts.length - 1][];
    for (int f = 0; f < faces.length; f++) {
      faces[f] = Arrays.copyOfRange(corners, starts[f], starts[f + 1]);
    }
    owner = new Reader(mesh.resolve("owner"), "labelList").labels();
    neighbour = new Reader(mesh.resolve("neighbour"), "labelList").labels();
    Matcher patch =
        Pattern.compile(
                "(\\w+)\\s*\\{\\s*type\\s+\\w+;\\s*nFaces\\s+(\\d+);\\s*startFace\\s+(\\d+);")
            .matcher(Files.readString(mesh.resolve("boundary")));
    while (patch.find()) {
      int[] run = {Integer.parseInt(patch.group(3)), Integer.parseInt(patch.group(2))};
      patches.put(patch.group(1), run);
    }
  }

  /** Reads the mesh of a case. */
  public static FoamCells read(Path folder) throws IOException {
    return new FoamCells(folder.resolve("constant/polyMesh"));
  }

  /** Reads a file. */
  private static final class Reader {
    private final ByteBuffer bytes;

    Reader(Path file, String type) throws IOException {
      bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      String head = word('}');
      assertTrue(head.contains("class       " + type + ";"), head);
      assertTrue(head.contains("arch        \"LSB;label=32;scalar=64\";"), head);
    }

    private String word(char end) {
      int from = bytes.position();
      while (bytes.get() != end) {
        continue;
      }
      return new String(
          bytes.array(), from, bytes.position() - from - 1, StandardCharsets.US_ASCII);
    }

    int count() {
      return Integer.parseInt(word('(').strip());
    }

    void close() {
      assertEquals(')', bytes.get());
    }

    int[] labels() {
      int[] labels = new int[count()];
      bytes.asIntBuffer().get(labels);
      bytes.position(bytes.position() + 4 * labels.length);
      close();
      return labels;
    }
  }

  /** How many cells there are. */
  public int cells() {
    return Arrays.stream(owner).max().orElse(-1) + 1;
  }

  /**
   * Proves that the mesh is one, in OpenFOAM's order.
   *
   * @param volume of all cells
   */
  public void check(double volume) {
    assertEquals(faces.length, owner.length);
    Set<Integer> used = new HashSet<>();
    Set<List<Integer>> known = new HashSet<>();
    for (int[] face : faces) {
      List<Integer> corners = new ArrayList<>(Arrays.stream(face).sorted().boxed().toList());
      assertEquals(face.length, new HashSet<>(corners).size(), "corners are distinct");
      assertTrue(known.add(corners), "a face is there once");
      used.addAll(corners);
    }
    assertEquals(points.length, used.size(), "all points are used");
    for (int f = 0; f < neighbour.length; f++) {
      assertTrue(owner[f] < neighbour[f], "the owner has the lower number");
      if (f > 0) {
        boolean ordered =
            owner[f - 1] < owner[f] || owner[f - 1] == owner[f] && neighbour[f - 1] <= neighbour[f];
        assertTrue(ordered, "faces are in upper triangular order");
      }
    }
    int start = neighbour.length;
    for (int[] patch : patches.values()) {
      assertEquals(start, patch[0]);
      start += patch[1];
    }
    assertEquals(faces.length, start, "patches hold all faces of the boundary");
    checkCells(volume);
  }

  private void checkCells(double volume) {
    int count = cells();
    List<List<int[]>> ofCells = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      ofCells.add(new ArrayList<>());
    }
    for (int f = 0; f < faces.length; f++) {
      ofCells.get(owner[f]).add(faces[f]);
      if (f < neighbour.length) {
        int[] turned = faces[f].clone();
        for (int i = 0; i < turned.length; i++) {
          turned[i] = faces[f][turned.length - 1 - i];
        }
        ofCells.get(neighbour[f]).add(turned);
      }
    }
    double all = 0;
    for (List<int[]> cell : ofCells) {
      Map<List<Integer>, Integer> edges = new HashMap<>();
      double[] sum = new double[3];
      double own = 0;
      double area = 0;
      double[] inside = points[cell.get(0)[0]];
      for (int[] face : cell) {
        for (int i = 0; i < face.length; i++) {
          int a = face[i];
          int b = face[(i + 1) % face.length];
          edges.merge(List.of(Math.min(a, b), Math.max(a, b)), a < b ? 1 : -1, Integer::sum);
        }
        for (int i = 2; i < face.length; i++) {
          double[] n = cross(points[face[0]], points[face[i - 1]], points[face[i]]);
          double out = 0;
          for (int d = 0; d < 3; d++) {
            sum[d] += n[d] / 2;
            out += n[d] * (points[face[0]][d] - inside[d]);
          }
          own += out / 6;
          area += Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) / 2;
        }
      }
      assertTrue(edges.values().stream().allMatch(e -> e == 0), "a cell is closed");
      for (double d : sum) {
        assertEquals(0, d, 1e-9 * area, "its area vectors sum to nothing");
      }
      assertTrue(own > 0, "a cell has a volume");
      all += own;
    }
    assertEquals(volume, all, 1e-9 * volume);
  }

  private static double[] cross(double[] a, double[] b, double[] c) {
    double[] u = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
    double[] v = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    return new double[] {
      u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
    };
  }
}
