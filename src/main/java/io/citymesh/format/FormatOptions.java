package io.citymesh.format;

import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.List;

/**
 * In which formats a mesh is written, and how, where there is a choice.
 *
 * @param names of the formats, each once, in the order of {@link Formats#names}
 * @param groupBy what the groups of an {@code obj} file are
 * @param ascii whether {@code stl} is text, with a solid for each patch
 */
public record FormatOptions(List<String> names, GroupBy groupBy, boolean ascii)
    implements Serializable {
  /** No format, with the usual choices. */
  public static final FormatOptions NONE = new FormatOptions(List.of(), GroupBy.SURFACE, false);

  /** One format, with the usual choices. */
  public static FormatOptions of(String name) {
    return new FormatOptions(List.of(name), NONE.groupBy, NONE.ascii);
  }

  /** What makes a group of faces. */
  public enum GroupBy {
    /** Ground, walls and roofs. */
    SURFACE,
    /** The ground, and each building. */
    BUILDING;

    /**
     * The one of a name.
     *
     * @throws UserError for any other name
     */
    public static GroupBy of(String name) {
      return switch (name) {
        case "surface" -> SURFACE;
        case "building" -> BUILDING;
        default ->
            throw new UserError("--group-by must be surface or building, not '" + name + "'");
      };
    }

    /** As the user writes it. */
    @Override
    public String toString() {
      return this == SURFACE ? "surface" : "building";
    }
  }

  /**
   * Takes each name once.
   *
   * @throws UserError if there is no format of one of the names; it lists those there are
   */
  public FormatOptions {
    names.forEach(Formats::require);
    names = Formats.names().stream().filter(names::contains).toList();
  }

  /** The formats, in the order of {@link Formats#names}. */
  public List<Format> formats() {
    return names.stream().map(name -> Formats.named(name, this)).toList();
  }
}
