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
import org.junit.jupiter.api.Test;

/**
 * The notebook as it is in the repository: its code fits the Java API, and its outputs are there.
 * It is run by {@link NotebookIT}, where Jupyter is installed.
 */
class NotebookTest {
  static final Path NOTEBOOK = Path.of("src/docs/notebook/city.ipynb");

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

  /** All cells have run, in their order, to a summary and a picture. */
  static void assertComplete(Path notebook) throws IOException {
    StringBuilder text = new StringBuilder();
    List<BufferedImage> pictures = new ArrayList<>();
    int count = 0;
    for (JsonNode cell : code(notebook)) {
      assertEquals(++count, cell.get("execution_count").asInt(), "cell " + count);
      for (JsonNode output : cell.get("outputs")) {
        assertFalse(output.get("output_type").asText().equals("error"), output.toString());
        output.path("text").forEach(line -> text.append(line.asText()));
        JsonNode png = output.path("data").path("image/png");
        if (!png.isMissingNode()) {
          byte[] bytes = Base64.getMimeDecoder().decode(png.asText());
          pictures.add(ImageIO.read(new ByteArrayInputStream(bytes)));
        }
      }
    }
    assertTrue(text.toString().contains("Nothing stands in the way of build."), text.toString());
    assertTrue(text.toString().contains("0 triangles below 25"), text.toString());
    assertEquals(1, pictures.size(), "pictures");
    Set<Integer> colours = new HashSet<>();
    BufferedImage picture = pictures.get(0);
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        colours.add(picture.getRGB(x, y));
      }
    }
    assertTrue(colours.size() > 100, "a picture of a city, not a blank: " + colours.size());
  }

  @Test
  void itIsCommittedWithItsOutputs() throws IOException {
    assertComplete(NOTEBOOK);
  }

  /** Declarations become members of a class, all else the body of a method. */
  @Test
  void itsCodeFitsTheApi() throws IOException {
    StringBuilder imports = new StringBuilder(KERNEL_IMPORTS);
    StringBuilder members = new StringBuilder();
    StringBuilder body = new StringBuilder();
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      for (JsonNode cell : code(NOTEBOOK)) {
        for (Snippet snippet : snippets(shell.sourceCodeAnalysis(), source(cell))) {
          String text = snippet.source().strip();
          if (!text.matches("(?s).*[;}]") && snippet.kind() == Snippet.Kind.ERRONEOUS) {
            // The cell's value; it is erroneous to who does not know its variables.
            text = "Object value%d = %s".formatted(body.length(), text);
          }
          switch (snippet.kind()) {
            case IMPORT -> imports.append(text).append('\n');
            case METHOD, TYPE_DECL -> members.append("static ").append(text).append('\n');
            default -> body.append(text.endsWith(";") ? text : text + ";").append('\n');
          }
        }
      }
    }
    assertEquals(
        List.of(),
        errors(
            "%s class Notebook {%n%s static void run() throws Exception {%n%s}}"
                .formatted(imports, members, body)));
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

  @Test
  void itNamesNobodysFiles() throws IOException {
    String text = Files.readString(NOTEBOOK);
    assertFalse(text.contains(System.getProperty("user.dir")), "the project's directory");
    assertTrue(
        Files.readString(Path.of("src/docs/spark.md"))
            .contains("(" + Path.of("src/docs").relativize(NOTEBOOK) + ")"));
  }
}
