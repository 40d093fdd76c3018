/**
 * What the user is told: errors, progress, and what was built. Needs nothing but the JDK, so that
 * every other package can use it.
 *
 * <ol>
 *   <li>{@link io.citymesh.report.UserError} is the one exception for what the user can mend.
 *       Whatever else is thrown is a bug and keeps its trace.
 *   <li>{@link io.citymesh.report.OptionCheck} holds the plain checks of numbers, so that all
 *       options are refused in the same words.
 *   <li>{@link io.citymesh.report.Progress} hears of steps and of how much of them is done, and
 *       writes it to a terminal, to a file, or nowhere.
 * </ol>
 */
package io.citymesh.report;
