package io.citymesh.output;

import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The checks of one part. What can be settled within the part is settled here; edges and faces
 * whose vertices are all shared go to the tally.
 *
 * <p>Vertices are numbered locally: 0 ... own - 1 are the part's own, the foreign ones that it uses
 * follow. Planar vertices are the local vertices with different (x, y), each named by its first
 * local vertex.
 */
final class PartCheck {
  private static final int UNSHARED = -1;

  private final MeshTally tally;
  private final Findings findings;
  private final int part;
  private final String file;
  private final int own;

  /** Own and foreign vertices. */
  private final int count;

  /** x, y, z by local vertex. */
  private final double[] xyz;

  /** By local vertex: its index among the shared vertices, or UNSHARED. */
  private final int[] shared;

  /** Three local vertices per face, or -1 for a vertex that does not exist. */
  private final int[] corners;

  private final int[] markers;

  /** By face: true if it names three different vertices that exist. */
  private final BitSet usable;

  /** By local vertex: the first one with the same x and y. */
  private final int[] planar;

  /** By planar vertex: its planar index among the shared vertices, or UNSHARED. */
  private final int[] planarShared;

  /** {@link #corners} in planar vertices. */
  private final int[] planarCorners;

  /**
   * Reads a part.
   *
   * @param tally with all shared vertices' coordinates
   * @param part its number in the manifest
   * @param name its file, for messages
   * @param offset the global id of its vertex 0
   */
  PartCheck(MeshTally tally, int part, String name, Hdf5File hdf, long offset) throws IOException {
    this.tally = tally;
    this.findings = tally.findings;
    this.part = part;
    this.file = name;
    this.own = Math.toIntExact(hdf.rows("vertices"));
    this.markers = hdf.ints("markers", 1);
    this.corners = new int[3 * markers.length];
    int[] foreign = readFaces(hdf, offset);
    this.count = own + foreign.length;
    this.xyz = new double[3 * count];
    this.shared = new int[count];
    readVertices(hdf, offset, foreign);
    this.usable = usableFaces();
    this.planar = VertexIndex.planarGroups(xyz, count);
    this.planarShared = new int[count];
    Arrays.fill(planarShared, UNSHARED);
    for (int v = 0; v < count; v++) {
      if (shared[v] != UNSHARED) {
        planarShared[planar[v]] = tally.shared.planar(shared[v]);
      }
    }
    this.planarCorners = new int[corners.length];
    for (int i = 0; i < corners.length; i++) {
      planarCorners[i] = corners[i] < 0 ? 0 : planar[corners[i]];
    }
  }

  /** Numbers the foreign vertices in the order of their first use. */
  private final class ForeignNumbers {
    private final int[] localOfShared = tally.shared.scratch();
    private int[] sharedOfForeign = new int[16];
    private int size;

    /**
     * @return the local vertex, or -1 if no readable part has the vertex
     */
    int local(long id) {
      int s = tally.shared.indexOf(id);
      if (s < 0 || !tally.shared.isKnown(s)) {
        return -1;
      }
      if (localOfShared[s] < 0) {
        if (size == sharedOfForeign.length) {
          sharedOfForeign = Arrays.copyOf(sharedOfForeign, 2 * size);
        }
        localOfShared[s] = own + size;
        sharedOfForeign[size++] = s;
      }
      return localOfShared[s];
    }

    /** The shared index of each foreign vertex; ends the numbering. */
    int[] shared() {
      for (int i = 0; i < size; i++) {
        localOfShared[sharedOfForeign[i]] = -1;
      }
      return Arrays.copyOf(sharedOfForeign, size);
    }
  }

  /**
   * Fills {@link #corners}.
   *
   * @return the shared index of each foreign vertex
   */
  private int[] readFaces(Hdf5File hdf, long offset) throws IOException {
    ForeignNumbers foreign = new ForeignNumbers();
    int[] at = {0};
    hdf.stream(
        "faces",
        FlatArray.Type.INT64,
        3,
        slab -> {
          while (slab.hasRemaining()) {
            long id = slab.getLong();
            long local = id - offset;
            corners[at[0]++] = local >= 0 && local < own ? (int) local : foreign.local(id);
          }
        });
    return foreign.shared();
  }

  private void readVertices(Hdf5File hdf, long offset, int[] foreign) throws IOException {
    SharedVertices all = tally.shared;
    int[] at = {0};
    hdf.stream(
        "vertices",
        FlatArray.Type.FLOAT64,
        3,
        slab -> {
          int length = slab.remaining() / 8;
          slab.asDoubleBuffer().get(xyz, at[0], length);
          at[0] += length;
        });
    Arrays.fill(shared, UNSHARED);
    for (int s = all.firstFrom(offset); s < all.size() && all.id(s) < offset + own; s++) {
      shared[(int) (all.id(s) - offset)] = s;
    }
    for (int i = 0; i < foreign.length; i++) {
      System.arraycopy(all.xyz(), 3 * foreign[i], xyz, 3 * (own + i), 3);
      shared[own + i] = foreign[i];
    }
  }

  private BitSet usableFaces() {
    BitSet good = new BitSet(markers.length);
    for (int f = 0; f < markers.length; f++) {
      int a = corners[3 * f];
      int b = corners[3 * f + 1];
      int c = corners[3 * f + 2];
      int face = f;
      if (a < 0 || b < 0 || c < 0) {
        findings.add(Defect.UNKNOWN_VERTICES, () -> file + " face " + face);
      } else if (a == b || b == c || c == a) {
        findings.add(Defect.REPEATED_VERTICES, () -> place(face));
      } else {
        good.set(f);
      }
    }
    return good;
  }

  /** Runs all checks. */
  void run(BorderVertices borders) {
    checkVertices(borders);
    checkMarkers();
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      checkShape(f);
    }
    checkDuplicateFaces();
    EdgeTally.forEachEdge(count, corners, usable::get, this::countEdge);
    EdgeTally.forEachEdge(
        count,
        planarCorners,
        f -> usable.get(f) && (isGround(f) || isRoof(f)),
        this::countPlanarEdge);
  }

  // ---- kinds of faces

  private boolean isGround(int f) {
    return markers[f] == -2 || markers[f] == -1;
  }

  private boolean isWall(int f) {
    return markers[f] >= 0 && markers[f] < tally.buildings;
  }

  private boolean isRoof(int f) {
    return markers[f] >= tally.buildings && markers[f] - tally.buildings < tally.buildings;
  }

  // ---- vertices

  private void checkVertices(BorderVertices borders) {
    boolean[] used = new boolean[count];
    for (int corner : corners) {
      if (corner >= 0) {
        used[corner] = true;
      }
    }
    // For each planar vertex the chain of its own vertices with different z, latest first.
    int[] latest = new int[own];
    int[] previous = new int[own];
    Arrays.fill(latest, -1);
    for (int v = 0; v < own; v++) {
      int vertex = v;
      if (!MeshTally.isFinite(xyz, v)) {
        findings.add(Defect.NON_FINITE_VERTICES, () -> file + " vertex " + vertex);
        continue;
      }
      // A level of a wall that the hole has swallowed.
      boolean rim = tally.atFailedTile(xyz, v);
      if (!used[v] && shared[v] == UNSHARED && !rim) {
        findings.add(Defect.UNUSED_VERTICES, () -> vertexPlace(vertex));
      }
      int other = latest[planar[v]];
      while (other >= 0 && xyz[3 * other + 2] != xyz[3 * v + 2]) {
        other = previous[other];
      }
      if (other < 0) {
        previous[v] = latest[planar[v]];
        latest[planar[v]] = v;
      }
      boolean taken = borders.isTaken(part, xyz[3 * v], xyz[3 * v + 1], xyz[3 * v + 2]);
      if (other >= 0 || taken) {
        findings.add(Defect.DUPLICATE_VERTICES, () -> vertexPlace(vertex));
      }
    }
  }

  // ---- markers

  private void checkMarkers() {
    boolean[] onWall = new boolean[count];
    for (int v = 0; v < count; v++) {
      onWall[v] = shared[v] != UNSHARED && tally.shared.isOnWall(shared[v]);
    }
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      if (isWall(f)) {
        onWall[corners[3 * f]] = true;
        onWall[corners[3 * f + 1]] = true;
        onWall[corners[3 * f + 2]] = true;
      }
    }
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      int face = f;
      if (isGround(f)) {
        boolean touches =
            onWall[corners[3 * f]] || onWall[corners[3 * f + 1]] || onWall[corners[3 * f + 2]];
        if (touches != (markers[f] == -1) && !isAtFailedTile(f)) {
          findings.add(Defect.WRONG_HALOS, () -> place(face));
        }
      } else if (isRoof(f)) {
        if (!isAtRoofHeight(f)) {
          findings.add(Defect.UNEVEN_ROOFS, () -> place(face));
        }
      } else if (!isWall(f)) {
        findings.add(
            Defect.UNKNOWN_MARKERS, () -> place(face) + " has the marker " + markers[face]);
      }
    }
  }

  /** True for a face that may have lost the wall it touches. */
  private boolean isAtFailedTile(int f) {
    return tally.atFailedTile(xyz, corners[3 * f])
        || tally.atFailedTile(xyz, corners[3 * f + 1])
        || tally.atFailedTile(xyz, corners[3 * f + 2]);
  }

  private boolean isAtRoofHeight(int f) {
    int building = markers[f] - tally.buildings;
    double z = xyz[3 * corners[3 * f] + 2];
    double roof = tally.roofs.of(building, z);
    return z == roof
        && xyz[3 * corners[3 * f + 1] + 2] == roof
        && xyz[3 * corners[3 * f + 2] + 2] == roof;
  }

  // ---- shapes

  private void checkShape(int f) {
    int a = 3 * corners[3 * f];
    int b = 3 * corners[3 * f + 1];
    int c = 3 * corners[3 * f + 2];
    double abx = xyz[b] - xyz[a];
    double aby = xyz[b + 1] - xyz[a + 1];
    double abz = xyz[b + 2] - xyz[a + 2];
    double acx = xyz[c] - xyz[a];
    double acy = xyz[c + 1] - xyz[a + 1];
    double acz = xyz[c + 2] - xyz[a + 2];
    double bcx = xyz[c] - xyz[b];
    double bcy = xyz[c + 1] - xyz[b + 1];
    double bcz = xyz[c + 2] - xyz[b + 2];
    double nx = aby * acz - abz * acy;
    double ny = abz * acx - abx * acz;
    double nz = abx * acy - aby * acx;
    double abPlanar = abx * abx + aby * aby;
    double acPlanar = acx * acx + acy * acy;
    double bcPlanar = bcx * bcx + bcy * bcy;
    double ab = abPlanar + abz * abz;
    double ac = acPlanar + acz * acz;
    double bc = bcPlanar + bcz * bcz;
    double twiceArea = Math.sqrt(nx * nx + ny * ny + nz * nz);
    double longest = Math.sqrt(Math.max(ab, Math.max(ac, bc)));
    if (!Double.isFinite(twiceArea)) {
      return;
    }
    tally.shortestEdge = Math.min(tally.shortestEdge, Math.sqrt(Math.min(ab, Math.min(ac, bc))));
    tally.longestEdge = Math.max(tally.longestEdge, longest);
    double rounding = rounding(a);
    boolean isPlanar = isGround(f) || isRoof(f);
    if (isPlanar) {
      if (isRoof(f)) {
        tally.addRoof(nz / 2);
      } else {
        tally.addGround(nz / 2);
      }
      tally.planarShapes.add(abPlanar, acPlanar, bcPlanar, nz);
      countLarge(f, nz / 2);
    } else if (isWall(f)) {
      tally.wallShapes.add(ab, ac, bc, twiceArea);
    }
    // Twice the area over the longest edge is the face's smallest height.
    double planarLongest = Math.sqrt(Math.max(abPlanar, Math.max(acPlanar, bcPlanar)));
    if (twiceArea <= rounding * longest) {
      findings.add(Defect.ZERO_AREA_FACES, () -> place(f));
    } else if (isPlanar && Math.abs(nz) <= rounding * planarLongest) {
      findings.add(Defect.UPRIGHT_FACES, () -> place(f));
    } else if (isPlanar && nz < 0) {
      findings.add(Defect.DOWNWARD_FACES, () -> place(f));
    } else if (isWall(f) && Math.abs(nz) > rounding * planarLongest) {
      findings.add(Defect.SLANTED_WALLS, () -> place(f));
    }
  }

  private void countLarge(int f, double area) {
    if (isGround(f) && area > tally.largestGround) {
      tally.largeGround++;
    } else if (isRoof(f) && area > tally.largestRoof) {
      tally.largeRoofs++;
    }
  }

  /** Four units in the last place of a vertex's largest coordinate, metres. */
  private double rounding(int at) {
    double largest =
        Math.max(Math.abs(xyz[at]), Math.max(Math.abs(xyz[at + 1]), Math.abs(xyz[at + 2])));
    return 4 * Math.ulp(largest);
  }

  // ---- faces and edges that occur more than once

  private void checkDuplicateFaces() {
    Buckets byLowest = new Buckets(count);
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      if (!isAllShared(f)) {
        byLowest.count(lowest(f));
      }
    }
    byLowest.allocate();
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      int face = f;
      int a = corners[3 * f];
      int b = corners[3 * f + 1];
      int c = corners[3 * f + 2];
      if (!isAllShared(f)) {
        byLowest.put(lowest(f), f);
      } else if (!tally.sharedFaces.add(shared[a], shared[b], shared[c])) {
        findings.add(Defect.DUPLICATE_FACES, () -> place(face));
      }
    }
    long[] others = new long[16];
    for (int low = 0; low < count; low++) {
      int start = byLowest.start(low);
      int size = byLowest.start(low + 1) - start;
      if (size > others.length) {
        others = new long[2 * size];
      }
      for (int i = 0; i < size; i++) {
        others[i] = otherTwo(byLowest.items()[start + i], low);
      }
      Arrays.sort(others, 0, size);
      for (int i = 1; i < size; i++) {
        if (others[i] == others[i - 1]) {
          int vertex = low;
          findings.add(Defect.DUPLICATE_FACES, () -> file + " a face at " + vertexPlace(vertex));
        }
      }
    }
  }

  private boolean isAllShared(int f) {
    return shared[corners[3 * f]] != UNSHARED
        && shared[corners[3 * f + 1]] != UNSHARED
        && shared[corners[3 * f + 2]] != UNSHARED;
  }

  private int lowest(int f) {
    return Math.min(corners[3 * f], Math.min(corners[3 * f + 1], corners[3 * f + 2]));
  }

  private long otherTwo(int f, int low) {
    int a = corners[3 * f];
    int b = corners[3 * f + 1];
    int c = corners[3 * f + 2];
    int high = Math.max(a, Math.max(b, c));
    int middle = a ^ b ^ c ^ low ^ high;
    return (long) middle << 32 | high;
  }

  private void countEdge(int a, int b, int forward, int backward) {
    if (shared[a] != UNSHARED && shared[b] != UNSHARED) {
      tally.sharedEdges.add(shared[a], shared[b], forward, backward);
    } else {
      tally.settle(xyz, a, b, forward, backward);
    }
  }

  private void countPlanarEdge(int a, int b, int forward, int backward) {
    if (planarShared[a] != UNSHARED && planarShared[b] != UNSHARED) {
      tally.sharedPlanarEdges.add(planarShared[a], planarShared[b], forward, backward);
    } else {
      tally.settlePlanar(xyz, a, b, forward, backward);
    }
  }

  // ---- messages

  private String place(int f) {
    return file + " face " + f + " at " + vertexPlace(corners[3 * f]);
  }

  private String vertexPlace(int v) {
    return Findings.point(xyz[3 * v], xyz[3 * v + 1], xyz[3 * v + 2]);
  }
}
