package io.citymesh.output;

import java.util.Locale;

/** The ways in which a published mesh can break the geometry contract, each counted by itself. */
public enum Defect {
  /** A part that is absent, truncated or changed; its faces and vertices are missing below. */
  UNREADABLE_PARTS("parts that cannot be read"),
  /** A count, offset, area or digest in the manifest that is not that of the files. */
  MANIFEST_MISMATCHES("counts, offsets, areas or digests that differ from the files"),
  /** An angle or a number of triangles in the manifest that is not that of the files. */
  QUALITY_MISMATCHES("angles or numbers of triangles that differ from the files"),
  /** A face that names a vertex twice; it is left out of the other checks. */
  REPEATED_VERTICES("faces with the same vertex twice"),
  /** A face that names a vertex that no readable part has; left out of the other checks. */
  UNKNOWN_VERTICES("faces with a vertex that does not exist"),
  /** A foreign vertex whose coordinates in the part differ from its owner's, be it by a bit. */
  GHOST_MISMATCHES("ghosts that differ from the vertex that they stand for"),
  /** A coordinate that is infinite or not a number. */
  NON_FINITE_VERTICES("vertices with an infinite or undefined coordinate"),
  /** A face that is thinner than the rounding of its coordinates. */
  ZERO_AREA_FACES("faces without area"),
  /** A face with the same three vertices as an earlier one. */
  DUPLICATE_FACES("faces that occur twice"),
  /** A vertex with exactly the coordinates of an earlier one. */
  DUPLICATE_VERTICES("vertices that occur twice"),
  /** A vertex that no face uses. */
  UNUSED_VERTICES("vertices without a face"),
  /**
   * An edge with one face that does not lie around a failed tile; nor, if the mesh is open, on the
   * domain's boundary.
   */
  OPEN_EDGES("edges with one face inside the domain"),
  /** An edge with more than two faces. */
  NON_MANIFOLD_EDGES("edges with more than two faces"),
  /** An edge that both its faces traverse in the same direction. */
  MISORIENTED_EDGES("edges whose faces disagree about the outside"),
  /** A vertex within a micrometre of the open interior of an edge that has one face. */
  T_JUNCTIONS("vertices on the inside of an open edge"),
  /** A ground or roof face whose normal points down. */
  DOWNWARD_FACES("ground or roof faces that point down"),
  /** A ground or roof face that is vertical. */
  UPRIGHT_FACES("ground or roof faces that are vertical"),
  /** A wall face that is not vertical. */
  SLANTED_WALLS("wall faces that are not vertical"),
  /** 1 if the ground and roof triangles' planar areas do not add up to the domain's area. */
  COVERAGE_GAPS("planar area that is not the domain's area"),
  /** A planar edge without exactly two planar triangles, one on each side. */
  PLANAR_EDGES("planar edges without a triangle on each side"),
  /** A kind that there is not, or a building that the kind does not have or the part does not. */
  UNKNOWN_KINDS("faces with a kind or a building out of range"),
  /** A ground face of kind 1 that touches no wall, or of kind 0 that does. */
  WRONG_HALOS("ground faces with the wrong one of the kinds 0 and 1"),
  /** A face of the top off its elevation, or of a side that is off the domain's boundary. */
  MISPLACED_PATCHES("faces of the top or the sides in the wrong place"),
  /** A piece of a closed mesh that no edge joins to the others. */
  UNCONNECTED_SHELLS("shells of a closed mesh more than one"),
  /**
   * Of a mesh that is filled with cells: columns that do not meet face to face, in a part or
   * between two; kinds of faces that cells and surface do not share; a cell without volume; volumes
   * that do not add up; a part whose cells cannot be told.
   */
  CELL_FAULTS("faults of the cells above the surface"),
  /** A roof face at another height than an earlier one of its building. */
  UNEVEN_ROOFS("roof faces off their building's roof height");

  private final String meaning;

  Defect(String meaning) {
    this.meaning = meaning;
  }

  /** As it stands in the manifest's {@code topology}, such as {@code open_edges}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is counted, in plain words. */
  public String meaning() {
    return meaning;
  }
}
