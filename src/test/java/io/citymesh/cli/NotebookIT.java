package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The notebook, run from its first cell to its last by Jupyter, as {@code submit/notebook} does.
 */
@Tag("slow")
class NotebookIT {
  @TempDir Path dir;

  @Test
  void allCellsRun() throws Exception {
    ForeignProgram.named("jupyter-nbconvert").orSkip("Jupyter is not installed");
    Path notebook = Files.copy(NotebookTest.NOTEBOOK, dir.resolve("city.ipynb"));
    Path out = dir.resolve("out/done.ipynb");
    Files.createDirectories(out.getParent());
    String told =
        ForeignProgram.named("submit/notebook")
            .run("--execute", notebook.toString(), out.toString());
    assertTrue(Files.exists(out), told);
    NotebookTest.assertComplete(out);
    assertTrue(Files.exists(dir.resolve("citymesh-notebook/city/_SUCCESS")), told);
  }
}
