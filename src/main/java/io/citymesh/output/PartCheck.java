package io.citymesh.output;

import io.citymesh.stitch.FaceKind;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * The checks of one part. What can be settled within the part is settled here; edges and faces
 * whose vertices are all shared go to the tally.
 *
 * <p>Vertices are numbered locally: 0 ... own - 1 are the part's own, the foreign ones that it uses
 * follow. Planar vertices are the local vertices with different (x, y), each named by its first
 * local vertex.
 */
final class PartCheck {
  private final MeshTally tally;
  private final Findings findings;
  private final Domain domain;
  private final VertexOwners owners;
  private final EdgeRules rules;
  private final Outbox outbox;
  private final Foreign foreign;
  private final int part;
  private final String file;
  private final int own;

  /** Own and foreign vertices. */
  private final int count;

  /** x, y, z by local vertex. */
  private final double[] xyz;

  /** By local vertex that is foreign, from the first: its place in {@link #foreign}. */
  private final int[] placeOfForeign;

  /** Three local vertices per face, or -1 for a vertex that does not exist. */
  private final int[] corners;

  /** What each face is, as in {@link FaceKind}; or another number. */
  private final byte[] kinds;

  /** Whether vertices may be in the air, where no face of the surface is. */
  private final boolean airborne;

  /** By face: an index into {@link #keys}, or -1; or another number. */
  private final int[] building;

  /** Keys of the part's buildings. */
  private final long[] keys;

  /** By face: true if it names three different vertices that exist. */
  private final BitSet usable;

  /** By local vertex: the first one with the same x and y. */
  private final int[] planar;

  /** By planar vertex: a shared vertex of the same x and y, or -1. */
  private final int[] planarShared;

  /** {@link #corners} in planar vertices. */
  private final int[] planarCorners;

  /**
   * Reads a part.
   *
   * @param part its number in the manifest
   * @param foreign what its neighbours have told of vertices in common
   * @param outbox takes what the part cannot settle
   */
  PartCheck(
      CheckedMesh mesh,
      VertexOwners owners,
      int part,
      Hdf5File hdf,
      Foreign foreign,
      MeshTally tally,
      Outbox outbox)
      throws IOException {
    this.tally = tally;
    this.findings = tally.findings;
    this.domain = mesh.domain();
    this.owners = owners;
    this.rules =
        new EdgeRules(domain, tally, (a, b, c, d, e, f) -> outbox.open(part, a, b, c, d, e, f));
    this.outbox = outbox;
    this.foreign = foreign;
    this.part = part;
    this.file = mesh.file(part);
    this.own = Math.toIntExact(PartFile.vertexRows(hdf));
    this.airborne = PartFile.hasAir(hdf);
    this.kinds = hdf.bytes("kind", 1);
    this.building = hdf.ints("building", 1);
    this.keys = hdf.longs("buildings", 1);
    checkGhosts(hdf);
    this.corners = new int[3 * kinds.length];
    this.placeOfForeign = readFaces(hdf);
    this.count = own + placeOfForeign.length;
    this.xyz = new double[3 * count];
    readVertices(hdf);
    this.usable = usableFaces();
    this.planar = VertexIndex.planarGroups(xyz, count);
    this.planarShared = new int[count];
    Arrays.fill(planarShared, -1);
    for (int v = 0; v < count; v++) {
      if (isShared(v)) {
        planarShared[planar[v]] = v;
      }
    }
    this.planarCorners = new int[corners.length];
    for (int i = 0; i < corners.length; i++) {
      planarCorners[i] = corners[i] < 0 ? 0 : planar[corners[i]];
    }
  }

  /** True if several parts name a vertex, or may. */
  private boolean isShared(int v) {
    return v >= own || foreign.shared.get(v);
  }

  /** The name of a vertex in the mesh. */
  private long name(int v) {
    return v < own ? CheckedMesh.vertexName(part, v) : foreign.names[placeOfForeign[v - own]];
  }

  /** The copies of foreign vertices are their owners', to the last bit. */
  private void checkGhosts(Hdf5File hdf) throws IOException {
    double[] ghosts = hdf.doubles("ghosts", 3);
    for (int j = 0; j < foreign.places.length; j++) {
      int place = foreign.places[j];
      boolean same = true;
      for (int axis = 0; axis < 3 && same && place >= 0; axis++) {
        same =
            Double.doubleToRawLongBits(ghosts[3 * j + axis])
                == Double.doubleToRawLongBits(foreign.xyz[3 * place + axis]);
      }
      if (!same) {
        int ghost = j;
        findings.add(
            Defect.GHOST_MISMATCHES,
            () ->
                String.format(
                    Locale.ROOT,
                    "%s ghost %d at %s",
                    file,
                    ghost,
                    Findings.point(
                        ghosts[3 * ghost], ghosts[3 * ghost + 1], ghosts[3 * ghost + 2])));
      }
    }
  }

  /**
   * Fills {@link #corners}: own vertices keep their numbers, the foreign ones that faces use follow
   * in the order of their first use, each once.
   *
   * @return the place of each foreign vertex that is used
   */
  private int[] readFaces(Hdf5File hdf) throws IOException {
    int[] localOfPlace = new int[foreign.names.length];
    Arrays.fill(localOfPlace, -1);
    int[] used = new int[localOfPlace.length];
    int[] size = {0};
    int[] at = {0};
    hdf.stream(
        "faces",
        FlatArray.Type.INT32,
        3,
        slab -> {
          while (slab.hasRemaining()) {
            int corner = slab.getInt();
            int local = corner >= 0 && corner < own ? corner : -1;
            if (corner >= own && corner - own < foreign.places.length) {
              int place = foreign.places[corner - own];
              if (place >= 0 && CheckedMesh.part(foreign.names[place]) == part) {
                local = CheckedMesh.index(foreign.names[place]); // It is the part's own after all.
              } else if (place >= 0) {
                if (localOfPlace[place] < 0) {
                  localOfPlace[place] = own + size[0];
                  used[size[0]++] = place;
                }
                local = localOfPlace[place];
              }
            }
            corners[at[0]++] = local;
          }
        });
    return Arrays.copyOf(used, size[0]);
  }

  private void readVertices(Hdf5File hdf) throws IOException {
    int[] at = {0};
    PartFile.streamVertices(
        hdf,
        slab -> {
          int length = slab.remaining() / 8;
          slab.asDoubleBuffer().get(xyz, at[0], length);
          at[0] += length;
        });
    for (int i = 0; i < placeOfForeign.length; i++) {
      System.arraycopy(foreign.xyz, 3 * placeOfForeign[i], xyz, 3 * (own + i), 3);
    }
  }

  private BitSet usableFaces() {
    BitSet good = new BitSet(kinds.length);
    for (int f = 0; f < kinds.length; f++) {
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
  void run() {
    checkVertices();
    checkKinds();
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
    if (domain.isClosed()) {
      PartShells shells = new PartShells(count, corners, usable);
      tally.shells.add(shells.count());
      shells.forEachBorder(
          this::isShared, (a, b, piece) -> outbox.shellEdge(name(a), name(b), piece));
    }
  }

  // ---- kinds of faces

  private boolean isGround(int f) {
    return (kinds[f] == FaceKind.GROUND || kinds[f] == FaceKind.HALO) && building[f] == -1;
  }

  private boolean isWall(int f) {
    return kinds[f] == FaceKind.WALL && hasBuilding(f);
  }

  private boolean isRoof(int f) {
    return kinds[f] == FaceKind.ROOF && hasBuilding(f);
  }

  /** Whether it is a face of the top or of a side of a closed mesh. */
  private boolean isPatch(int f) {
    return domain.closes(kinds[f]) && building[f] == -1;
  }

  private boolean hasBuilding(int f) {
    return building[f] >= 0 && building[f] < keys.length;
  }

  // ---- vertices

  private void checkVertices() {
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
      if (!EdgeRules.isFinite(xyz, v)) {
        findings.add(Defect.NON_FINITE_VERTICES, () -> file + " vertex " + vertex);
        continue;
      }
      // A level of a wall that the hole has swallowed.
      boolean rim = atFailedTile(v);
      boolean elsewhere = foreign.usedElsewhere.get(v);
      if (!used[v] && !elsewhere && !rim && !airborne) {
        findings.add(Defect.UNUSED_VERTICES, () -> vertexPlace(vertex));
      }
      int other = latest[planar[v]];
      while (other >= 0 && xyz[3 * other + 2] != xyz[3 * v + 2]) {
        other = previous[other];
      }
      if (other >= 0) {
        findings.add(Defect.DUPLICATE_VERTICES, () -> vertexPlace(vertex));
      } else {
        previous[v] = latest[planar[v]];
        latest[planar[v]] = v;
        if (owners.isContested(part, xyz[3 * v], xyz[3 * v + 1])) {
          outbox.vertex(xyz, v);
        }
      }
    }
  }

  // ---- kinds against neighbours and heights

  private void checkKinds() {
    boolean[] onWall = new boolean[count];
    for (int v = 0; v < count; v++) {
      onWall[v] =
          v < own ? foreign.sharedOnWall.get(v) : foreign.onWall.get(placeOfForeign[v - own]);
    }
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      if (isWall(f)) {
        onWall[corners[3 * f]] = true;
        onWall[corners[3 * f + 1]] = true;
        onWall[corners[3 * f + 2]] = true;
      }
    }
    PartRoofs roofs = new PartRoofs();
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      int face = f;
      if (isGround(f)) {
        boolean touches =
            onWall[corners[3 * f]] || onWall[corners[3 * f + 1]] || onWall[corners[3 * f + 2]];
        if (touches != (kinds[f] == FaceKind.HALO) && !isAtFailedTile(f)) {
          findings.add(Defect.WRONG_HALOS, () -> place(face));
        }
      } else if (isRoof(f)) {
        roofs.add(f);
      } else if (!isWall(f) && !isPatch(f)) {
        findings.add(
            Defect.UNKNOWN_KINDS,
            () ->
                String.format(
                    Locale.ROOT,
                    "%s has the kind %d and the building %d of %d",
                    place(face),
                    kinds[face],
                    building[face],
                    keys.length));
      }
    }
    roofs.sendLevels();
  }

  /** True for a face that may have lost the wall it touches. */
  private boolean isAtFailedTile(int f) {
    return atFailedTile(corners[3 * f])
        || atFailedTile(corners[3 * f + 1])
        || atFailedTile(corners[3 * f + 2]);
  }

  /** Whether a vertex may lie on the rim of a hole. */
  private boolean atFailedTile(int v) {
    return domain.atFailedTile(xyz[3 * v], xyz[3 * v + 1]);
  }

  /**
   * The heights of roofs: the first face of a building in the part tells one, at which most others
   * lie; each that does not is sent by itself. Which height is the building's is found where its
   * faces of all parts meet.
   */
  private final class PartRoofs {
    /** By building: its first face here, or -1. */
    private final int[] first = new int[keys.length];

    /** By building: how many faces lie at the height that the first one tells. */
    private final int[] level = new int[keys.length];

    /** By building: the first of these. */
    private final int[] firstLevel = new int[keys.length];

    PartRoofs() {
      Arrays.fill(first, -1);
    }

    void add(int f) {
      int b = building[f];
      if (first[b] < 0) {
        first[b] = f;
      }
      double z = height(f);
      if (z == told(b)) {
        if (level[b]++ == 0) {
          firstLevel[b] = f;
        }
      } else {
        send(b, z, f, 1);
      }
    }

    void sendLevels() {
      for (int b = 0; b < keys.length; b++) {
        if (level[b] > 0) {
          send(b, told(b), firstLevel[b], level[b]);
        }
      }
    }

    private double told(int b) {
      return xyz[3 * corners[3 * first[b]] + 2];
    }

    /** The height of a face; NaN if it is not level. */
    private double height(int f) {
      double z = xyz[3 * corners[3 * f] + 2];
      return z == xyz[3 * corners[3 * f + 1] + 2] && z == xyz[3 * corners[3 * f + 2] + 2]
          ? z
          : Double.NaN;
    }

    private void send(int b, double height, int face, int faces) {
      int v = 3 * corners[3 * face];
      outbox.roof(keys[b], told(b), first[b], height, faces, face, xyz[v], xyz[v + 1], xyz[v + 2]);
    }
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
      tally.addBelowTop(nz / 2, domain.top() - (xyz[a + 2] + xyz[b + 2] + xyz[c + 2]) / 3);
    } else if (isWall(f)) {
      tally.wallShapes.add(ab, ac, bc, twiceArea);
    } else if (isPatch(f)) {
      tally.addPatch(kinds[f]);
      if (kinds[f] == FaceKind.TOP ? !isTop(a, b, c, nz) : !isOnBoundary(a, b, c)) {
        findings.add(Defect.MISPLACED_PATCHES, () -> place(f));
      }
    }
    // Twice the area over the longest edge is the face's smallest height.
    double planarLongest = Math.sqrt(Math.max(abPlanar, Math.max(acPlanar, bcPlanar)));
    if (twiceArea <= rounding * longest) {
      findings.add(Defect.ZERO_AREA_FACES, () -> place(f));
    } else if (isPlanar && Math.abs(nz) <= rounding * planarLongest) {
      findings.add(Defect.UPRIGHT_FACES, () -> place(f));
    } else if (isPlanar && nz < 0) {
      findings.add(Defect.DOWNWARD_FACES, () -> place(f));
    } else if ((isWall(f) || (isPatch(f) && kinds[f] != FaceKind.TOP))
        && Math.abs(nz) > rounding * planarLongest) {
      findings.add(Defect.SLANTED_WALLS, () -> place(f));
    }
  }

  /** Whether a face lies level at the elevation of the top and looks down. */
  private boolean isTop(int a, int b, int c, double nz) {
    double top = domain.top();
    return xyz[a + 2] == top && xyz[b + 2] == top && xyz[c + 2] == top && nz < 0;
  }

  /** Whether a face stands on the domain's boundary. */
  private boolean isOnBoundary(int a, int b, int c) {
    return domain.onBoundary(xyz[a], xyz[a + 1], xyz[b], xyz[b + 1])
        && domain.onBoundary(xyz[a], xyz[a + 1], xyz[c], xyz[c + 1]);
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
      if (!isAllShared(f)) {
        byLowest.put(lowest(f), f);
      } else {
        outbox.face(name(corners[3 * f]), name(corners[3 * f + 1]), name(corners[3 * f + 2]), f);
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
    return isShared(corners[3 * f]) && isShared(corners[3 * f + 1]) && isShared(corners[3 * f + 2]);
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
    if (isShared(a) && isShared(b)) {
      outbox.edge(name(a), name(b), forward, backward, xyz, a, b);
    } else {
      rules.settle(xyz, a, b, forward, backward);
    }
  }

  private void countPlanarEdge(int a, int b, int forward, int backward) {
    int first = planarShared[a];
    int second = planarShared[b];
    if (first >= 0 && second >= 0) {
      outbox.planarEdge(name(first), name(second), forward, backward, xyz, first, second);
    } else {
      rules.settlePlanar(xyz, a, b, forward, backward);
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
