package io.citymesh.cli;

/** The exit codes of the process. */
final class ExitCode {
  /** All is well. */
  static final int COMPLETE = 0;

  /** The checked mesh breaks the geometry contract, or the inspected inputs cannot be built. */
  static final int BROKEN = 1;

  /** The user can mend it: an option, a path, an input. */
  static final int USER_ERROR = 2;

  /** The mesh is complete but for some failed tiles, which the manifest names. */
  static final int TILES_MISSING = 3;

  /** Anything else; the stack trace is on standard error. */
  static final int FAILED = 4;

  private ExitCode() {}
}
