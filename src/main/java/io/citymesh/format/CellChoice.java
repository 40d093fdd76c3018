package io.citymesh.format;

/** The shapes of cells in formats that take more than one kind. */
public enum CellChoice {
  /** The cells as they are: wedges, pyramids, tets and polyhedra. */
  MIXED,
  /** Each cell divided into tets. */
  TETS
}
