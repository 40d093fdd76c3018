package io.citymesh.report;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/** Paths and numbers as the user gives and reads them; ranges are checked by {@code option}. */
public final class OptionCheck {

  private OptionCheck() {}

  /**
   * Requires a path that Java can name, where it is one of this machine: without a UTF-8 locale it
   * has no names beyond ASCII. Paths with a scheme other than {@code file} are not looked at.
   *
   * @return the path
   * @throws UserError otherwise
   */
  public static String path(String option, String path) {
    boolean elsewhere = path.matches("(?i)(?!file:)[a-z][a-z0-9+.-]*:.*");
    try {
      if (!elsewhere) {
        Objects.requireNonNull(Path.of(path));
      }
      return path;
    } catch (InvalidPathException e) {
      String encoding = System.getProperty("sun.jnu.encoding", "");
      boolean nul = path.indexOf('\0') >= 0;
      throw new UserError(
          option
              + " "
              + path.replace('\0', '?')
              + (nul
                  ? ": a name cannot hold the character 0"
                  : ": Java cannot name it in the encoding "
                      + encoding
                      + " of this locale: start it in a UTF-8 locale, such as LC_ALL=C.UTF-8"),
          e);
    }
  }

  /** A number as a person writes it: {@code 40}, not {@code 40.0}. */
  public static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
