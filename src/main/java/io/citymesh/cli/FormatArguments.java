package io.citymesh.cli;

import io.citymesh.format.FormatOptions;
import io.citymesh.format.Formats;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say in which formats a mesh is written. */
final class FormatArguments {
  @Option(
      names = "--format",
      paramLabel = "NAME",
      split = ",",
      description = "write the mesh as one of ${COMPLETION-CANDIDATES}; may be repeated",
      completionCandidates = Names.class)
  List<String> formats = new ArrayList<>();

  @Option(
      names = "--group-by",
      paramLabel = "surface|building",
      defaultValue = "surface",
      description = "what the groups of an obj file are (default: ${DEFAULT-VALUE})")
  String groupBy;

  @Option(names = "--ascii", description = "write stl as text, with a solid for each patch")
  boolean ascii;

  /** What picocli shows in place of the candidates. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Formats.names());
    }
  }

  /** All names there are. */
  static String names() {
    return String.join(", ", Formats.names());
  }

  FormatOptions options() {
    return new FormatOptions(formats, FormatOptions.GroupBy.of(groupBy), ascii);
  }
}
