package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.format.FormatOptions;
import io.citymesh.output.OutputDir;
import io.citymesh.output.PublishTest.RemoteFileSystem;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts on the local disk are measured by the driver, others by a job. */
class GlbExportTest extends SparkTest {
  @TempDir private Path dir;

  private Manifest manifest;

  @BeforeEach
  void publish() throws IOException {
    manifest =
        new TinyCity().publish(OutputDir.of(dir.resolve("city").toString(), new Configuration()));
  }

  private Path written(String city, String name) {
    Path file = dir.resolve(name);
    MeshExport.elsewhere(
        spark(), city, FormatOptions.of("glb"), file.toString(), true, Progress.silent());
    return file;
  }

  @Test
  void theBytesDoNotDependOnWhoMeasuresTheParts() throws IOException {
    spark()
        .sparkContext()
        .hadoopConfiguration()
        .setClass("fs.remote.impl", RemoteFileSystem.class, FileSystem.class);
    Path city = dir.resolve("city");
    assertArrayEquals(
        Files.readAllBytes(written(city.toString(), "here.glb")),
        Files.readAllBytes(written("remote://" + city, "far.glb")));
  }

  @Test
  void aPartThatIsCutOffIsNamed() throws IOException {
    String file = manifest.parts().get(1).file();
    Path part = dir.resolve("city").resolve(file);
    byte[] bytes = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(bytes, bytes.length - 1));
    UserError error =
        assertThrows(UserError.class, () -> written(dir.resolve("city").toString(), "m.glb"));
    assertTrue(error.getMessage().contains(file), error.getMessage());
    assertTrue(error.getMessage().contains("damaged"), error.getMessage());
    assertFalse(Files.exists(dir.resolve("m.glb")));
  }

  /** Tasks measure for this format, and what they refuse is refused as by the driver. */
  @Test
  void whatTasksRefuseIsAUserError() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                MeshExport.elsewhere(
                    spark(),
                    dir.resolve("city").toString(),
                    FormatOptions.of("snappy"),
                    dir.resolve("case").toString(),
                    true,
                    Progress.silent()));
    assertTrue(error.getMessage().startsWith("snappy: the mesh is open to the sky"), "" + error);
  }
}
