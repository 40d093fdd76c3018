package io.citymesh.format;

import io.citymesh.stitch.FaceKind;

/** The surfaces of a city, for formats that tell them apart by name. */
enum Patch {
  GROUND("ground"),
  WALLS("walls"),
  ROOFS("roofs");

  private final String text;

  Patch(String text) {
    this.text = text;
  }

  /** The patch of a face's kind. */
  static Patch of(byte kind) {
    return switch (kind) {
      case FaceKind.WALL -> WALLS;
      case FaceKind.ROOF -> ROOFS;
      default -> GROUND;
    };
  }

  /** Its name in files. */
  @Override
  public String toString() {
    return text;
  }
}
