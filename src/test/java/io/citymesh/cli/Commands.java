package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Runs commands in this process. */
final class Commands {
  private Commands() {}

  /** Runs a command, which must end well. */
  static void succeed(String... args) {
    StringWriter words = new StringWriter();
    PrintWriter text = new PrintWriter(words, true);
    assertEquals(0, Main.execute(text, text, args), () -> List.of(args) + ": " + words);
  }
}
