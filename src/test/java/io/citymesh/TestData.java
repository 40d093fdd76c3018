package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Real cities, beside the project: a test that needs one is skipped where they are not. What it
 * tests is tested of {@link io.citymesh.vector.TestQuarter} too, which is always there.
 */
public final class TestData {
  private static final Path FOLDER = Path.of("../shared/data");

  private TestData() {}

  /** A file or folder of the test data; where there are none at all, the test is skipped. */
  public static Path path(String name) {
    Path path = FOLDER.resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(FOLDER), "the test data is not here: " + FOLDER);
    assertTrue(Files.exists(path), "the test data is not whole, it lacks " + path);
    return path;
  }
}
