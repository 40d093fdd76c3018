package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.source.util.JavacTask;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks of Java as they are in the repository: their code fits the Java API, and their
 * outputs are there. They are run by {@link NotebookIT}, where Jupyter is installed.
 */
class NotebookTest {
  /**
   * A notebook that has run.
   *
   * @param words that its outputs have
   */
  record Notebook(Path file, String out, List<String> words) {
    @Override
    public String toString() {
      return file.getFileName().toString();
    }
  }

  static List<Notebook> notebooks() {
    Path folder = Path.of("src/docs/notebook");
    return List.of(
        new Notebook(
            folder.resolve("city.ipynb"),
            "citymesh-notebook/city",
            List.of(
                "Nothing stands in the way of build.",
                "0 triangles below 25",
                "<th scope=\"row\">buildings</th><td>45</td>")),
        new Notebook(
            folder.resolve("change.ipynb"),
            "citymesh-notebook/changed",
            List.of(
                "\u001b[Kmeshing 81 tiles: 81/81 tiles, ", // Rewritten, and complete at the end.
                " s\n154 parts used again, 1 tile and 6 seams made",
                "[tower]|20.0|65.0|",
                "<th scope=\"row\">buildings</th><td>401</td>")));
  }

  /** What the kernel imports by itself. */
  private static final String KERNEL_IMPORTS = "import java.io.*; import java.util.*;\n";

  /** A notebook's cells of code. */
  static List<JsonNode> code(Path notebook) throws IOException {
    List<JsonNode> cells = new ArrayList<>();
    for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).get("cells")) {
      if (cell.get("cell_type").asText().equals("code")) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static String source(JsonNode cell) {
    StringBuilder text = new StringBuilder();
    cell.get("source").forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  /** All cells have run, in their order, to what is expected and to pictures. */
  static void assertComplete(Path notebook, List<String> words) throws IOException {
    StringBuilder text = new StringBuilder();
    List<BufferedImage> pictures = new ArrayList<>();
    int count = 0;
    for (JsonNode cell : code(notebook)) {
      assertEquals(++count, cell.get("execution_count").asInt(), "cell " + count);
      for (JsonNode output : cell.get("outputs")) {
        assertFalse(output.get("output_type").asText().equals("error"), output.toString());
        output.path("text").forEach(line -> text.append(line.asText()));
        output.path("data").path("text/html").forEach(line -> text.append(line.asText()));
        String png = output.path("data").path("image/png").asText();
        if (!png.isEmpty()) {
          pictures.add(picture(png));
        }
      }
    }
    Matcher inHtml = Pattern.compile("data:image/png;base64,([^\"]*)").matcher(text);
    while (inHtml.find()) {
      pictures.add(picture(inHtml.group(1)));
    }
    words.forEach(some -> assertTrue(text.indexOf(some) >= 0, "no " + some + " in " + text));
    assertEquals(2, pictures.size(), "pictures");
    for (BufferedImage picture : pictures) {
      Set<Integer> colours = new HashSet<>();
      for (int x = 0; x < picture.getWidth(); x++) {
        for (int y = 0; y < picture.getHeight(); y++) {
          colours.add(picture.getRGB(x, y));
        }
      }
      assertTrue(colours.size() > 100, "a picture of a city, not a blank: " + colours.size());
    }
  }

  private static BufferedImage picture(String base64) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void itIsCommittedWithItsOutputs(Notebook notebook) throws IOException {
    assertComplete(notebook.file, notebook.words);
  }

  /** Declarations become members of a class, all else initialisers, in the notebook's order. */
  @ParameterizedTest
  @MethodSource("notebooks")
  void itsCodeFitsTheApi(Notebook notebook) throws IOException {
    StringBuilder imports = new StringBuilder(KERNEL_IMPORTS);
    StringBuilder members = new StringBuilder();
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      for (JsonNode cell : code(notebook.file)) {
        for (Snippet snippet : snippets(shell.sourceCodeAnalysis(), source(cell))) {
          String text = snippet.source().strip();
          switch (snippet.kind()) {
            case IMPORT -> imports.append(text).append('\n');
            case METHOD, TYPE_DECL -> members.append(text).append('\n');
            case VAR -> members.append(text.endsWith(";") ? text : text + ";").append('\n');
            default ->
                members.append(
                    text.matches("(?s).*[;}]")
                        ? "{%n%s%n}%n".formatted(text)
                        : "Object value%d = %s;%n".formatted(members.length(), text));
          }
        }
      }
    }
    assertEquals(
        List.of(),
        errors(
            "%s class Notebook {%nNotebook() throws Exception {}%n%s}"
                .formatted(imports, members)));
  }

  private static List<Snippet> snippets(SourceCodeAnalysis analysis, String source) {
    List<Snippet> snippets = new ArrayList<>();
    String rest = source;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo next = analysis.analyzeCompletion(rest);
      snippets.addAll(analysis.sourceToSnippets(next.source()));
      rest = next.remaining();
    }
    return snippets;
  }

  private static List<String> errors(String code) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("mem:/Notebook.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignored) {
            return code;
          }
        };
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null, null, found, List.of("-proc:none", "-Xlint:none"), null, List.of(source));
    task.analyze(); // No class of it is wanted.
    return found.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> d.getMessage(Locale.ROOT))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void itNamesNobodysFiles(Notebook notebook) throws IOException {
    String text = Files.readString(notebook.file);
    assertFalse(text.contains(System.getProperty("user.dir")), "the project's directory");
    assertTrue(
        Files.readString(Path.of("src/docs/spark.md"))
            .contains("(" + Path.of("src/docs").relativize(notebook.file) + ")"));
  }
}
