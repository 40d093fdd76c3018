package io.citymesh.output;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * What each step after the first knows of all parts: a few numbers a part, and which parts may have
 * vertices at the same places, from the rectangles around their vertices.
 */
final class VertexOwners implements Serializable {
  private static final long serialVersionUID = 1L;

  /** With more neighbours, all of a part's vertices are compared with others'. */
  private static final int MOST_NEIGHBOURS = 64;

  private final BitSet readable = new BitSet();
  private final int[] vertices;
  private final int[] faces;

  /** xmin, ymin, xmax, ymax by part. */
  private final double[] boxes;

  /** Where the neighbours of each part begin in {@link #neighbours}, and where the last's end. */
  private final int[] starts;

  /** Parts whose boxes meet that of a part; of one with too many of them, the part itself. */
  private int[] neighbours = new int[0];

  VertexOwners(List<VerifyStep.Found> parts) {
    int count = parts.size();
    vertices = new int[count];
    faces = new int[count];
    boxes = new double[4 * count];
    starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      VerifyStep.Found found = parts.get(i);
      readable.set(i, found.readable());
      vertices[i] = found.vertices();
      faces[i] = found.faces();
      boxes[4 * i] = found.box().xmin();
      boxes[4 * i + 1] = found.box().ymin();
      boxes[4 * i + 2] = found.box().xmax();
      boxes[4 * i + 3] = found.box().ymax();
    }
    findNeighbours();
  }

  /** A sweep along x over the boxes, by their left sides. */
  private void findNeighbours() {
    int count = vertices.length;
    int[] byLeft =
        readable.stream()
            .filter(part -> vertices[part] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(part -> boxes[4 * part]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[][] found = new int[count][];
    int[] sizes = new int[count];
    int[] active = new int[byLeft.length];
    int size = 0;
    for (int part : byLeft) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        int other = active[i];
        if (boxes[4 * other + 2] >= boxes[4 * part]) {
          active[kept++] = other;
          if (boxes[4 * other + 1] <= boxes[4 * part + 3]
              && boxes[4 * part + 1] <= boxes[4 * other + 3]) {
            meet(found, sizes, part, other);
            meet(found, sizes, other, part);
          }
        }
      }
      active[kept] = part;
      size = kept + 1;
    }
    for (int i = 0; i < count; i++) {
      starts[i + 1] = starts[i] + sizes[i];
    }
    neighbours = new int[starts[count]];
    for (int i = 0; i < count; i++) {
      if (sizes[i] > 0) {
        System.arraycopy(found[i], 0, neighbours, starts[i], sizes[i]);
      }
    }
  }

  private static void meet(int[][] found, int[] sizes, int part, int other) {
    if (found[part] == null) {
      found[part] = new int[4];
    }
    if (sizes[part] == 1 && found[part][0] == part) {
      return;
    }
    if (sizes[part] == MOST_NEIGHBOURS) {
      found[part] = new int[] {part};
      sizes[part] = 1;
      return;
    }
    if (sizes[part] == found[part].length) {
      found[part] = Arrays.copyOf(found[part], 2 * sizes[part]);
    }
    found[part][sizes[part]++] = other;
  }

  boolean isReadable(int part) {
    return readable.get(part);
  }

  boolean allReadable() {
    return readable.cardinality() == vertices.length;
  }

  /** Own vertices of a part; 0 if it cannot be read. */
  int vertices(int part) {
    return vertices[part];
  }

  /** Faces of a part; 0 if it cannot be read. */
  int faces(int part) {
    return faces[part];
  }

  /**
   * True if another part may have a vertex at the place of this one: a part's vertices and those of
   * others at the same places are all such.
   */
  boolean isContested(int part, double x, double y) {
    for (int i = starts[part]; i < starts[part + 1]; i++) {
      int box = 4 * neighbours[i];
      if (x >= boxes[box] && y >= boxes[box + 1] && x <= boxes[box + 2] && y <= boxes[box + 3]) {
        return true;
      }
    }
    return false;
  }
}
