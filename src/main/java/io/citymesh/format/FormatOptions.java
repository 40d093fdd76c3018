package io.citymesh.format;

import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * In which formats a mesh is written, and how, where there is a choice.
 *
 * @param names of the formats, each once, in the order of {@link Formats#names}
 * @param choices how they are written
 */
public record FormatOptions(List<String> names, FormatChoices choices) implements Serializable {
  private static final Map<Option<?>, List<String>> HEEDED = heeded();

  /** Formats of meshes that hold no cells; {@code snappy} makes some of its own. */
  private static final Set<String> SURFACES =
      Set.of(
          ObjFormat.NAME,
          StlFormat.NAME,
          PlyFormat.NAME,
          GlbFormat.NAME,
          TilesetFormat.NAME,
          CityJsonFormat.NAME);

  /** No format, with the usual choices. */
  public static final FormatOptions NONE = of(new OptionValues());

  /** One format, with the usual choices. */
  public static FormatOptions of(String name) {
    return new FormatOptions(List.of(name), NONE.choices);
  }

  /**
   * The formats of these values.
   *
   * @throws UserError if there is no format of one of the names, or a choice means nothing to any
   */
  public static FormatOptions of(OptionValues values) {
    FormatOptions options =
        new FormatOptions(values.get(OptionTable.FORMAT), FormatChoices.of(values));
    HEEDED.forEach((option, heeding) -> options.requireOneOf(heeding, option, values));
    return options;
  }

  /** The options that say how some formats are written, and which formats these are. */
  private static Map<Option<?>, List<String>> heeded() {
    List<String> patched =
        List.of(ObjFormat.NAME, StlFormat.NAME, MshFormat.NAME, SnappyFormat.NAME);
    List<String> solid = List.of(ObjFormat.NAME, StlFormat.NAME);
    List<String> cases = List.of(SnappyFormat.NAME, OpenFoamFormat.NAME);
    Map<Option<?>, List<String>> heeded = new LinkedHashMap<>();
    heeded.put(OptionTable.PATCHES, patched);
    heeded.put(OptionTable.PATCH_FIELD, patched);
    heeded.put(OptionTable.ASCII, List.of(StlFormat.NAME));
    heeded.put(OptionTable.QUANTIZE, List.of(GlbFormat.NAME, TilesetFormat.NAME));
    heeded.put(OptionTable.BASE_FACES, solid);
    heeded.put(OptionTable.SOLIDS, solid);
    heeded.put(OptionTable.RASTER_CELL, List.of(TifFormat.NAME));
    heeded.put(
        OptionTable.CELLS,
        List.of(VtuFormat.NAME, VtkHdfFormat.NAME, XdmfFormat.NAME, MshFormat.NAME));
    heeded.put(OptionTable.WIND_SPEED, cases);
    heeded.put(OptionTable.ROUGHNESS, cases);
    return heeded;
  }

  /** The options that say how formats are written, in their usual order. */
  public static List<Option<?>> options() {
    return List.copyOf(HEEDED.keySet());
  }

  /** An option that says how these formats are written is not given to others. */
  private <T> void requireOneOf(List<String> heeding, Option<T> option, OptionValues values) {
    if (Collections.disjoint(names, heeding) && !values.find(option).equals(option.fallback())) {
      throw new UserError(
          option.flag()
              + " says how "
              + String.join(", ", heeding)
              + (heeding.size() == 1 ? " is" : " are")
              + " written: give --format with "
              + (heeding.size() == 1 ? "it" : "one of them")
              + ", or leave it out");
    }
  }

  /**
   * Takes each name once.
   *
   * @throws UserError if there is no format of one of the names, it lists those there are; or two
   *     choices say different things of the same files
   */
  public FormatOptions {
    names.forEach(Formats::require);
    if (choices.solids() && choices.baseFaces()) {
      throw new UserError(
          "--solids writes each building as a body that has its bottom, --base-faces one surface"
              + " with the bottoms added: leave one of them out");
    }
    boolean files = choices.patches().by() == PatchChoice.By.BUILDING && !choices.ascii();
    if (names.contains(StlFormat.NAME) && files && choices.closing().isEmpty()) {
      throw new UserError(
          "--patches building would make a file of stl for each building: give --ascii for one file"
              + " with a solid for each");
    }
    if (names.contains(OpenFoamFormat.NAME) && choices.cells() == CellChoice.TETS) {
      throw new UserError(
          "--cells tets is not for openfoam, which takes all cells as they are: write it by itself,"
              + " with citymesh export");
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
   *     or patches are made by another column; and what {@link #requireFor(boolean)} says
   */
  public void requireFor(boolean closed, boolean filled, List<String> columns) {
    String field = choices.patches().field();
    if (!field.isEmpty() && !columns.contains(field)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--patch-field %s is a column that the buildings do not keep: give --keep-fields %s"
                  + " too",
              field,
              field));
    }
    requireFor(filled);
    if (!filled && names.contains(OpenFoamFormat.NAME)) {
      throw new UserError(
          "--format openfoam is for a mesh that is filled with cells: give --volume too");
    }
    if (!closed && names.contains(SnappyFormat.NAME)) {
      throw new UserError(
          "--format snappy is for a closed mesh: give --close too, or --domain wind or round");
    }
  }

  /**
   * Requires that the mesh has the cells that are asked for, and that patches of buildings have a
   * format beside those of cells.
   *
   * @param filled whether it is filled with cells
   * @throws UserError if cells are to be tets and the mesh has none, or patches are of buildings in
   *     formats of cells alone
   */
  public void requireFor(boolean filled) {
    if (filled) {
      requirePatches();
    } else if (choices.cells() == CellChoice.TETS) {
      throw new UserError(
          "--cells tets is for a mesh that is filled with cells: build it with --volume");
    }
  }

  private void requirePatches() {
    List<String> surfaces = List.of(ObjFormat.NAME, StlFormat.NAME, SnappyFormat.NAME);
    if (choices.patches().ofBuildings() && Collections.disjoint(names, surfaces)) {
      throw new UserError(
          (choices.patches().field().isEmpty() ? "--patches building" : "--patch-field")
              + " divides walls and roofs of surfaces, and "
              + String.join(", ", names)
              + " holds cells: give --format with one of "
              + String.join(", ", surfaces)
              + ", or leave it out");
    }
  }

  /** What to know of a mesh that is filled with cells, if some of the formats hold none. */
  public Optional<String> noteOnCells() {
    List<String> surfaces = names.stream().filter(SURFACES::contains).toList();
    return surfaces.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s %s the surface without the cells, which vtu, vtkhdf, xdmf, msh and openfoam"
                    + " have",
                String.join(", ", surfaces),
                surfaces.size() == 1 ? "holds" : "hold"));
  }

  /** The formats, in the order of {@link Formats#names}. */
  public List<Format> formats() {
    return names.stream().map(name -> Formats.named(name, choices)).toList();
  }
}
