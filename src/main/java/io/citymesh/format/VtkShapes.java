package io.citymesh.format;

import io.citymesh.air.CellKind;

/** Cells as VTK has them: the numbers of their types, and the order of their corners. */
final class VtkShapes {
  /** VTK's wedge has its lower triangle counter-clockwise seen from outside. */
  private static final int[] OF_WEDGE = {0, 2, 1, 3, 5, 4};

  private VtkShapes() {}

  /** The number of a cell's type. */
  static int type(CellKind kind) {
    return switch (kind) {
      case WEDGE -> 13;
      case PYRAMID -> 14;
      case TET -> 10;
      case POLYHEDRON -> 42;
    };
  }

  /** Which of the corners of {@link io.citymesh.air.Column#corners} is VTK's i-th. */
  static int corner(CellKind kind, int i) {
    return kind == CellKind.WEDGE ? OF_WEDGE[i] : i;
  }
}
