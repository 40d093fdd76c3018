package io.citymesh.stitch;

/**
 * A sealed piece of the final mesh: the core of a tile, or a stitched seam. It never changes once
 * it is made, and it knows nothing of the rest of the city: neither how many buildings there are
 * nor which number any of them has.
 *
 * <p>A face names its corners by local index: {@code 0 ... n-1} are this part's own vertices, and
 * {@code n + j} is foreign vertex j, which another part owns.
 *
 * @param node the part's node in the stitching tree of this run
 * @param id the part's place in the stitching tree ({@link io.citymesh.tile.StitchTree#id}): the
 *     same in every run over the same grid, whatever other tiles are halved
 * @param kind core or seam
 * @param name unique in the run and fit for a file name, such as {@code core_12_-3}
 * @param vertices x, y, z of each own vertex, interleaved, metres: 3n
 * @param faces three corners per face, counter-clockwise seen from the air: 3m
 * @param faceKinds what each face is, one of {@link FaceKind}: m
 * @param building of which building each face is a wall or a roof, as an index into {@code
 *     buildings}; -1 for all other faces: m
 * @param buildings the keys of the buildings that the faces name, ascending, each once
 * @param foreign id of the part that owns each foreign vertex, and the vertex's index there,
 *     interleaved: 2k
 * @param ghosts x, y, z of each foreign vertex, equal to its owner's to the last bit: 3k
 */
public record Part(
    int node,
    long id,
    Kind kind,
    String name,
    double[] vertices,
    int[] faces,
    byte[] faceKinds,
    int[] building,
    long[] buildings,
    long[] foreign,
    double[] ghosts) {

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
    return faceKinds.length;
  }

  /** How many vertices of other parts its faces use (k). */
  public int foreignCount() {
    return foreign.length / 2;
  }

  /** The id of the part that owns foreign vertex j. */
  public long foreignPart(int j) {
    return foreign[2 * j];
  }

  /** The index of foreign vertex j among its owner's vertices. */
  public int foreignIndex(int j) {
    return (int) foreign[2 * j + 1];
  }

  /** How much room its arrays take, bytes. */
  public long bytes() {
    return 8L * (vertices.length + buildings.length + foreign.length + ghosts.length)
        + 4L * (faces.length + building.length)
        + faceKinds.length;
  }
}
