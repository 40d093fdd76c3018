package io.citymesh.format;

import io.citymesh.report.UserError;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All formats there are. */
public final class Formats {
  private static final Map<String, Function<FormatOptions, Format>> ALL = new LinkedHashMap<>();

  static {
    ALL.put(VtuFormat.NAME, options -> new VtuFormat());
    ALL.put(PlyFormat.NAME, options -> new PlyFormat());
  }

  private Formats() {}

  /** Their names, in a fixed order. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The format of a name.
   *
   * @throws UserError if there is none; it lists those there are
   */
  public static Format named(String name, FormatOptions options) {
    if (!ALL.containsKey(name)) {
      throw new UserError(
          "--format must be one of %s, not '%s'".formatted(String.join(", ", names()), name));
    }
    return ALL.get(name).apply(options);
  }

  /**
   * The formats of some names, each once, in the order of {@link #names}.
   *
   * @throws UserError if there is no format of one of the names
   */
  public static List<Format> named(Collection<String> wanted, FormatOptions options) {
    wanted.forEach(name -> named(name, options));
    return names().stream().filter(wanted::contains).map(name -> named(name, options)).toList();
  }
}
