/**
 * The command line: {@code build}, {@code check} and {@code demo}, a thin layer over {@link
 * io.citymesh.CityMesh}.
 *
 * <p>It guarantees that a mistake of the user costs one line and exit code 2, that any other
 * failure keeps its stack trace, and that nothing but {@link io.citymesh.cli.Main} ends the
 * process.
 *
 * <ol>
 *   <li>picocli reads the arguments; what can be told wrong without Spark is told before it starts.
 *   <li>{@link io.citymesh.cli.SparkSessions} opens a session: in this process, or what {@code
 *       spark-submit} has prepared.
 *   <li>The command calls the public API and turns the result into text and an exit code.
 * </ol>
 *
 * <p>Results go to standard output; progress, logs and errors to standard error.
 */
package io.citymesh.cli;
