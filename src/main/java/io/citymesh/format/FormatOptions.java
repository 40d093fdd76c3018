package io.citymesh.format;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
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
  public static final FormatOptions NONE = of(new OptionValues());

  /** One format, with the usual choices. */
  public static FormatOptions of(String name) {
    return new FormatOptions(List.of(name), NONE.groupBy, NONE.ascii);
  }

  /**
   * The formats of these values.
   *
   * @throws UserError if there is no format of one of the names
   */
  public static FormatOptions of(OptionValues values) {
    return new FormatOptions(
        values.get(OptionTable.FORMAT),
        values.choice(OptionTable.GROUP_BY, GroupBy.class),
        values.get(OptionTable.ASCII));
  }

  /** What makes a group of faces. */
  public enum GroupBy {
    /** Ground, walls and roofs. */
    SURFACE,
    /** The ground, and each building. */
    BUILDING
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
