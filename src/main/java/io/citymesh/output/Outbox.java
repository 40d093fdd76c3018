package io.citymesh.output;

import io.citymesh.output.Parcel.Kind;

/**
 * What a part cannot settle by itself, sorted into buckets by what it is: equal things of all parts
 * go to the same one.
 */
final class Outbox {
  /** Vertices of a part whose indices differ only in so many bits go to the same bucket. */
  private static final int TOGETHER = 8;

  /** By bucket; null if there is nothing for it. */
  private final Parcel[] parcels;

  /**
   * @param buckets how many there are
   */
  Outbox(int buckets) {
    parcels = new Parcel[buckets];
  }

  private void put(long hash, Kind kind, long... row) {
    int bucket = (int) Long.remainderUnsigned(VertexIndex.mix(hash), parcels.length);
    if (parcels[bucket] == null) {
      parcels[bucket] = new Parcel();
    }
    parcels[bucket].add(kind, row);
  }

  /** An edge that has been judged: an open one. */
  void open(int part, double ax, double ay, double az, double bx, double by, double bz) {
    put(
        part,
        Kind.OPEN_EDGE,
        Parcel.bits(ax),
        Parcel.bits(ay),
        Parcel.bits(az),
        Parcel.bits(bx),
        Parcel.bits(by),
        Parcel.bits(bz));
  }

  /** A vertex that others may have too. */
  void vertex(double[] xyz, int v) {
    long x = Parcel.bits(xyz[3 * v]);
    long y = Parcel.bits(xyz[3 * v + 1]);
    put(VertexIndex.mix(x) + y, Kind.VERTEX, x, y, Parcel.bits(xyz[3 * v + 2]));
  }

  /**
   * Roof faces of a building.
   *
   * @param told the height that its first face in the part tells
   * @param first this face
   * @param height of the faces, or NaN
   * @param faces how many they are
   * @param face the first of them, with a corner at x, y, z
   */
  void roof(
      long key,
      double told,
      int first,
      double height,
      int faces,
      int face,
      double x,
      double y,
      double z) {
    put(
        key,
        Kind.ROOF,
        key,
        Parcel.bits(told),
        first,
        Parcel.bits(height),
        faces,
        face,
        Parcel.bits(x),
        Parcel.bits(y),
        Parcel.bits(z));
  }

  /** A face whose vertices are all shared, by their names. */
  void face(long a, long b, long c, int face) {
    long low = Math.min(a, Math.min(b, c));
    long high = Math.max(a, Math.max(b, c));
    put(low >>> TOGETHER, Kind.FACE, low, a ^ b ^ c ^ low ^ high, high, face);
  }

  /** An edge between shared vertices, by their names and their places in an array. */
  void edge(long a, long b, int forward, int backward, double[] xyz, int i, int j) {
    if (a > b) {
      edge(b, a, backward, forward, xyz, j, i);
    } else if (forward == 1 && backward == 1) {
      put(a >>> TOGETHER, Kind.WHOLE_EDGE, a, b);
    } else {
      put(
          a >>> TOGETHER,
          Kind.EDGE,
          a,
          b,
          forward,
          backward,
          Parcel.bits(xyz[3 * i]),
          Parcel.bits(xyz[3 * i + 1]),
          Parcel.bits(xyz[3 * i + 2]),
          Parcel.bits(xyz[3 * j]),
          Parcel.bits(xyz[3 * j + 1]),
          Parcel.bits(xyz[3 * j + 2]));
    }
  }

  /**
   * An edge of planar faces between shared vertices, by their names and their places in an array.
   * It is known by where its ends lie; an end whose coordinates are no numbers, by its name.
   */
  void planarEdge(long a, long b, int forward, int backward, double[] xyz, int i, int j) {
    boolean named = isNan(xyz, i);
    long ax = Parcel.bits(named ? Double.NaN : xyz[3 * i]);
    long ay = named ? a : Parcel.bits(xyz[3 * i + 1]);
    boolean otherNamed = isNan(xyz, j);
    long bx = Parcel.bits(otherNamed ? Double.NaN : xyz[3 * j]);
    long by = otherNamed ? b : Parcel.bits(xyz[3 * j + 1]);
    if (ax > bx || ax == bx && ay > by) {
      planarEdge(b, a, backward, forward, xyz, j, i);
    } else if (forward == 1 && backward == 1) {
      put(VertexIndex.mix(ax) + ay, Kind.WHOLE_PLANAR_EDGE, ax, ay, bx, by);
    } else {
      put(
          VertexIndex.mix(ax) + ay,
          Kind.PLANAR_EDGE,
          ax,
          ay,
          bx,
          by,
          forward,
          backward,
          Parcel.bits(xyz[3 * i + 2]),
          Parcel.bits(xyz[3 * j + 2]));
    }
  }

  /**
   * An edge of a closed surface with one face in the part, by the names of its ends.
   *
   * @param piece the first face of the piece of the part that it belongs to
   */
  void shellEdge(long a, long b, int piece) {
    put(Math.min(a, b) >>> TOGETHER, Kind.SHELL_EDGE, Math.min(a, b), Math.max(a, b), piece);
  }

  private static boolean isNan(double[] xyz, int v) {
    return Double.isNaN(xyz[3 * v]) || Double.isNaN(xyz[3 * v + 1]);
  }

  /** Sends what there is. */
  void send(CheckStep.Post post) {
    for (int bucket = 0; bucket < parcels.length; bucket++) {
      if (parcels[bucket] != null) {
        post.send(bucket, parcels[bucket].bytes());
        parcels[bucket] = null;
      }
    }
  }
}
