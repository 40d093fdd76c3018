package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks of Java, run from the first cell to the last by Jupyter, as {@code submit/notebook}
 * does.
 */
@Tag("slow")
class NotebookIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("io.citymesh.cli.NotebookTest#notebooks")
  void allCellsRun(NotebookTest.Notebook notebook) throws Exception {
    ForeignProgram.named("jupyter-nbconvert").orSkip("Jupyter is not installed");
    Path copy = Files.copy(notebook.file(), dir.resolve("notebook.ipynb"));
    Path out = dir.resolve("out/done.ipynb");
    Files.createDirectories(out.getParent());
    String told =
        ForeignProgram.named("submit/notebook").run("--execute", copy.toString(), out.toString());
    assertTrue(Files.exists(out), told);
    NotebookTest.assertComplete(out, notebook.words());
    assertTrue(Files.exists(dir.resolve(notebook.out()).resolve("_SUCCESS")), told);
  }
}
