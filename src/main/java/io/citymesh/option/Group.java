package io.citymesh.option;

/** What an option is about; the help and the page of options show the options in these groups. */
public enum Group {
  /** What is read. */
  INPUT("Input"),
  /** What is meshed, the ground at its end, and whether it is closed. */
  DOMAIN("Domain"),
  /** How footprints become buildings. */
  BUILDINGS("Buildings"),
  /** The size and the quality of triangles. */
  TRIANGLES("Triangles"),
  /** What is written. */
  OUTPUT("Output"),
  /** How the work is divided, and what it may take. */
  TILES("Tiles and machine"),
  /** What a command does around a run: not an option of the run, not in the manifest. */
  COMMAND("Command");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  /** As people read it. */
  public String title() {
    return title;
  }
}
