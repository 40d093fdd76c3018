package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCommandTest {
  @TempDir Path dir;

  private static String run(int code, String... args) {
    StringWriter words = new StringWriter();
    PrintWriter text = new PrintWriter(words, true);
    assertEquals(code, Main.execute(text, text, args), words.toString());
    return words.toString();
  }

  @Test
  void aFileThatIsReplacedIfItIsAsked() throws IOException {
    Path city = dir.resolve("city");
    OutputDir out = OutputDir.of(city.toString(), new Configuration());
    new TinyCity().publish(out);
    Path file = dir.resolve("a.png");
    run(0, "picture", city.toString(), "--out", file.toString(), "--size", "120x80");
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(120, ImageIO.read(file.toFile()).getWidth());
    String again = run(2, "picture", city.toString(), "--out", file.toString());
    assertTrue(again.contains("--overwrite"), again);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    run(
        0,
        "picture",
        city.toString(),
        "--out",
        file.toString(),
        "--size",
        "90x80",
        "--map",
        "--overwrite");
    assertEquals(90, ImageIO.read(file.toFile()).getWidth());
    try (var files = Files.list(dir)) {
      assertEquals(2, files.count(), "nothing else is left");
    }
  }

  @Test
  void whatIsWrong() {
    String none = run(2, "picture", dir.toString(), "--out", dir.resolve("b.png").toString());
    assertTrue(none.contains("there is no mesh in"), none);
    for (String size : new String[] {"0x5", "5", "9000x9000", "-1x4"}) {
      String wrong = run(2, "picture", dir.toString(), "--out", "c.png", "--size", size);
      assertTrue(wrong.contains("--size"), wrong);
    }
  }
}
