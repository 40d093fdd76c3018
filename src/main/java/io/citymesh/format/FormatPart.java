package io.citymesh.format;

import io.citymesh.output.OutputDir;
import io.citymesh.store.Hdf5File;
import java.io.Closeable;
import java.io.IOException;

/**
 * A published part as formats need it. Each array is read when it is first asked for and kept until
 * the part is closed; nobody may change it. The only class that knows how parts lie in their files.
 */
public final class FormatPart implements Closeable {
  /** Ground that touches no building. */
  public static final int GROUND = 0;

  /** Ground that touches a building. */
  public static final int HALO = 1;

  /** Walls. */
  public static final int WALL = 2;

  /** Roofs. */
  public static final int ROOF = 3;

  private final MeshParts mesh;
  private final int number;
  private final Hdf5File file;
  private double[] vertices;
  private long[] faces;
  private int[] markers;

  private FormatPart(MeshParts mesh, int number, Hdf5File file) {
    this.mesh = mesh;
    this.number = number;
    this.file = file;
  }

  /** Takes what is wanted of a part. */
  @FunctionalInterface
  public interface Reader<T> {
    /** The part is open until this returns. */
    T readFrom(FormatPart part) throws IOException;
  }

  /**
   * Reads a part; of one on a remote file system a local copy, which is removed afterwards.
   *
   * @param out the output directory with the parts
   * @param number of the part, in vertex order
   */
  public static <T> T read(OutputDir out, MeshParts mesh, int number, Reader<T> reader)
      throws IOException {
    return out.readLocally(
        mesh.files().get(number),
        path -> {
          try (FormatPart part = new FormatPart(mesh, number, Hdf5File.open(path))) {
            return reader.readFrom(part);
          }
        });
  }

  /** The mesh that it is a part of. */
  public MeshParts mesh() {
    return mesh;
  }

  /** The global id of its first vertex. */
  public long vertexOffset() {
    return mesh.vertexOffset(number);
  }

  /** The global index of its first face. */
  public long faceOffset() {
    return mesh.faceOffset(number);
  }

  /** How many vertices it owns (n). */
  public int vertexCount() {
    return mesh.vertices(number);
  }

  /** How many faces it has (m). */
  public int faceCount() {
    return mesh.faces(number);
  }

  /** x, y, z of its own vertices, metres: 3n. */
  public double[] vertices() throws IOException {
    if (vertices == null) {
      vertices = file.doubles("vertices", 3);
      requireCount("vertices", vertices.length, 3 * vertexCount());
    }
    return vertices;
  }

  /** Global ids of the corners of its faces: 3m. */
  public long[] corners() throws IOException {
    if (faces == null) {
      faces = file.longs("faces", 3);
      requireCount("faces", faces.length, 3 * faceCount());
    }
    return faces;
  }

  /** Of each face -2 ground, -1 ground that touches a building, i wall and N + i roof of i: m. */
  public int[] markers() throws IOException {
    if (markers == null) {
      markers = file.ints("markers", 1);
      requireCount("markers", markers.length, faceCount());
    }
    return markers;
  }

  /** What each face is, {@link #GROUND} to {@link #ROOF}: m. */
  public byte[] kinds() throws IOException {
    int[] marker = markers();
    byte[] kinds = new byte[marker.length];
    for (int f = 0; f < kinds.length; f++) {
      int m = marker[f];
      kinds[f] = (byte) (m == -2 ? GROUND : m == -1 ? HALO : m < mesh.buildings() ? WALL : ROOF);
    }
    return kinds;
  }

  /** The index of the building that each face belongs to, or -1: m. */
  public int[] buildings() throws IOException {
    int[] marker = markers();
    int[] buildings = new int[marker.length];
    for (int f = 0; f < buildings.length; f++) {
      int m = marker[f];
      buildings[f] = m < 0 ? -1 : m < mesh.buildings() ? m : m - mesh.buildings();
    }
    return buildings;
  }

  private void requireCount(String what, int found, int expected) throws IOException {
    if (found != expected) {
      throw new IOException(
          "%s: has %d numbers of %s where the manifest says %d"
              .formatted(mesh.files().get(number), found, what, expected));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
