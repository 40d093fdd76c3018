package io.citymesh.report;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why a file cannot be read, in words for the user: what the file system says. What a library says
 * of a damaged file is about its own insides, and helps nobody.
 */
public final class ReadFailure {
  private ReadFailure() {}

  /**
   * The reason in brackets, behind a blank, such as {@code " (Permission denied)"}; empty if it is
   * the file's content.
   */
  public static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof NoSuchFileException) {
      return " (there is no such file)";
    }
    if (root instanceof AccessDeniedException) {
      return " (permission denied)";
    }
    if (root instanceof EOFException) {
      return " (it ends too early)";
    }
    boolean ofTheSystem =
        root.getClass() == IOException.class
            || root instanceof FileSystemException
            || root instanceof FileNotFoundException
            || root.getClass().getName().startsWith("org.apache.hadoop.");
    return ofTheSystem && root.getMessage() != null ? " (" + root.getMessage() + ")" : "";
  }
}
