package io.citymesh.format;

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
      case FormatPart.WALL -> WALLS;
      case FormatPart.ROOF -> ROOFS;
      default -> GROUND;
    };
  }

  /** Its name in files. */
  @Override
  public String toString() {
    return text;
  }
}
