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
    boolean files = choices.patches().by() == PatchChoice.By.BUILDING && !choices.ascii();
    if (names.contains(StlFormat.NAME) && files && choices.closing().isEmpty()) {
      throw new UserError(
          "--patches building would make a file of stl for each building: give --ascii for one file"
              + " with a solid for each");
    }
    names = Formats.names().stream().filter(names::contains).toList();
  }

  /**
   * Requires that the mesh can be written in these formats.
   *
   * @param closed whether it is to be closed
   * @param filled whether it is to be filled with cells
   * @param columns that the buildings keep of the input
   * @throws UserError if one of them needs a closed mesh and it is open, or cells and it has none,
   *     or patches are made by another column
   */
  public void requireFor(boolean closed, boolean filled, List<String> columns) {
    String field = choices.patches().field();
    if (!field.isEmpty() && !columns.contains(field)) {
      throw new UserError(
          "--patch-field %s is a column that the buildings do not keep: give --keep-fields %s too"
              .formatted(field, field));
    }
    if (!filled && names.contains(OpenFoamFormat.NAME)) {
      throw new UserError(
          "--format openfoam is for a mesh that is filled with cells: give --volume too");
    }
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
