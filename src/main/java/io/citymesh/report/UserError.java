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

  /**
   * @param message one line: what is wrong, where, and the remedy
   */
  public UserError(String message) {
    super(message);
  }

  /**
   * @param message one line: what is wrong, where, and the remedy
   * @param cause what was thrown below
   */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
