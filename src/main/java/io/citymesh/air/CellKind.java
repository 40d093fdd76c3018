package io.citymesh.air;

/** What shape a cell of the air has. */
public enum CellKind {
  /** Two triangles and three quadrilaterals: nearly all cells. */
  WEDGE,
  /** One quadrilateral and four triangles, beside a corner that lies higher. */
  PYRAMID,
  /** Four triangles, beside two corners that lie higher. */
  TET,
  /** A convex cell under an eave, where a side is divided or fronts are left out. */
  POLYHEDRON
}
