/**
 * The options of a run, each said once, in {@link io.citymesh.option.OptionTable}: its name, kind
 * of value, range, default, words, group and effect. From this table come
 *
 * <ol>
 *   <li>the command line and its help ({@code cli.OptionArguments}),
 *   <li>the values of {@code CityMesh.Builder}, by its typed methods or by name and text,
 *   <li>the options of Spark's data source and the parameters of procedures ({@code sql}),
 *   <li>the options of a manifest ({@link io.citymesh.option.OptionValues#byName}),
 *   <li>completion, manual page and the module for Python of a release ({@code cli.Distribution}),
 *   <li>the options in {@code src/docs/options.md} ({@link
 *       io.citymesh.option.OptionTable#markdown}),
 *   <li>what is said of a wrong value, whichever way it came ({@link
 *       io.citymesh.option.Option#checked}),
 *   <li>which options the keys of kept parts must hold ({@link io.citymesh.option.Effect}).
 * </ol>
 *
 * <p>To add an option:
 *
 * <ol>
 *   <li>one entry in {@link io.citymesh.option.OptionTable}, where the help is to show it;
 *   <li>a component of the record that uses it ({@code CityInput}, {@code CleaningOptions}, {@code
 *       MeshOptions}, {@code RunOptions}, {@code OutputOptions}), which the record's method {@code
 *       of(OptionValues)} fills, and whose constructor calls {@code checked};
 *   <li>a typed method of {@code CityMesh.Builder}, of the option's name;
 *   <li>a value in {@code cli.OptionTableTest}, which then tests all of the above, and the lines
 *       that {@code ReadmeTest} prints for that page.
 * </ol>
 *
 * <p>An option of a command that builds nothing needs the entry alone: the command lists it among
 * its options and asks the values that it is given.
 *
 * <p>The package needs {@code report} and the JDK, so that every other package can use it. What two
 * options mean together (a tile is at least so large for triangles of this size) is checked by the
 * record that has both.
 */
package io.citymesh.option;
