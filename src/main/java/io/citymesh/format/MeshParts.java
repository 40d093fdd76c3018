package io.citymesh.format;

import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The published mesh as a format knows it: some numbers a part.
 *
 * @param digest stands for the mesh
 * @param crs the CRS of all coordinates, such as {@code EPSG:28992}, or an empty text
 * @param bounds xmin, ymin, xmax, ymax of the domain, metres
 * @param buildings how many there are (N)
 * @param patches the surfaces that have names
 * @param enclosure what it encloses if it is closed
 * @param ids of the parts, ascending
 * @param numbers of the parts in vertex order, by their places in {@code ids}
 * @param files of the parts, relative to the output directory, in vertex order
 * @param vertexEnds vertices of the parts up to part i, and with it
 * @param faceEnds faces of the parts up to part i, and with it
 * @param surface which vertices of each part count, see {@link #ofSurface}; empty if all do
 */
public record MeshParts(
    String digest,
    String crs,
    double[] bounds,
    int buildings,
    Patches patches,
    Enclosure enclosure,
    long[] ids,
    int[] numbers,
    List<String> files,
    long[] vertexEnds,
    long[] faceEnds,
    List<SurfaceVertices> surface)
    implements Serializable {

  /** The most shares of parts in patches of buildings: the driver has some 30 bytes for each. */
  private static final long MOST_SHARES = 2_000_000;

  /** The parts of a manifest. */
  public static MeshParts of(Manifest manifest) {
    int count = manifest.parts().size();
    long[] vertices = new long[count];
    long[] faces = new long[count];
    for (int i = 0; i < count; i++) {
      Manifest.Part part = manifest.parts().get(i);
      vertices[i] = (i == 0 ? 0 : vertices[i - 1]) + part.vertices();
      faces[i] = (i == 0 ? 0 : faces[i - 1]) + part.faces();
    }
    List<Manifest.Part> byId =
        manifest.parts().stream().sorted(Comparator.comparingLong(Manifest.Part::id)).toList();
    Manifest.Extent b = manifest.bounds();
    return new MeshParts(
        manifest.digest(),
        manifest.crs(),
        new double[] {b.xmin(), b.ymin(), b.xmax(), b.ymax()},
        manifest.totals().buildings(),
        Patches.of(manifest.kinds()),
        Enclosure.of(manifest),
        byId.stream().mapToLong(Manifest.Part::id).toArray(),
        byId.stream().mapToInt(Manifest.Part::number).toArray(),
        manifest.parts().stream().map(Manifest.Part::file).toList(),
        vertices,
        faces,
        List.of());
  }

  /**
   * The parts of a manifest, with a patch for each building.
   *
   * @throws UserError if there are too many for the numbers that a layout needs of each part
   */
  public static MeshParts byBuilding(Manifest manifest) {
    int buildings = manifest.totals().buildings();
    if ((long) buildings * manifest.parts().size() > MOST_SHARES) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--patches building: %,d buildings in %,d parts are more than %,d shares: take obj"
                  + " alone, a --patch-field, or larger tiles",
              buildings,
              manifest.parts().size(),
              MOST_SHARES));
    }
    return of(manifest).with(Patches.byBuilding(manifest.kinds(), buildings));
  }

  /**
   * The parts of a manifest, with a patch for each value of a column.
   *
   * @param values as {@link BuildingPatches#value} has them, ascending, each once
   */
  public static MeshParts byField(Manifest manifest, String column, List<String> values) {
    return of(manifest).with(Patches.byField(manifest.kinds(), column, values));
  }

  private MeshParts with(Patches other) {
    return new MeshParts(
        digest,
        crs,
        bounds,
        buildings,
        other,
        enclosure,
        ids,
        numbers,
        files,
        vertexEnds,
        faceEnds,
        surface);
  }

  /**
   * The same with those vertices alone that the surface uses. A mesh that is filled with cells has
   * many more, most of them within the air.
   *
   * @param uses of the vertices of each part, by its number: all of {@link FormatPart#surfaceUses},
   *     put together by {@link #together}
   * @throws UserError if a part names a vertex that another does not share
   */
  public MeshParts ofSurface(Map<Integer, long[]> uses) {
    List<SurfaceVertices> used = new ArrayList<>();
    long[] ends = new long[count()];
    for (int p = 0; p < ends.length; p++) {
      used.add(new SurfaceVertices(uses.get(p), files.get(p)));
      ends[p] = (p == 0 ? 0 : ends[p - 1]) + used.get(p).count();
    }
    return new MeshParts(
        digest, crs, bounds, buildings, patches, enclosure, ids, numbers, files, ends, faceEnds,
        used);
  }

  /** The uses of a part's vertices by some parts and by others. */
  public static long[] together(long[] some, long[] others) {
    return SurfaceVertices.together(some, others);
  }

  /** Whether parts have vertices that a format of the surface can do without. */
  public boolean hasMoreThanSurface() {
    return enclosure.isFilled() && count() > 0 && !isOfSurface();
  }

  /** Whether the vertices are those of the surface alone. */
  boolean isOfSurface() {
    return !surface.isEmpty();
  }

  /** Whether the air above the surface is filled with cells. */
  public boolean isFilled() {
    return enclosure.isFilled();
  }

  /** How many parts there are. */
  public int count() {
    return files.size();
  }

  /** Vertices of all parts. */
  public long allVertices() {
    return vertexEnds.length == 0 ? 0 : vertexEnds[vertexEnds.length - 1];
  }

  /** Faces of all parts. */
  public long allFaces() {
    return faceEnds.length == 0 ? 0 : faceEnds[faceEnds.length - 1];
  }

  /** The global id of a part's first vertex. */
  public long vertexOffset(int part) {
    return part == 0 ? 0 : vertexEnds[part - 1];
  }

  /**
   * The global id of a vertex that another part names.
   *
   * @param part the id of the part that owns it
   * @param index its index in that part's file
   * @throws IOException if there is no such vertex
   */
  public long vertex(long part, long index) throws IOException {
    int at = Arrays.binarySearch(ids, part);
    if (at >= 0 && isOfSurface() && surface.get(numbers[at]).has(index)) {
      return vertexOffset(numbers[at]) + surface.get(numbers[at]).place(index);
    }
    if (at >= 0 && !isOfSurface() && index >= 0 && index < vertices(numbers[at])) {
      return vertexOffset(numbers[at]) + index;
    }
    throw new IOException("there is no vertex " + index + " of a part with the id " + part);
  }

  /**
   * The number of the part with an id.
   *
   * @throws IOException if there is none
   */
  int numberOf(long part) throws IOException {
    int at = Arrays.binarySearch(ids, part);
    if (at < 0) {
      throw new IOException("there is no part with the id " + part);
    }
    return numbers[at];
  }

  /** The global index of a part's first face. */
  public long faceOffset(int part) {
    return part == 0 ? 0 : faceEnds[part - 1];
  }

  /** Vertices of a part. */
  public int vertices(int part) {
    return Math.toIntExact(vertexEnds[part] - vertexOffset(part));
  }

  /** Faces of a part. */
  public int faces(int part) {
    return Math.toIntExact(faceEnds[part] - faceOffset(part));
  }

  /**
   * A point near the middle of the domain, whole metres, at elevation 0: coordinates about it keep
   * their angles in single precision.
   */
  public double[] localOrigin() {
    return new double[] {
      Math.floor(0.5 * (bounds[0] + bounds[2])), Math.floor(0.5 * (bounds[1] + bounds[3])), 0
    };
  }

  /** The local origin as three numbers with blanks between them. */
  String originAsText() {
    double[] origin = localOrigin();
    return String.format(
        Locale.ROOT, "%d %d %d", (long) origin[0], (long) origin[1], (long) origin[2]);
  }

  /** The CRS for a comment: on one line, and never empty. */
  String crsOnOneLine() {
    return crs.isBlank() ? "unknown" : crs.strip().replaceAll("\\s+", " ");
  }
}
