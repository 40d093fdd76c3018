package io.citymesh.stitch;

/**
 * A sealed piece of the final mesh: the core of a tile, or a stitched seam. It never changes once
 * it is made.
 *
 * <p>A face names its corners by local index: {@code 0 ... n-1} are this part's own vertices, and
 * {@code n + j} is the foreign vertex {@code foreign[j]}, which another part owns.
 *
 * @param id the part's node in the stitching tree; parts are published in ascending order of it
 * @param kind core or seam
 * @param name unique in the run and fit for a file name, such as {@code core_12_-3}
 * @param vertices x, y, z of each own vertex, interleaved, metres: 3n
 * @param faces three corners per face, counter-clockwise seen from outside (from above): 3m
 * @param markers one per face: -2 ground, -1 halo, i wall of building i, N + i roof of building i
 * @param foreign for each foreign vertex {@code (long) part id << 32 | local index}
 */
public record Part(
    int id, Kind kind, String name, double[] vertices, int[] faces, int[] markers, long[] foreign) {

  /** What a part is a piece of. */
  public enum Kind {
    CORE,
    SEAM
  }

  /** How many vertices the part owns (n). */
  public int vertexCount() {
    return vertices.length / 3;
  }

  /** How many faces the part has (m). */
  public int faceCount() {
    return markers.length;
  }

  /** How much room its arrays take, bytes. */
  public long bytes() {
    return 8L * vertices.length + 4L * faces.length + 4L * markers.length + 8L * foreign.length;
  }

  /** The part that owns a foreign vertex. */
  public static int foreignPart(long foreign) {
    return (int) (foreign >>> 32);
  }

  /** The index of a foreign vertex among its owner's vertices. */
  public static int foreignIndex(long foreign) {
    return (int) foreign;
  }

  /** The name of a foreign vertex. */
  public static long foreign(int part, int index) {
    return ((long) part << 32) | (index & 0xFFFFFFFFL);
  }
}
