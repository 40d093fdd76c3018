package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.PublishTest.RemoteFileSystem;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what is ours is replaced, and of that only the files that we know. */
class OwnOutputTest {
  private static final String UUID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final String KEY = "ab".repeat(32);

  @TempDir private Path dir;

  private final Configuration hadoop = new Configuration();

  private Path file(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> dir.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static OutputOptions overwriting(Object out) {
    return new OutputOptions(out.toString(), true, 0, false, false, true);
  }

  private static OutputOptions resuming(Object out) {
    return new OutputOptions(out.toString(), false, 0, true, false, true);
  }

  private UserError refused(OutputOptions output) throws IOException {
    Set<String> before = files();
    UserError error = assertThrows(UserError.class, () -> output.requireFree(hadoop));
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    assertTrue(error.getMessage().contains("choose another --out"), error.getMessage());
    assertEquals(before, files(), "nothing is touched");
    return error;
  }

  @Test
  void aGitRepositoryIsNotReplaced() throws IOException {
    file("project/.git/HEAD");
    file("project/src/Main.java");
    refused(overwriting(dir.resolve("project")));
    refused(overwriting(dir));
    refused(resuming(dir.resolve("project")));
  }

  @Test
  void aFileIsNotReplaced() throws IOException {
    refused(overwriting(file("notes.txt")));
    refused(overwriting(file("manifest.json")));
  }

  /** Web applications and browsers have manifests too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"app\", \"versions\": \"1\"}",
        "{\"name\": \"app\", \"versions\": {\"spark\": \"4\"}}",
        "[]",
        "",
        "{\"a\": [[[[{\"versions\": {\"citymesh\": \"1\"}}]]]], \"b\"",
      })
  void anothersManifestDoesNotMakeAFolderOurs(String manifest) throws IOException {
    Files.writeString(file("app/manifest.json"), manifest);
    Files.writeString(file("app/_citymesh.json"), "{\"run\": \"x\"}");
    file("app/index.html");
    refused(overwriting(dir.resolve("app")));
  }

  /** Nobody else makes it, but what is in it may be anybody's. */
  @Test
  void foreignWorkIsNotResumed() throws IOException {
    file("foreign/_work/12-" + KEY + ".region");
    refused(resuming(dir.resolve("foreign")));
    refused(overwriting(dir.resolve("foreign")));
  }

  @Test
  void anEmptyFolderMayBeReplaced() throws IOException {
    Path empty = Files.createDirectory(dir.resolve("empty"));
    overwriting(empty).requireFree(hadoop);
    refused(resuming(empty));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_citymesh.json | {\"citymesh\": \"1\", \"run\": \"a\", \"state\": \"complete\"}",
        "_citymesh.json | ''",
        "manifest.json | {\"tiles\": [{\"a\": 1}], \"versions\": {\"citymesh\": \"0.1\"}}",
      })
  void whatARunHasLeftIsOurs(String name, String content) throws IOException {
    Files.writeString(file("out/" + name), content);
    Files.setLastModifiedTime(
        dir.resolve("out/" + name), FileTime.from(Instant.now().minusSeconds(400)));
    overwriting(dir.resolve("out")).requireFree(hadoop);
    refused(resuming(dir.resolve("out")));
    Files.createDirectory(dir.resolve("out/_work"));
    resuming(dir.resolve("out")).requireFree(hadoop);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://"})
  void onlyKnownFilesAreRemoved(String scheme) throws IOException {
    List<String> ours =
        List.of(
            "_SUCCESS",
            "manifest.json",
            "mesh.vtu",
            "rejected.geojson",
            "terrain.tif",
            "parts/core_0_-1-0123456789abcdef0123456789abcdef.h5",
            "parts/core_12_3_01-0123456789abcdef0123456789abcdef.h5",
            "parts/seam_5-0123456789abcdef0123456789abcdef.h5",
            "buildings.parquet/part-00000.parquet",
            "rejected.pieces/000001",
            "_work/12-" + KEY + ".region");
    List<String> unfinished =
        List.of(
            ".mesh.vtu." + UUID,
            ".manifest.json." + UUID,
            "parts/.core_0_0.h5." + UUID,
            "_work/.12-" + KEY + ".region." + UUID,
            ".points-" + UUID + "/terrain.tif",
            ".format-" + UUID + "/level-0-12");
    List<String> theirs =
        List.of(
            "notes.txt",
            ".git/HEAD",
            "mesh.vtu.bak",
            "parts/mine.h5",
            "parts/core_0_0.h5",
            "_work/12-" + KEY + ".h5",
            "parts/deep/core_0_0.h5",
            "_work/notes.txt",
            "_work/12-short.region",
            "buildings.parquet/notes.txt",
            "buildings.parquet/_SUCCESS",
            "buildings.parquet/part-a.parquet",
            ".points/a");
    for (List<String> names : List.of(ours, unfinished, theirs)) {
      for (String name : names) {
        file(name);
      }
    }
    hadoop.setClass("fs.remote.impl", RemoteFileSystem.class, FileSystem.class);
    OutputDir out = OutputDir.of(scheme + dir, hadoop);
    KnownFiles.sweep(out);
    Set<String> swept = new TreeSet<>(ours);
    swept.addAll(theirs);
    assertEquals(swept, files());
    KnownFiles.clear(out, false);
    Set<String> resumed = new TreeSet<>(theirs);
    String kept = "(parts|_work|buildings.parquet)/.*|rejected.geojson";
    ours.stream().filter(name -> name.matches(kept)).forEach(resumed::add);
    assertEquals(resumed, files());
    KnownFiles.retain(out, OutputOptions.PARTS, name -> name.startsWith("seam"));
    resumed.removeIf(name -> ours.contains(name) && name.startsWith("parts/core"));
    assertEquals(resumed, files());
    KnownFiles.clear(out, true);
    assertEquals(new TreeSet<>(theirs), files());
    assertEquals(List.of(".git", ".points"), KnownFiles.foreign(out, 2));
  }

  @Test
  void aSymbolicLinkIsFollowed() throws IOException {
    Files.writeString(file("real/_citymesh.json"), "{\"citymesh\": \"1\", \"state\": \"failed\"}");
    file("real/mesh.vtu");
    file("elsewhere/core_0_0-0123456789abcdef0123456789abcdef.h5");
    Files.createSymbolicLink(dir.resolve("real/parts"), dir.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("real"));
    overwriting(link).requireFree(hadoop);
    KnownFiles.clear(OutputDir.of(link.toString(), hadoop), true);
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.isSymbolicLink(dir.resolve("real/parts")));
    assertEquals(Set.of("real/_citymesh.json"), files());
  }

  @Test
  void aSymbolicLinkToNothingIsTold() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("nothing"));
    UserError error = assertThrows(UserError.class, () -> overwriting(link).requireFree(hadoop));
    assertTrue(error.getMessage().contains("symbolic link"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org/city", "HTTPS://example.org/city"})
  void theWebIsNotWrittenTo(String out) {
    UserError error = assertThrows(UserError.class, () -> overwriting(out));
    assertTrue(error.getMessage().contains("can be read, not written to"), error.getMessage());
  }

  // ---- the output among the inputs

  private void requireApart(String out, String input) {
    new OutputPlace(dir.resolve(out).toString(), hadoop)
        .requireApart("--buildings", List.of(input));
  }

  @ParameterizedTest
  @CsvSource({
    "city, city/b.geojson, holds",
    "city, city, is",
    "city, CITY/../city, is",
    "city/out, city, lies in",
    ".,    city/b.geojson, holds",
    "city, c*y/*.geojson, holds",
    "city/out, c*y, lies in",
    "city, link/b.geojson, holds",
    "link, city/b.geojson, holds",
    "link, link/b.geojson, holds",
    "city/out, link, lies in",
    "away, away/far.geojson, holds",
    "city, away/far.geojson, holds",
    "city/b.geojson, city/b.geojson, is",
  })
  void anOutputIsApartFromItsInputs(String out, String input, String how) throws IOException {
    file("city/b.geojson");
    Files.createSymbolicLink(dir.resolve("link"), dir.resolve("city"));
    Files.createDirectory(dir.resolve("away"));
    Files.createSymbolicLink(dir.resolve("away/far.geojson"), dir.resolve("city/b.geojson"));
    String path = dir + "/" + input.replace("CITY", "city");
    for (String spelled : List.of(path, "file:" + path, "file://" + path)) {
      UserError error = assertThrows(UserError.class, () -> requireApart(out, spelled), spelled);
      assertTrue(error.getMessage().contains(how + " the input --buildings"), error.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "out, city/b.geojson",
    "city/out, city/b.geojson",
    "city/out, city/*.geojson",
    "cit, city",
    "out, nothing/*.geojson",
    "out, '{'",
    "out, flat:3",
  })
  void anOutputBesideItsInputsIsFine(String out, String input) throws IOException {
    file("city/b.geojson");
    assertDoesNotThrow(() -> requireApart(out, input.contains(":") ? input : dir + "/" + input));
  }

  @Test
  void nothingIsSpilledIntoTheOutputOrAnInput() throws IOException {
    file("city/b.geojson");
    OutputPlace place = new OutputPlace(dir.resolve("out").toString(), hadoop);
    List<String> inputs = List.of(dir.resolve("city").toString());
    place.requireNoSpill(List.of(dir.toString(), dir.resolve("spill").toString()), inputs);
    for (String inside : List.of("out", "out/spill", "x/../out/spill", "city", "city/spill")) {
      List<String> spill = List.of(dir.resolve(inside).toString());
      UserError error =
          assertThrows(UserError.class, () -> place.requireNoSpill(spill, inputs), inside);
      assertTrue(error.getMessage().contains("--spill-dir"), error.getMessage());
    }
  }

  @Test
  void otherFileSystemsAreTheSame() {
    hadoop.setClass("fs.remote.impl", RemoteFileSystem.class, FileSystem.class);
    OutputPlace place = new OutputPlace("remote:///a/b", hadoop);
    place.requireApart("--points", List.of("remote:///a/c.laz", "/a/b/c.laz"));
    for (String clash : List.of("remote:///a/b/c.laz", "remote:///a", "remote:///a/b")) {
      assertThrows(UserError.class, () -> place.requireApart("--points", List.of(clash)), clash);
    }
  }

  /** The local disk as if a host had it, which is asked at port 8020 unless another is named. */
  public static final class HostedFileSystem extends RawLocalFileSystem {
    private URI uri;

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
      uri = URI.create(name.getScheme() + "://" + name.getAuthority());
      super.initialize(name, configuration);
    }

    @Override
    public URI getUri() {
      return uri == null ? URI.create("hosted:///") : uri; // While it is made.
    }

    @Override
    protected int getDefaultPort() {
      return 8020;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hosted://localhost/a/b, hosted://localhost:8020/a/b/c.laz, true",
    "hosted://localhost:8020/a/b, hosted://localhost/a/b, true",
    "hosted://localhost:8020/a/b/c, hosted://LOCALHOST/a/b, true",
    "hosted://localhost:8020/a/b, hosted://localhost:8021/a/b, false",
    "hosted://localhost/a/b, hosted://localhost:8020/a/bc, false",
  })
  void aHostIsTheSameWithItsPortAndWithout(String out, String input, boolean clash) {
    hadoop.setClass("fs.hosted.impl", HostedFileSystem.class, FileSystem.class);
    OutputPlace place = new OutputPlace(out, hadoop);
    if (clash) {
      assertThrows(UserError.class, () -> place.requireApart("--points", List.of(input)));
    } else {
      place.requireApart("--points", List.of(input));
    }
  }
}
