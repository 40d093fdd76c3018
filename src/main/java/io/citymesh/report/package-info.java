/**
 * What the user is told: errors, progress, findings about inputs, and what was built.
 *
 * <p><b>Needs</b> nothing but the JDK, so that every other package can use it. <b>Guarantees</b>
 * that a message is one line without control characters, whatever the files hold that it quotes,
 * and that the same values give the same words and the same manifest, in the same order.
 *
 * <ol>
 *   <li>Errors. {@link io.citymesh.report.UserError} is the one exception for what the user can
 *       mend: what is wrong, where, and the remedy. Whatever else is thrown is a bug and keeps its
 *       trace. {@link io.citymesh.report.ReadFailure} finds the reason in the exceptions of
 *       readers, {@link io.citymesh.report.OptionCheck} refuses paths that Java cannot name, and
 *       writes numbers as people do.
 *   <li>Progress. {@link io.citymesh.report.Progress} receives the steps of a run and how much of
 *       each is done; {@link io.citymesh.report.ConsoleProgress} writes it to a terminal or a file.
 *   <li>Inputs. {@link io.citymesh.report.Inspection} is what {@code inspect} found: sections of
 *       facts, advice, and the obstacles for which {@code build} would refuse the inputs.
 *   <li>Results. {@link io.citymesh.report.Manifest} is the content of {@code manifest.json}:
 *       options, counts, parts, quality, areas, volumes, counters and digest. {@link
 *       io.citymesh.report.AreaReport} and {@link io.citymesh.report.VolumeReport} put its accounts
 *       into words, {@link io.citymesh.report.Summary} all of it into a few lines for a terminal.
 * </ol>
 *
 * <p>All types are immutable values, but for {@code ConsoleProgress}, which is thread-safe. Reading
 * and writing the manifest's file is for {@code output.ManifestFile}, which also checks it.
 */
package io.citymesh.report;
