package io.citymesh.format;

import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Markers;
import io.citymesh.store.Hdf5File;
import java.io.Closeable;
import java.io.IOException;

/**
 * A published part as formats need it. Each array is read when it is first asked for and kept until
 * the part is closed; nobody may change it. The only class that knows how parts lie in their files.
 */
public final class FormatPart implements Closeable {
  private final OutputDir out;
  private final MeshParts mesh;
  private final int number;
  private final Hdf5File file;
  private double[] vertices;
  private double[] ghosts;
  private int[] faces;
  private long[] corners;
  private byte[] kinds;
  private int[] buildings;

  private FormatPart(OutputDir out, MeshParts mesh, int number, Hdf5File file) {
    this.out = out;
    this.mesh = mesh;
    this.number = number;
    this.file = file;
  }

  /** Reads arrays of a part. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads the part, which is open until this returns. */
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
          try (FormatPart part = new FormatPart(out, mesh, number, Hdf5File.open(path))) {
            return reader.readFrom(part);
          }
        });
  }

  /** The mesh that it is a part of. */
  public MeshParts mesh() {
    return mesh;
  }

  /** The output directory that it lies in. */
  OutputDir output() {
    return out;
  }

  /** Its place among the parts. */
  int number() {
    return number;
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

  /** x, y, z of the vertices of other parts that its faces use, metres: 3k. */
  public double[] ghosts() throws IOException {
    if (ghosts == null) {
      ghosts = file.doubles("ghosts", 3);
    }
    return ghosts;
  }

  /** Corners of its faces: 0 ... n - 1 its own vertices, n ... n + k - 1 the ghosts: 3m. */
  public int[] faces() throws IOException {
    if (faces == null) {
      int[] read = file.ints("faces", 3);
      requireCount("faces", read.length, 3 * faceCount());
      int all = vertexCount() + ghosts().length / 3;
      for (int corner : read) {
        if (corner < 0 || corner >= all) {
          throw new IOException(
              "%s: a face has the corner %d of %d"
                  .formatted(mesh.files().get(number), corner, all));
        }
      }
      faces = read;
    }
    return faces;
  }

  /** Global ids of the corners of its faces: 3m. */
  public long[] corners() throws IOException {
    if (corners == null) {
      long[] foreign = file.longs("foreign", 2);
      requireCount("foreign", foreign.length / 2, ghosts().length / 3);
      long[] ids = new long[foreign.length / 2];
      for (int j = 0; j < ids.length; j++) {
        ids[j] = mesh.vertex(foreign[2 * j], foreign[2 * j + 1]);
      }
      int[] local = faces();
      corners = new long[local.length];
      int own = vertexCount();
      for (int i = 0; i < local.length; i++) {
        corners[i] = local[i] < own ? vertexOffset() + local[i] : ids[local[i] - own];
      }
    }
    return corners;
  }

  /** Of each face -2 ground, -1 ground that touches a building, i wall and N + i roof of i: m. */
  public int[] markers() throws IOException {
    byte[] kind = kinds();
    int[] building = buildings();
    int[] markers = new int[kind.length];
    for (int f = 0; f < markers.length; f++) {
      markers[f] = Markers.of(kind[f], building[f], mesh.buildings());
    }
    return markers;
  }

  /** The kind of each face, see {@link FaceKind}: m. */
  public byte[] kinds() throws IOException {
    if (kinds == null) {
      byte[] read = file.bytes("kind", 1);
      requireCount("kind", read.length, faceCount());
      for (byte kind : read) {
        if (kind < FaceKind.GROUND || kind > FaceKind.ROOF) {
          throw new IOException(
              "%s: a face has the kind %d".formatted(mesh.files().get(number), kind));
        }
      }
      kinds = read;
    }
    return kinds;
  }

  /**
   * The index of the building that each face belongs to, or -1: m. Parts know buildings by key: the
   * first time that an executor is asked, it reads all keys of the city.
   */
  public int[] buildings() throws IOException {
    if (buildings == null) {
      int[] read = file.ints("building", 1);
      long[] keys = file.longs("buildings", 1);
      requireCount("building", read.length, faceCount());
      int[] indices = new int[keys.length];
      if (keys.length > 0) {
        BuildingNumbers numbers = BuildingNumbers.read(out, mesh.digest());
        for (int b = 0; b < keys.length; b++) {
          indices[b] = numbers.of(keys[b]);
        }
      }
      for (int f = 0; f < read.length; f++) {
        if (read[f] < -1 || read[f] >= keys.length) {
          throw new IOException(
              "%s: a face has the building %d of %d"
                  .formatted(mesh.files().get(number), read[f], keys.length));
        }
        if (!FaceKind.fits(kinds()[f], read[f])) {
          throw new IOException(
              "%s: a face has the kind %d and the building %d"
                  .formatted(mesh.files().get(number), kinds()[f], read[f]));
        }
        read[f] = read[f] < 0 ? -1 : indices[read[f]];
      }
      buildings = read;
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
