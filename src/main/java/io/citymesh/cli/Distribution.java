package io.citymesh.cli;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;

/**
 * What a release has beside the jar and follows from the commands and the table of options: it is
 * made by the build, so that nobody has to keep it true.
 *
 * <ul>
 *   <li>{@code completion/citymesh}: for bash, to be sourced, or put where bash looks for it;
 *   <li>{@code man/man1/citymesh.1}: the page of {@code man citymesh};
 *   <li>{@code python/}: the module {@code citymesh}, whose options are those of the table.
 * </ul>
 */
final class Distribution {
  private Distribution() {}

  /**
   * Writes them.
   *
   * @param args the folder of the module's sources, and the folder to write to
   * @throws UserError if these are not two
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new UserError("name the folder of the Python module, and one to write to");
    }
    write(Path.of(args[0]), Path.of(args[1]));
  }

  /**
   * Writes them.
   *
   * @param module the folder of the Python module's sources
   * @param folder is made; files of the same names are replaced
   */
  static void write(Path module, Path folder) throws IOException {
    put(folder.resolve("completion/citymesh"), AutoComplete.bash("citymesh", Main.commandLine()));
    put(folder.resolve("man/man1/citymesh.1"), ManPage.of(Main.commandLine()));
    Path python = folder.resolve("python");
    for (String file : List.of("pyproject.toml", "citymesh/__init__.py", "citymesh/py.typed")) {
      put(python.resolve(file), Files.readString(module.resolve(file)));
    }
    put(python.resolve("citymesh/options.py"), PythonOptions.text());
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
