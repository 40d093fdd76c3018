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
 * @param choices how they are written
 */
public record FormatOptions(List<String> names, FormatChoices choices) implements Serializable {
  /** No format, with the usual choices. */
  public static final FormatOptions NONE = of(new OptionValues());

  /** One format, with the usual choices. */
  public static FormatOptions of(String name) {
    return new FormatOptions(List.of(name), NONE.choices);
  }

  /**
   * The formats of these values.
   *
   * @throws UserError if there is no format of one of the names
   */
  public static FormatOptions of(OptionValues values) {
    return new FormatOptions(values.get(OptionTable.FORMAT), FormatChoices.of(values));
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

  /**
   * Requires that the mesh can be written in these formats.
   *
   * @param closed whether it is to be closed
   * @throws UserError if one of them needs a closed mesh and it is open
   */
  public void requireFor(boolean closed) {
    if (!closed && names.contains(SnappyFormat.NAME)) {
      throw new UserError(
          "--format snappy is for a closed mesh: give --close too, or --domain wind or round");
    }
  }

  /** The formats, in the order of {@link Formats#names}. */
  public List<Format> formats() {
    return names.stream().map(name -> Formats.named(name, choices)).toList();
  }
}
