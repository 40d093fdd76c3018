package io.citymesh.lidar;

import io.citymesh.fuzz.Subject;
import io.citymesh.input.PointInput;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The reader of points, to be given damaged files. */
public final class PointSubjects {
  private static final Configuration HADOOP = new Configuration();

  private PointSubjects() {}

  public static List<Subject> all(Path scratch) {
    try {
      Files.createDirectories(scratch);
      TestCloud cloud = new TestCloud();
      for (int i = 0; i < 60; i++) {
        cloud.add(1000 + 3 * (i % 8), 2000 + 3 * (i / 8), i % 5, i % 2 == 0 ? 2 : 6);
      }
      List<Map<String, byte[]>> las = new ArrayList<>();
      las.add(one(cloud.write(scratch.resolve("a.las"))));
      las.add(one(cloud.epsg(28992).modern().write(scratch.resolve("b.las"))));
      List<Map<String, byte[]>> laz = new ArrayList<>();
      Path real = Path.of("../shared/data/ign/format8.laz");
      if (Files.exists(real)) {
        laz.add(one(real));
      }
      laz.add(one(cloud.writeLaz(scratch.resolve("c.laz"))));
      return List.of(new Points("LAS", 8, las), new Points("LAZ", 10, laz));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> one(Path file) throws IOException {
    return Map.of("a.laz", Files.readAllBytes(file));
  }

  private record Points(String name, int share, List<Map<String, byte[]>> seeds)
      implements Subject {
    @Override
    public Optional<String> read(Path folder) {
      PointFile file = PointFile.read(folder.resolve("a.laz").toString(), HADOOP);
      PointInput options =
          new PointInput(
              List.of(file.path()),
              1,
              PointInput.Ground.CLASS,
              List.of(2),
              List.of(6),
              90,
              PointInput.OnBadFile.FAIL);
      // Where the header's extent makes no sense, a run has one of its own.
      TerrainGrid grid = file.known() ? TerrainGrid.covering(file.bounds(), 1) : TerrainGrid.NONE;
      RangeScan.Task task = new RangeScan.Task(options, grid, RoofFiles.NONE);
      long read = 0;
      for (PointFile.Range range : file.ranges()) {
        read += RangeScan.of(range, task, HADOOP).read();
      }
      if (read != file.points()) {
        throw new UserError(PointFile.mismatch(file.path(), file.points(), read));
      }
      return Optional.empty();
    }
  }
}
