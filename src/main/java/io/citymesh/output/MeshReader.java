package io.citymesh.output;

import io.citymesh.air.AirPart;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Markers;
import io.citymesh.stitch.Part;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a published mesh, part by part: what other programs need to know about the files.
 *
 * <p>Vertex i of a part is vertex {@code vertexOffset + i} of the whole mesh. A corner of a face is
 * one of the part's own vertices or a foreign one, which is named by the id of the part that owns
 * it and its index there. Not thread-safe; it holds nothing of a part.
 */
public final class MeshReader implements Closeable {
  private final PublishedMesh mesh;
  private final Map<Long, Manifest.Part> byId = new HashMap<>();

  /**
   * Opens the mesh in an output directory.
   *
   * @throws io.citymesh.report.UserError if it holds no manifest
   */
  public MeshReader(OutputDir directory) throws IOException {
    this(directory, ManifestFile.read(directory));
  }

  /** Opens a mesh whose manifest is known already. */
  public MeshReader(OutputDir directory, Manifest manifest) throws IOException {
    mesh = new PublishedMesh(directory, manifest);
    for (Manifest.Part part : manifest().parts()) {
      byId.put(part.id(), part);
    }
  }

  /** Counts, names and places of the parts, in vertex order. */
  public Manifest manifest() {
    return mesh.manifest();
  }

  /**
   * Reads a part.
   *
   * @param number its place in the manifest, 0 or more
   * @throws IOException if its file is damaged, or does not have the manifest's counts
   */
  public Part part(int number) throws IOException {
    Manifest.Part entry = manifest().parts().get(number);
    try (Hdf5File file = mesh.part(number)) {
      Part part = PartFile.read(file, number);
      if (part.vertexCount() != entry.vertices() || part.faceCount() != entry.faces()) {
        throw new IOException(entry.file() + ": does not have the counts that the manifest says");
      }
      return part;
    }
  }

  /**
   * Reads the air above a part; empty if it has none.
   *
   * @param number its place in the manifest
   * @throws IOException if its file is damaged, or does not have the manifest's counts
   */
  public Optional<AirPart> air(int number) throws IOException {
    Manifest.Part entry = manifest().parts().get(number);
    try (Hdf5File file = mesh.part(number)) {
      Optional<AirPart> air = PartFile.air(file);
      if (air.isPresent() && air.get().ownVertices() != entry.vertices()) {
        throw new IOException(entry.file() + ": does not have the counts that the manifest says");
      }
      return air;
    }
  }

  /**
   * The levels of all lines of a part's air as vertices of the whole mesh, in their order.
   *
   * @param number its place in the manifest
   * @throws IOException if a line belongs to a part that there is not
   */
  public long[] globalLevels(int number, AirPart air) throws IOException {
    long[] ids = new long[air.levels().z().length];
    for (int line = 0; line < air.lines(); line++) {
      int first = air.firstVertex(line);
      int count = air.levels().count(line);
      Manifest.Part owner =
          line < air.owned() ? manifest().parts().get(number) : byId.get(air.owner(line));
      if (owner == null || first + (long) count > owner.vertices()) {
        throw new IOException("part " + number + ": has a line that no part has");
      }
      for (int k = 0; k < count; k++) {
        ids[air.levels().start()[line] + k] = owner.vertexOffset() + first + k;
      }
    }
    return ids;
  }

  /**
   * The corners of a part's faces as vertices of the whole mesh: 3m.
   *
   * @param number its place in the manifest
   * @throws IOException if a vertex belongs to a part that there is not
   */
  public long[] globalFaces(int number, Part part) throws IOException {
    long[] foreign = new long[part.foreignCount()];
    for (int j = 0; j < foreign.length; j++) {
      Manifest.Part owner = byId.get(part.foreignPart(j));
      if (owner == null || part.foreignIndex(j) < 0 || part.foreignIndex(j) >= owner.vertices()) {
        throw new IOException(part.name() + ": names a vertex that no part has");
      }
      foreign[j] = owner.vertexOffset() + part.foreignIndex(j);
    }
    long offset = manifest().parts().get(number).vertexOffset();
    int own = part.vertexCount();
    return Arrays.stream(part.faces())
        .mapToLong(corner -> corner < own ? offset + corner : foreign[corner - own])
        .toArray();
  }

  /**
   * The markers of a part's faces: -2 ground, -1 ground that touches a building, i a wall and N + i
   * a roof of building i of N; of a closed mesh -3 top, -4 inlet, -5 outlet, from -6 down other
   * sides.
   *
   * @param numbers of the city's buildings
   * @throws IOException if a building is not among them, or there can be no face as one says it is
   */
  public static int[] markers(Part part, BuildingNumbers numbers) throws IOException {
    int[] indices = new int[part.buildings().length];
    for (int b = 0; b < indices.length; b++) {
      indices[b] = numbers.of(part.buildings()[b]);
    }
    int[] markers = new int[part.faceCount()];
    for (int f = 0; f < markers.length; f++) {
      int building = part.building()[f];
      if (!FaceKind.fits(part.faceKinds()[f], building)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: face %d has the kind %d and the building %d",
                part.name(),
                f,
                part.faceKinds()[f],
                building));
      }
      int i = building < 0 ? -1 : indices[building];
      markers[f] = Markers.of(part.faceKinds()[f], i, numbers.count());
    }
    return markers;
  }

  @Override
  public void close() throws IOException {
    mesh.close();
  }
}
