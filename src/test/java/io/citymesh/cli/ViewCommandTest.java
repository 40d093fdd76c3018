package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewCommandTest {
  @TempDir Path dir;

  private static String error(String... args) {
    StringWriter err = new StringWriter();
    assertEquals(
        2, Main.execute(new PrintWriter(new StringWriter()), new PrintWriter(err, true), args));
    return err.toString();
  }

  @Test
  void whatItCannotShow() throws Exception {
    assertTrue(error("view", dir.toString()).contains("there is no mesh in"));
    String far = error("view", "hdfs://127.0.0.1:1/city", "--no-browser");
    assertTrue(far.contains("is not on this machine"), far);
    Files.writeString(dir.resolve("manifest.json"), "{}");
    assertTrue(error("view", dir.toString(), "--port", "70000").contains("--port must be"));
  }
}
