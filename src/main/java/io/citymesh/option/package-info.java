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
 *   <li>its use: mostly a component of the record that has it ({@code CityInput}, {@code
 *       CleaningOptions}, {@code MeshOptions}, {@code RunOptions}, {@code OutputOptions}), which
 *       the record's method {@code of(OptionValues)} fills.
 * </ol>
 *
 * <p>{@code cli.OptionTableTest} then tests all of the above, with a value that it finds for it;
 * {@code mvn test -Dtest=ReadmeTest -Dcitymesh.write-pages=true} writes the page of options.
 * Programs set it by {@code CityMesh.Builder.option}; a typed method is for what many need.
 *
 * <p>An option of a command that builds nothing needs the entry alone: the command lists it among
 * its options and asks the values that it is given.
 *
 * <p>The package needs {@code report} and the JDK, so that every other package can use it. What two
 * options mean together (a tile is at least so large for triangles of this size) is checked by the
 * record that has both.
 */
package io.citymesh.option;
