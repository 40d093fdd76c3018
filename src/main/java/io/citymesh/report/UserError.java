package io.citymesh.report;

/**
 * Something that the user can mend: a missing file, an impossible option, inputs that do not fit
 * together.
 *
 * <p>The message is one line that says what is wrong, where, and what to do about it. The command
 * line prints it without a stack trace and ends with exit code 2. Anything that the user cannot
 * mend is a bug and is thrown as another exception, which keeps its trace.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 1500;

  /**
   * @param message one line: what is wrong, where, and the remedy
   */
  public UserError(String message) {
    super(oneLine(message));
  }

  /**
   * @param message one line: what is wrong, where, and the remedy
   * @param cause what was thrown below
   */
  public UserError(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /**
   * A text as it may stand on a terminal: lines are joined by semicolons, other control characters
   * become blanks, and what exceeds {@value #LONGEST} characters is left out. Names from files can
   * hold anything.
   */
  public static String oneLine(String text) {
    String line =
        String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST
        ? line
        : line.substring(0, LONGEST / 2) + " ... " + line.substring(line.length() - LONGEST / 2);
  }
}
