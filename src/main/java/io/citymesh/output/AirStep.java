package io.citymesh.output;

import io.citymesh.air.AirPart;
import io.citymesh.air.Rim;
import io.citymesh.stitch.Part;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A step for a mesh that is filled with cells: those of each part by themselves ({@link AirTally}).
 * The edges of its rim go to buckets, where {@link RimStep} brings parts together.
 *
 * <p>It holds the part and the lines of its air: about 100 bytes a face and 10 a vertex.
 */
final class AirStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  private static final long PER_FACE = 100;
  private static final long PER_VERTEX = 60;

  private final CheckedMesh mesh;
  private final VertexOwners owners;
  private final int buckets;

  AirStep(CheckedMesh mesh, VertexOwners owners, int buckets) {
    this.mesh = mesh;
    this.owners = owners;
    this.buckets = buckets;
  }

  @Override
  public String words() {
    return "checking cells";
  }

  @Override
  public long heap(int number) {
    return PER_FACE * owners.faces(number) + PER_VERTEX * owners.vertices(number);
  }

  @Override
  public void run(int number, List<Block> received, Post post) throws IOException {
    if (owners.isReadable(number)) {
      mesh.read(number, part -> check(number, part, post));
    }
  }

  private void check(int number, Hdf5File file, Post post) throws IOException {
    AirPart air;
    Part part;
    try {
      air = PartFile.air(file).orElseThrow(() -> new IOException("it holds no cells of the air"));
      part = PartFile.read(file, number);
    } catch (IOException e) {
      post.send(DRIVER, AirTally.unreadable(mesh.file(number) + ": " + e.getMessage()).bytes());
      return;
    }
    long[] foreign = mesh.foreignNames(part.foreign());
    long[] corners = new long[part.faces().length];
    for (int i = 0; i < corners.length; i++) {
      int corner = part.faces()[i];
      corners[i] =
          corner < part.vertexCount()
              ? CheckedMesh.vertexName(number, corner)
              : foreign[corner - part.vertexCount()];
    }
    post.send(DRIVER, AirTally.of(part, corners, air, levels(number, air)).bytes());
    Map<Integer, byte[]> rim = Rim.ask(air, number, 0, buckets);
    rim.forEach(post::send);
  }

  /** The levels of all lines as vertices of the mesh; one that no part has is like no other. */
  private long[] levels(int number, AirPart air) {
    long[] foreign = mesh.foreignNames(air.foreign());
    long[] names = new long[air.levels().z().length];
    for (int line = 0; line < air.lines(); line++) {
      int start = air.levels().start()[line];
      long first =
          line < air.owned() ? CheckedMesh.vertexName(number, start) : foreign[line - air.owned()];
      for (int v = start; v < air.levels().start()[line + 1]; v++) {
        names[v] = first + v - start;
      }
    }
    return names;
  }
}
