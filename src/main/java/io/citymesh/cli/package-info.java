/**
 * The command line, a thin layer over {@link io.citymesh.CityMesh}: {@code build}, {@code inspect},
 * {@code export}, {@code check} and {@code demo}.
 *
 * <p><b>Needs</b> arguments, and a Spark master that is named by them, by {@code spark-submit} or
 * by {@code conf/citymesh-defaults.conf}. <b>Guarantees</b> that a mistake of the user costs one
 * line and exit code 2, that any other failure keeps its stack trace, that results alone go to
 * standard output (progress, logs and errors go to standard error), and that nothing but {@link
 * io.citymesh.cli.Main} ends the process, with a code of {@code ExitCode}.
 *
 * <ol>
 *   <li>{@code PrivateFolder} becomes the folder of temporary files, which only the user may enter.
 *   <li>picocli splits the arguments. {@code OptionArguments} tells it the options of a command,
 *       which are entries of {@link io.citymesh.option.OptionTable}, and reads their values.
 *   <li>{@code Preflight} looks for files of this machine: a mistyped path costs no start of Spark.
 *   <li>{@code SparkSessions} opens a session: in this process, or the one that {@code
 *       spark-submit} has prepared; {@code SparkLog} holds Spark's warnings back, for a line each
 *       at the end, or all of them if the run fails.
 *   <li>The command ({@code BuildCommand} and so on) calls the public API and turns the result into
 *       text and an exit code.
 * </ol>
 *
 * <p>{@code Distribution} is a program of the build: it writes what a release has beside the jar,
 * completion, manual page and the module for Python.
 *
 * <p>{@link io.citymesh.cli.DemoCity}, with its blocks and hills, makes up the city of {@code
 * demo}, of tests and of benchmarks: the same arguments give the same bytes. {@link
 * io.citymesh.cli.GeneratedCity} does so for one of any size, block by block.
 */
package io.citymesh.cli;
