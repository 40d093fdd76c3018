package io.citymesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The code in pages for users, which tests run. */
public final class PageCode {
  private PageCode() {}

  /** The fenced blocks of a language, such as {@code sh}, in their order. */
  public static List<String> blocks(Path page, String language) throws IOException {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
