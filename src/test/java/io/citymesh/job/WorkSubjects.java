package io.citymesh.job;

import io.citymesh.fuzz.Subject;
import io.citymesh.output.OutputOptions;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.store.Hdf5Checksums;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/** The reader of what {@code --resume} keeps, to be given what is damaged. */
public final class WorkSubjects {
  private static final int NODE = 5;
  private static final String KEY = "a".repeat(64);

  /** Bytes of a region before what its checksum covers. */
  private static final int HEADER = 20;

  private WorkSubjects() {}

  public static List<Subject> all(Path scratch) {
    return List.of(new Kept(List.of(kept(scratch.resolve("work")))));
  }

  private static Work in(Path folder) {
    return new Work(
        folder.toString(), new SerializableConfiguration(new Configuration()), "this program");
  }

  private static Map<String, byte[]> kept(Path folder) {
    StitchTree tree = SmallCity.tree();
    Stitched made =
        new Stitcher(tree, SmallCity.MESH, Terrains.open("flat:3"))
            .core(
                NODE,
                SmallCity.buildings().stream()
                    .filter(b -> b.bounds().intersects(tree.rectangle(NODE)))
                    .toList());
    StageItem.PartSummary words =
        new StageItem.PartSummary(
            NODE,
            made.part().kind(),
            made.part().vertexCount(),
            made.part().faceCount(),
            made.quality(),
            made.area(),
            made.frontier().edgeCount(),
            made.part().bytes(),
            0.25,
            KEY,
            2,
            false);
    Map<String, byte[]> result = new TreeMap<>();
    try {
      in(folder).keep("a run", made.part(), words, made.frontier());
      try (Stream<Path> all = Files.list(folder.resolve(OutputOptions.WORK))) {
        for (Path path : all.toList()) {
          result.put(folder.relativize(path).toString(), Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  private record Kept(List<Map<String, byte[]>> seeds) implements Subject {
    @Override
    public String name() {
      return "_work";
    }

    @Override
    public int share() {
      return 12;
    }

    @Override
    public byte[] repaired(String file, byte[] damaged) {
      if (file.endsWith(".h5")) {
        return Hdf5Checksums.repaired(damaged);
      }
      byte[] result = damaged.clone();
      if (result.length >= HEADER) {
        CRC32C checksum = new CRC32C();
        checksum.update(result, HEADER, result.length - HEADER);
        ByteBuffer.wrap(result, HEADER - 8, 8)
            .putInt(result.length - HEADER)
            .putInt((int) checksum.getValue());
      }
      return result;
    }

    /** What cannot be read is made again. */
    @Override
    public Optional<String> read(Path folder) {
      Work work = in(folder);
      Optional<StageItem.PartSummary> found = work.find("another run", NODE, KEY);
      if (found.isEmpty()) {
        return Optional.of("made again");
      }
      try {
        work.frontier(NODE, KEY);
        work.part(NODE, KEY);
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of("made again: " + e.getMessage());
      }
    }
  }
}
