package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.citymesh.output.DrawnStore;
import io.citymesh.output.OutputDir;
import io.citymesh.output.PublishTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that tasks write together is whole under its name, or absent. */
class TargetFileTest {
  private static final TargetFile.Place FIRST = new TargetFile.Place(0, 0, 3);
  private static final TargetFile.Place SECOND = new TargetFile.Place(1, 3, 2);

  @TempDir Path directory;

  /** Says that it joins files, and then will not, as HDFS where they are encrypted. */
  public static final class UnwillingFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("unwilling:///");
    }

    @Override
    public void concat(org.apache.hadoop.fs.Path target, org.apache.hadoop.fs.Path[] sources) {
      throw new UnsupportedOperationException("not in an encryption zone");
    }
  }

  private OutputDir out(String scheme) {
    Configuration configuration = DrawnStore.configuration();
    configuration.setClass(
        "fs.unwilling.impl", UnwillingFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    configuration.setClass(
        "fs.remote.impl",
        PublishTest.RemoteFileSystem.class,
        org.apache.hadoop.fs.FileSystem.class);
    return OutputDir.of(scheme + directory, configuration);
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static String write(TargetFile file, OutputDir out, TargetFile.Place place, String text)
      throws IOException {
    return file.writer().write(out, place, stream -> stream.write(text.getBytes()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://", "unwilling://", "drawn://"})
  void piecesComeInAnyOrderAndMoreThanOnce(String scheme) throws IOException {
    OutputDir out = out(scheme);
    Files.writeString(directory.resolve("f"), "earlier");
    try (TargetFile file = TargetFiles.begin(out, "f", 5)) {
      String second = write(file, out, SECOND, "de");
      String first = write(file, out, FIRST, "abc");
      write(file, out, SECOND, "de"); // An attempt whose receipt is lost.
      assertEquals("earlier", Files.readString(directory.resolve("f")));
      file.complete(List.of(first, second));
    }
    assertEquals("abcde", Files.readString(directory.resolve("f")));
    assertEquals(Set.of("f"), files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://", "unwilling://", "drawn://"})
  void aFileThatIsGivenUpLeavesNothing(String scheme) throws IOException {
    OutputDir out = out(scheme);
    try (TargetFile file = TargetFiles.begin(out, "f", 5)) {
      write(file, out, FIRST, "abc");
      assertThrows(IOException.class, () -> write(file, out, SECOND, "d"), "too short");
      assertThrows(IOException.class, () -> write(file, out, SECOND, "def"), "too long");
    }
    assertEquals(Set.of(), files());
  }

  /** Its temporary file stays: nobody else knows of it where the file is exported to. */
  @Test
  void whatAKilledTaskWasWritingGoesWithTheFile() throws IOException {
    OutputDir out = out("remote://");
    try (TargetFile file = TargetFiles.begin(out, "f", 5)) {
      String first = write(file, out, FIRST, "abc");
      Files.writeString(directory.resolve("." + first + "." + UUID.randomUUID()), "a");
      Files.writeString(directory.resolve(".f.theirs"), "theirs");
      file.complete(List.of(first, write(file, out, SECOND, "de")));
    }
    assertEquals(Set.of("f", ".f.theirs"), files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://", "unwilling://", "drawn://"})
  void anEmptyFileIsAFile(String scheme) throws IOException {
    OutputDir out = out(scheme);
    try (TargetFile file = TargetFiles.begin(out, "f", 0)) {
      file.complete(List.of(write(file, out, new TargetFile.Place(0, 0, 0), "")));
    }
    assertEquals("", Files.readString(directory.resolve("f")));
  }
}
