package io.citymesh.output;

import io.citymesh.fuzz.Subject;
import io.citymesh.report.Manifest;
import io.citymesh.store.Hdf5Checksums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The checker of published meshes, to be given damaged ones. */
public final class OutputSubjects {
  private OutputSubjects() {}

  public static List<Subject> all(Path scratch) {
    TinyCity failed = new TinyCity();
    failed.tiles.set(1, TinyCity.tile("1_0", 1, 3, Manifest.Status.FAILED));
    return List.of(
        new Checked(
            List.of(
                published(new TinyCity(), scratch.resolve("plain"), 0),
                published(failed, scratch.resolve("failed"), 0),
                published(new TinyCity(), scratch.resolve("deflated"), 1))));
  }

  private static Map<String, byte[]> published(TinyCity city, Path folder, int deflate) {
    Map<String, byte[]> result = new TreeMap<>();
    try {
      city.publish(OutputDir.of(folder.toString(), new Configuration()), deflate);
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.filter(Files::isRegularFile).toList()) {
          result.put(folder.relativize(path).toString(), Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  /** Each example is a line of its own, all of them are many. */
  private static String cut(String examples) {
    return examples.length() > 1000 ? examples.substring(0, 1000) : examples;
  }

  private record Checked(List<Map<String, byte[]>> seeds) implements Subject {
    @Override
    public String name() {
      return "check";
    }

    @Override
    public int share() {
      return 22;
    }

    @Override
    public byte[] repaired(String file, byte[] damaged) {
      return file.endsWith(".h5") ? Hdf5Checksums.repaired(damaged) : damaged;
    }

    @Override
    public Optional<String> read(Path folder) throws IOException {
      CheckReport report = MeshCheck.run(folder.toString());
      return report.broken() && !report.table().isEmpty()
          ? Optional.of(
              String.join("; ", report.examples().values()).transform(OutputSubjects::cut))
          : Optional.empty();
    }
  }
}
