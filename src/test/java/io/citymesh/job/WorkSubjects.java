package io.citymesh.job;

import io.citymesh.fuzz.Subject;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.store.Hdf5Checksums;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
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

/** The reader of what {@code --resume} keeps, to be given what is damaged. */
public final class WorkSubjects {
  private static final int NODE = 5;
  private static final String KEY = "a".repeat(64);
  private static final String FILE = Publisher.file("core_1_1", KEY);

  /** Bytes of a region before what its checksum covers. */
  private static final int HEADER = 28;

  private WorkSubjects() {}

  public static List<Subject> all(Path scratch) {
    return List.of(new Kept(List.of(kept(scratch.resolve("work")))));
  }

  private static Work in(Path folder) {
    return new Work(
        Output.in(folder.toString(), new Configuration(), 0), true, true, "this program");
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
    Work work = in(folder);
    PublishedFile file;
    try {
      String digest = PartDigest.of(made.part());
      PartFile.Label label = new PartFile.Label(KEY, digest, 0);
      work.output().dir().writeLocally(FILE, path -> PartFile.write(path, made.part(), label));
      file = new PublishedFile(FILE, digest, work.output().dir().stamp(FILE).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StageItem.PartSummary summary =
        new StageItem.PartSummary(
            NODE,
            tree.id(NODE),
            made.part().kind(),
            made.part().vertexCount(),
            made.part().faceCount(),
            new Manifest.Extent(1, 2, 3, 4),
            made.quality(),
            new long[0],
            made.byZone(),
            made.area(),
            made.volume(),
            made.frontier().edgeCount(),
            made.part().bytes(),
            0.25,
            KEY,
            2,
            false,
            file);
    Map<String, byte[]> result = new TreeMap<>();
    try {
      work.keep("a run", summary, made.frontier());
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
        ByteBuffer bytes = ByteBuffer.wrap(result);
        int head = Math.max(0, Math.min(bytes.getInt(12), result.length - HEADER));
        bytes.putInt(12, head).putInt(16, checksum(result, HEADER, head));
        int rest = result.length - HEADER - head;
        bytes.putInt(20, rest).putInt(24, checksum(result, HEADER + head, rest));
      }
      return result;
    }

    private static int checksum(byte[] content, int from, int length) {
      CRC32C checksum = new CRC32C();
      checksum.update(content, from, length);
      return (int) checksum.getValue();
    }

    /** What cannot be read is made again. */
    @Override
    public Optional<String> read(Path folder) {
      Work work = in(folder);
      Optional<StageItem.PartSummary> found =
          work.find("another run", NODE, SmallCity.tree().id(NODE), KEY);
      if (found.isEmpty()) {
        return Optional.of("made again");
      }
      try {
        work.frontier(SmallCity.tree().id(NODE), KEY);
        return Optional.empty();
      } catch (UserError e) {
        return Optional.of("made again: " + e.getMessage());
      }
    }
  }
}
