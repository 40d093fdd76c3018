package io.citymesh.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Part;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run publishes: parts and manifest, on local and on other file systems. */
public class PublishTest {
  @TempDir Path directory;

  private final TinyCity city = new TinyCity();

  /** The local disk under the name {@code remote:}, which citymesh treats as any other system. */
  public static final class RemoteFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("remote:///");
    }
  }

  private OutputDir local() {
    return OutputDir.of(directory.toString(), new Configuration());
  }

  private OutputDir remote() {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.remote.impl", RemoteFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    return OutputDir.of("remote://" + directory, configuration);
  }

  private static final Set<String> PUBLISHED =
      Set.of(
          "parts/core_0_0.h5",
          "parts/seam_5.h5",
          "buildings.parquet/part-00000.parquet",
          "manifest.json");

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void facesHaveGlobalIdsThatLeadToTheSameCoordinates() throws IOException {
    Manifest manifest = city.publish(local());
    assertEquals(PUBLISHED, files());
    double[] all = new double[(int) (3 * manifest.totals().vertices())];
    for (Manifest.Part entry : manifest.parts()) {
      try (Hdf5File part = Hdf5File.open(directory.resolve(entry.file()))) {
        double[] own = part.doubles("vertices", 3);
        System.arraycopy(own, 0, all, (int) (3 * entry.vertexOffset()), own.length);
      }
    }
    try (MeshReader mesh = new MeshReader(local())) {
      for (int p = 0; p < 2; p++) {
        Part part = mesh.part(p);
        long[] faces = mesh.globalFaces(p, part);
        assertArrayEquals(
            city.faces.get(p).stream().mapToInt(face -> face[3]).toArray(),
            MeshReader.markers(part, BuildingNumbers.read(local())));
        for (int i = 0; i < faces.length; i++) {
          int corner = part.faces()[i];
          double[] expected =
              corner < part.vertexCount()
                  ? xyz(part, corner)
                  : xyz(city.part(TinyCity.CORE), part.foreignIndex(corner - part.vertexCount()));
          for (int c = 0; c < 3; c++) {
            assertEquals(expected[c], all[(int) (3 * faces[i] + c)]);
          }
        }
      }
    }
  }

  private static double[] xyz(Part part, int vertex) {
    return Arrays.copyOfRange(part.vertices(), 3 * vertex, 3 * vertex + 3);
  }

  @Test
  void theDigestFollowsTheContentAlone() throws IOException {
    Manifest first = city.publish(local());
    Manifest again = city.publish(local());
    assertEquals(first, again);
    city.face("g00", "g10", "g01")[3] = -1;
    Manifest changed = city.publish(local());
    assertNotEquals(first.parts().get(0).digest(), changed.parts().get(0).digest());
    assertEquals(first.parts().get(1).digest(), changed.parts().get(1).digest());
    assertNotEquals(first.digest(), changed.digest());
  }

  @Test
  void compressedPartsHaveTheSameContent() throws IOException {
    Manifest plain = city.publish(local());
    Manifest.Part core = plain.parts().get(0);
    long size = Files.size(directory.resolve(core.file()));
    assertEquals(core, TinyCity.write(local(), city.part(TinyCity.CORE), 0, 0, 6));
    assertNotEquals(size, Files.size(directory.resolve(core.file())));
    CheckReport report = MeshCheck.run(local());
    assertFalse(report.broken(), report.table());
  }

  @Test
  void partsWithoutVerticesOrFacesAreFiles() throws IOException {
    Part empty = seam(new double[0], new int[0], 0);
    Manifest.Part entry = TinyCity.write(local(), empty, 0, 12, 0);
    assertEquals(0, entry.vertices() + entry.faces());
    try (Hdf5File part = Hdf5File.open(directory.resolve(entry.file()))) {
      assertEquals(0, part.doubles("vertices", 3).length);
      assertEquals(0, part.ints("faces", 3).length);
      assertEquals(0, part.bytes("kind", 1).length);
      assertEquals(0, part.longs("foreign", 2).length);
    }
  }

  /** A part without buildings and foreign vertices. */
  private static Part seam(double[] vertices, int[] faces, int faceCount) {
    int[] building = new int[faceCount];
    Arrays.fill(building, -1);
    return new Part(
        3,
        1,
        Part.Kind.SEAM,
        "seam_3",
        vertices,
        faces,
        new byte[faceCount],
        building,
        new long[0],
        new long[0],
        new double[0]);
  }

  @Test
  void aFaceWithACornerBeyondThePartIsNotRead() throws IOException {
    Part wrong = seam(new double[6], new int[] {0, 1, 2}, 1);
    Path file = directory.resolve(TinyCity.write(local(), wrong, 0, 0, 0).file());
    IOException error = assertThrows(IOException.class, () -> PartFile.read(file, 0));
    assertTrue(error.getMessage().contains("has the corner 2 of 2"), error.getMessage());
  }

  @Test
  void theManifestIsReadAsItWasWritten() throws IOException {
    Manifest manifest = city.publish(local());
    assertEquals(manifest, ManifestFile.read(local()));
  }

  @Test
  void theManifestHasTheDocumentedKeys() throws IOException {
    city.publish(local());
    String json = Files.readString(directory.resolve("manifest.json"), UTF_8);
    String keys =
        json.lines()
            .filter(line -> line.matches("  \"[a-z_]+\" : .*"))
            .map(line -> line.replaceAll("^  \"|\" : .*", ""))
            .collect(Collectors.joining(" "));
    assertEquals(
        "options crs bounds domain totals tiles parts formats quality walls cells cell_quality"
            + " topology features closing kinds zones notes deviations areas volumes timings"
            + " counters versions digest",
        keys);
    for (String key :
        List.of("failed_tiles", "vertex_offset", "minimum_angle", "\"meshed\"", "min-angle")) {
      assertTrue(json.contains(key), key + " is not in " + json);
    }
  }

  @Test
  void aBrokenManifestIsTheUsersError() throws IOException {
    for (String broken : List.of("", "{", "null", "[]", "{}")) {
      Files.writeString(directory.resolve("manifest.json"), broken);
      UserError error = assertThrows(UserError.class, () -> ManifestFile.read(local()));
      assertTrue(error.getMessage().contains(directory.toString()), error.getMessage());
    }
  }

  @Test
  void anotherFileSystemGetsTheSameFilesAndIsChecked() throws IOException {
    Manifest manifest = city.publish(remote());
    assertEquals(city.publish(local()), manifest);
    city.publish(remote());
    assertEquals(PUBLISHED, files());
    CheckReport report = MeshCheck.run(remote());
    assertFalse(report.broken(), report.table());
    assertEquals(manifest.totals().faces(), report.faces());
  }

  @Test
  void aFailedWriteLeavesNothing() {
    for (OutputDir out : List.of(local(), remote())) {
      assertThrows(
          IOException.class,
          () ->
              out.write(
                  "mesh.vtu",
                  stream -> {
                    stream.write(1);
                    throw new IOException("No space left on device");
                  }));
      try {
        assertEquals(Set.of(), files());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A file that could not be written is no file of another run. */
  @Test
  void aFileThatCannotBeFilledIsNotThere() throws IOException {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.full.impl", FullFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    OutputDir full = OutputDir.of("full://" + directory, configuration);
    assertThrows(IOException.class, () -> full.create("lock", new byte[1]));
    assertThrows(IOException.class, () -> full.write("mesh.vtu", stream -> stream.write(1)));
    assertEquals(Set.of(), files());
    Files.writeString(directory.resolve("lock"), "another's");
    assertFalse(full.create("lock", new byte[1]));
  }

  /** Makes files, and fails when they are closed. */
  public static final class FullFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("full:///");
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      FSDataOutputStream file = super.create(path, overwrite, buffer, replication, block, progress);
      return new FSDataOutputStream(
          new FilterOutputStream(file) {
            @Override
            public void close() throws IOException {
              super.close();
              throw new IOException("the quota is used up");
            }
          },
          null);
    }
  }
}
