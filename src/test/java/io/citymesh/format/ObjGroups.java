package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The triangles of the groups of an OBJ file whose faces count backwards. */
public final class ObjGroups {
  /** By the group's name; each triangle has three vertices, as their lines have them. */
  private final Map<String, List<String[]>> groups = new TreeMap<>();

  /** Reads a file. */
  public ObjGroups(Path file) throws IOException {
    List<String> vertices = new ArrayList<>();
    List<String[]> group = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "g" -> group = groups.computeIfAbsent(words[1], name -> new ArrayList<>());
        case "v" -> vertices.add(line.substring(2));
        case "f" -> {
          String[] corners = new String[3];
          for (int i = 0; i < 3; i++) {
            corners[i] = vertices.get(vertices.size() + Integer.parseInt(words[1 + i]));
          }
          group.add(corners);
        }
        default -> assertTrue(line.startsWith("# "), line);
      }
    }
  }

  /** The names of all groups. */
  public List<String> names() {
    return List.copyOf(groups.keySet());
  }

  /** The triangles of groups. */
  public List<String[]> triangles(String... names) {
    List<String[]> triangles = new ArrayList<>();
    for (String name : names) {
      triangles.addAll(groups.get(name));
    }
    return triangles;
  }

  static double[] at(String vertex) {
    String[] words = vertex.split(" ");
    return new double[] {
      Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2])
    };
  }

  /** Each edge is used as often in one direction as in the other, and once in a simple body. */
  public static void assertClosed(List<String[]> triangles, boolean simple) {
    Map<String, Integer> edges = new HashMap<>();
    for (String[] face : triangles) {
      for (int i = 0; i < 3; i++) {
        edges.merge(face[i] + "," + face[(i + 1) % 3], 1, Integer::sum);
      }
    }
    edges.forEach(
        (edge, count) -> {
          String[] ends = edge.split(",");
          assertEquals(count, edges.get(ends[1] + "," + ends[0]), "back along " + edge);
          assertTrue(!simple || count == 1, edge);
        });
  }

  /** The volume that triangles enclose. */
  public static double volume(List<String[]> triangles) {
    double volume = 0;
    for (String[] face : triangles) {
      double[] a = at(face[0]);
      double[] b = at(face[1]);
      double[] c = at(face[2]);
      volume +=
          (a[0] * (b[1] * c[2] - b[2] * c[1])
                  + a[1] * (b[2] * c[0] - b[0] * c[2])
                  + a[2] * (b[0] * c[1] - b[1] * c[0]))
              / 6;
    }
    return volume;
  }
}
