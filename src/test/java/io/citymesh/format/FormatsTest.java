package io.citymesh.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.output.PublishTest;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.FaceKind;
import io.citymesh.tile.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** What holds for all formats, and what is special in some. */
class FormatsTest {
  @TempDir Path directory;

  private final TinyCity city = new TinyCity();

  private static final FormatOptions ALL =
      new FormatOptions(
          Formats.names(),
          new FormatChoices(
              FormatOptions.NONE.choices().patches(),
              false,
              false,
              false,
              false,
              1,
              CellChoice.MIXED,
              FormatOptions.NONE.choices().wind()));

  static List<PartFormat> byPart() {
    return ALL.formats().stream()
        .filter(PartFormat.class::isInstance)
        .map(PartFormat.class::cast)
        .filter(format -> !(format instanceof SnappyFormat)) // For closed meshes.
        .filter(format -> !(format instanceof OpenFoamFormat)) // For meshes of cells.
        .toList();
  }

  private OutputDir local(String folder) {
    return OutputDir.of(directory.resolve(folder).toString(), new Configuration());
  }

  /** The local disk under another name, which citymesh treats as any other system. */
  private OutputDir remote(String folder) {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.remote.impl",
        PublishTest.RemoteFileSystem.class,
        org.apache.hadoop.fs.FileSystem.class);
    return OutputDir.of("remote://" + directory.resolve(folder), configuration);
  }

  private Set<String> files(String folder) throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve(folder))) {
      return all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private Triangles triangles() {
    return new Triangles(city.triangles(), 1);
  }

  private Path written(String name) throws IOException {
    PartFormat format = (PartFormat) Formats.named(name, FormatOptions.NONE.choices());
    OutputDir out = local("city");
    Written.write(format, out, city.publish(out), out, format.usualName(), 1);
    return directory.resolve("city").resolve(format.usualName());
  }

  @ParameterizedTest
  @MethodSource("byPart")
  void theBytesDependNeitherOnThePiecesNorOnTheFileSystem(PartFormat format) throws IOException {
    Manifest manifest = city.publish(local("city"));
    city.publish(remote("far"));
    Written.write(format, local("city"), manifest, local("whole"), "m.x", Long.MAX_VALUE);
    Written.write(format, local("city"), manifest, local("cut"), "m.x", 1);
    Written.write(format, remote("far"), manifest, remote("remote"), "m.x", 100);
    List<String> files = format.files("m.x", MeshParts.of(manifest));
    assertEquals(Set.copyOf(files), files("whole"));
    assertEquals(files("whole"), files("remote"), "no piece is left");
    for (String file : files) {
      byte[] whole = Files.readAllBytes(directory.resolve("whole").resolve(file));
      assertArrayEquals(whole, Files.readAllBytes(directory.resolve("cut").resolve(file)));
      assertArrayEquals(whole, Files.readAllBytes(directory.resolve("remote").resolve(file)));
    }
  }

  @ParameterizedTest
  @MethodSource("byPart")
  void nothingIsWrittenFromPartsThatDifferFromTheManifest(PartFormat format) throws IOException {
    TinyCity other = new TinyCity();
    Manifest manifest = other.publish(local("city"));
    city.removeFace("g21", "g31", "g22");
    city.publish(local("city"));
    assertThrows(
        IOException.class,
        () -> Written.write(format, local("city"), manifest, local("out"), "m.x", 64));
    assertEquals(Set.of(), Files.exists(directory.resolve("out")) ? files("out") : Set.of());
  }

  @ParameterizedTest
  @MethodSource("byPart")
  void theRoomIsEstimatedToWithinAThird(PartFormat format) throws IOException {
    Manifest manifest = city.publish(local("city"));
    MeshParts mesh = MeshParts.of(manifest);
    long[][] measures = new long[mesh.count()][];
    for (int part = 0; part < mesh.count(); part++) {
      measures[part] = FormatPart.read(local("city"), mesh, part, format::measure);
    }
    long grows = 0; // Without headers, of which a large file has no more.
    for (Layout layout : format.layout(mesh, measures, format.files(format.usualName(), mesh))) {
      for (Layout.Section section : layout.sections()) {
        grows += section instanceof Layout.Shares ? section.length() : 0;
      }
    }
    // Of the tiny city's 26 faces there are 20 vertices, not 13.
    assertEquals(format.room(26), grows, 0.4 * grows);
  }

  @Test
  void whatFormatsMakeInAnOutputIsKnownThere() {
    Domain open = Domain.of(new Bounds(0, 0, 300, 200));
    for (Domain domain :
        List.of(
            open,
            open.closed(90, OptionalDouble.empty()),
            open.closed(90, OptionalDouble.of(240)))) {
      Map<String, Integer> kinds = new TreeMap<>();
      domain.patches().forEach((patch, name) -> kinds.put(name, (int) FaceKind.ofPatch(patch)));
      MeshParts mesh = mesh(Patches.of(kinds));
      for (Format format : ALL.formats()) {
        for (String file : format.files(format.usualName(), mesh)) {
          assertTrue(KnownFiles.isOurs(file), file);
        }
      }
    }
    for (String no :
        List.of("3dtiles/a.txt", "3dtiles/../x", "other/p1.glb", "3dtiles/x/p1.glb", "")) {
      assertFalse(KnownFiles.isOurs(no), no);
    }
    assertFalse(KnownFiles.isFile("mesh.txt"));
  }

  @Test
  void anUnknownNameListsThoseThereAre() {
    UserError error = assertThrows(UserError.class, () -> FormatOptions.of("dxf"));
    Formats.names().forEach(name -> assertTrue(error.getMessage().contains(name)));
    assertEquals(
        List.of("vtu", "ply"),
        new FormatOptions(
                List.of("ply", "vtu", "ply"),
                new FormatChoices(
                    FormatOptions.NONE.choices().patches(),
                    false,
                    false,
                    false,
                    false,
                    1,
                    CellChoice.MIXED,
                    FormatOptions.NONE.choices().wind()))
            .names());
  }

  @Test
  void vtuHasTheMesh() throws Exception {
    Path file = written("vtu");
    triangles().assertEqual(MeshReaders.vtu(file, 1), 0);
    var arrays = MeshReaders.vtuArrays(file);
    assertEquals(
        Set.of(
            "Float64 Points", "Int64 connectivity", "Int64 offsets", "UInt8 types", "Int32 marker"),
        arrays.keySet());
    for (int cell = 0; cell < 26; cell++) {
      assertEquals(3 * (cell + 1), arrays.get("Int64 offsets").getLong(8 * cell));
      assertEquals(5, arrays.get("UInt8 types").get(cell));
    }
    Element root = MeshReaders.vtuXml(file).getDocumentElement();
    assertEquals("UnstructuredGrid", root.getAttribute("type"));
    assertEquals("LittleEndian", root.getAttribute("byte_order"));
    assertEquals("UInt64", root.getAttribute("header_type"));
    Element piece = (Element) root.getElementsByTagName("Piece").item(0);
    assertEquals("20", piece.getAttribute("NumberOfPoints"));
    assertEquals("26", piece.getAttribute("NumberOfCells"));
    Element epsg = (Element) root.getElementsByTagName("DataArray").item(0);
    assertEquals("epsg 28992", epsg.getAttribute("Name") + " " + epsg.getTextContent());
    assertTrue(
        Files.readString(file, ISO_8859_1).contains("<!-- crs EPSG:28992, units metre -->\n"));
  }

  @Test
  void plyHasTheMesh() throws IOException {
    Path file = written("ply");
    triangles().assertEqual(MeshReaders.ply(file, 1), 0);
    assertTrue(Files.readString(file, ISO_8859_1).contains("\ncomment crs EPSG:28992\n"));
  }

  private static MeshParts mesh(Patches patches) {
    return new MeshParts(
        "",
        "",
        new double[4],
        0,
        patches,
        Enclosure.NONE,
        new long[] {1, 2},
        new int[] {0, 1},
        List.of("a", "b"),
        new long[] {2_000_000_000L, 3_000_000_000L},
        new long[] {1, 2},
        List.of());
  }

  @Test
  void plyRefusesMoreVerticesThanItHasNumbersFor() {
    MeshParts mesh = mesh(Patches.of(Map.of()));
    UserError error =
        assertThrows(
            UserError.class,
            () -> new PlyFormat().layout(mesh, new long[0][], List.of("mesh.ply")));
    assertTrue(error.getMessage().contains("vtu"), error.getMessage());
  }

  @Test
  void objHasTheMesh() throws IOException {
    Path file = written("obj");
    triangles().byPatch().assertSameMesh(MeshReaders.obj(file), 0.5e-6);
    List<String> lines = Files.readAllLines(file);
    assertEquals("# crs EPSG:28992", lines.get(1));
    assertEquals("# origin 1 1 0, to be added to the coordinates", lines.get(3));
    assertEquals("v -1.000000 -1.000000 0.000000", lines.get(4));
  }

  @Test
  void mshHasTheMesh() throws IOException {
    triangles().byKind().assertSameMesh(MeshReaders.msh(written("msh")), 0);
  }

  @Test
  void xdmfHasTheMesh() throws Exception {
    triangles().assertEqual(MeshReaders.xdmf(written("xdmf"), 1), 0);
  }

  @Test
  void stlHasTheMesh() throws IOException {
    Path file = written("stl");
    Triangles found = MeshReaders.stl(file.getParent(), "mesh");
    triangles().byPatch().assertSameMesh(found, 1e-6);
  }

  @Test
  void stlAsTextHasASolidForEachPatch() throws IOException {
    OutputDir out = local("city");
    Manifest manifest = city.publish(out);
    StlFormat text = new StlFormat(true);
    Written.write(text, out, manifest, out, "mesh.stl", 1);
    Triangles found =
        MeshReaders.stlText(
            directory.resolve("city/mesh.stl"), text.origin(MeshParts.of(manifest)));
    triangles().byPatch().assertSameMesh(found, 0.5e-6);
  }

  @Test
  void vtkHdfHasTheMesh() throws IOException {
    triangles().assertEqual(MeshReaders.vtkHdf(written("vtkhdf"), 1), 0);
  }
}
