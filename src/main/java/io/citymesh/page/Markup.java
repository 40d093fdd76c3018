package io.citymesh.page;

import java.util.Locale;

/**
 * Text and figures as HTML. What comes from a user, a file or a folder's name goes through here.
 */
final class Markup {
  private Markup() {}

  /**
   * Text for an element or for an attribute in quotes.
   *
   * @param text may hold anything
   */
  static String escape(String text) {
    String plain = plain(text);
    StringBuilder escaped = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /**
   * The text with U+FFFD in place of what cannot be seen or changes what is around it: control
   * characters, half pairs of surrogates, and characters that turn the direction of writing.
   */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean space = c == '\n' || c == '\r' || c == '\t';
              boolean turning =
                  c >= 0x202a && c <= 0x202e
                      || c >= 0x2066 && c <= 0x2069
                      || c >>> 1 == 0x200e >>> 1;
              boolean hidden = Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff || turning;
              plain.appendCodePoint(space ? ' ' : hidden ? 0xfffd : c);
            });
    return plain.toString();
  }

  /** Plain text of at most so many characters, with three dots where it was cut. */
  static String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** A row of a table: the first cell names it. */
  static String row(String name, String... cells) {
    StringBuilder row = new StringBuilder("<tr><th scope=\"row\">" + name + "</th>");
    for (String cell : cells) {
      row.append(cell);
    }
    return row.append("</tr>\n").toString();
  }

  /** A cell with text. */
  static String cell(String text) {
    return "<td>" + escape(text) + "</td>";
  }

  /**
   * A cell with a figure of the manifest.
   *
   * @param path where the manifest has it, such as {@code totals.faces}
   */
  static String figure(String path, String text) {
    return "<td class=\"n\" data-figure=\"" + escape(path) + "\">" + escape(text) + "</td>";
  }

  /** A table that can be scrolled sideways by itself. */
  static String table(String caption, String rows, String... heads) {
    StringBuilder head = new StringBuilder();
    for (String name : heads) {
      head.append("<th scope=\"col\">").append(escape(name)).append("</th>");
    }
    return "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\""
        + escape(caption)
        + "\"><table><caption>"
        + escape(caption)
        + "</caption><thead><tr>"
        + head
        + "</tr></thead><tbody>\n"
        + rows
        + "</tbody></table></div>\n";
  }

  /** A list of texts. */
  static String list(Iterable<String> items) {
    StringBuilder list = new StringBuilder("<ul>\n");
    for (String item : items) {
      list.append("<li>").append(escape(item)).append("</li>\n");
    }
    return list.append("</ul>\n").toString();
  }

  /** A number with commas between thousands. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with commas between thousands and some digits after the point. */
  static String number(double number, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", number);
  }
}
