package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import io.citymesh.PageCode;
import io.citymesh.SparkTest;
import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.Column;
import io.citymesh.air.PolyMesh;
import io.citymesh.air.Town;
import io.citymesh.format.FormatOptions;
import io.citymesh.option.OptionValues;
import io.citymesh.output.AirCity;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cells of a town's air, from parts, as other programs read them. */
class CellExportTest extends SparkTest {
  @TempDir static Path dir;

  private static Manifest manifest;
  private static AirQuality town;

  /** Faces of the cells on the boundary, and triangles of the surface. */
  private static int boundary;

  private static long triangles;

  @BeforeAll
  static void publish() throws IOException {
    AirPart whole = AirParts.above(Town.casbah(4).surface(8), 3, 40);
    town = AirQuality.of(whole);
    assertTrue(Arrays.stream(CellKind.values()).allMatch(kind -> town.cells(kind) > 0));
    Column column = new Column(whole);
    for (int t = 0; t < whole.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        column.faces(cell, (v, count, kind, side) -> boundary += kind.isBoundary() ? 1 : 0);
      }
    }
    manifest =
        AirCity.publish(
            OutputDir.of(dir.toString(), new Configuration()), AirCity.bands(whole, 5, 9, 2));
    triangles = manifest.parts().stream().mapToLong(Manifest.Part::faces).sum();
  }

  private static long cells() {
    return Arrays.stream(CellKind.values()).mapToLong(town::cells).sum();
  }

  private static Path written(String format) throws IOException {
    return written(format, "mixed");
  }

  private static Path written(String format, String cells) throws IOException {
    FormatOptions options =
        FormatOptions.of(
            new OptionValues().set("format", List.of(format)).set("cells", List.of(cells)));
    Manifest.Format written =
        MeshExport.intoOutput(
            spark(),
            dir.toString(),
            manifest,
            options.choices().patches(),
            options.formats().get(0));
    assertEquals(
        written.bytes(),
        written.files().stream().mapToLong(file -> dir.resolve(file).toFile().length()).sum());
    return dir.resolve(written.files().get(0));
  }

  /** Lines of numbers that a script prints. */
  private static List<double[]> python(String module, String words, Path file, String code)
      throws Exception {
    ForeignProgram.named("/usr/bin/python3", "-m", module).orSkip(words);
    return ForeignProgram.named("/usr/bin/python3", "-W", "ignore", "-c")
        .run(SIGNED + code, file.toString())
        .lines()
        .filter(line -> line.matches("[-\\d].*"))
        .map(line -> Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  /** The volume of a cell by its faces, which are seen from outside, and how often faces occur. */
  private static final String SIGNED =
      """
      import sys
      import numpy as np
      times = {}
      def volume(p, faces):
          v = 0.0
          o = p[faces[0][0]]
          for f in faces:
              key = tuple(sorted(f))
              times[key] = times.get(key, 0) + 1
              for i in range(2, len(f)):
                  a, b, c = p[f[0]] - o, p[f[i - 1]] - o, p[f[i]] - o
                  v += np.dot(a, np.cross(b, c)) / 6
          return v
      """;

  /**
   * @param lines volume, smallest cell, most cells of a face, faces in one cell; cells by kind
   * @param faces that are in one cell
   * @param kinds how many there are
   */
  private static void assertVolumes(List<double[]> lines, long faces, int kinds) {
    double[] found = lines.get(0);
    assertEquals(town.volume(), found[0], 1e-8 * town.volume());
    assertTrue(found[1] > 0, "no cell is inside out");
    assertEquals(2, found[2], "a face is in one or two cells");
    assertEquals(faces, found[3], "those in one are on the boundary");
    assertEquals(kinds, Arrays.stream(lines.get(1)).filter(n -> n > 0).count());
  }

  /** Reads a grid, and tells its volume, faces and types; what is at the same place is the same. */
  private static final String VTK =
      """
      import vtk
      from vtk.util.numpy_support import vtk_to_numpy as array
      r.SetFileName(sys.argv[1])
      r.Update()
      g = r.GetOutput()
      p, same = np.unique(array(g.GetPoints().GetData()), axis=0, return_inverse=True)
      p = p - p.mean(axis=0)
      sizes = []
      for c in range(g.GetNumberOfCells()):
          cell = g.GetCell(c)
          faces = []
          for f in range(cell.GetNumberOfFaces()):
              ids = cell.GetFace(f).GetPointIds()
              faces.append([same[ids.GetId(i)] for i in range(ids.GetNumberOfIds())])
          sizes.append(volume(p, faces))
      print(sum(sizes), min(sizes), max(times.values()),
            sum(1 for t in times.values() if t == 1))
      types = array(g.GetCellTypesArray())
      print(*[int((types == t).sum()) for t in (13, 14, 10, 42)])
      layer = array(g.GetCellData().GetArray("layer"))
      print(layer.min(), layer.max(), len(layer))
      """;

  private static List<double[]> vtk(String reader, Path file) throws Exception {
    String made = "import vtkmodules.all as all\nr = all." + reader + "()\n";
    return python("vtkmodules", "VTK is not installed", file, made + VTK);
  }

  @Test
  void vtkReadsVtu() throws Exception {
    List<double[]> lines = vtk("vtkXMLUnstructuredGridReader", written("vtu"));
    assertVolumes(lines, boundary, 4);
    for (CellKind kind : CellKind.values()) {
      assertEquals(town.cells(kind), lines.get(1)[kind.ordinal()]);
    }
    assertEquals(0, lines.get(2)[0]);
    assertEquals(cells(), lines.get(2)[2]);
  }

  @Test
  void vtkReadsVtkHdf() throws Exception {
    List<double[]> lines = vtk("vtkHDFReader", written("vtkhdf"));
    assertVolumes(lines, boundary, 3);
    assertEquals(town.cells(CellKind.WEDGE), lines.get(1)[0]);
    assertTrue(lines.get(1)[1] > town.cells(CellKind.PYRAMID), "polyhedra are divided");
    assertEquals(0, lines.get(2)[0]);
  }

  @Test
  void vtkReadsTets() throws Exception {
    List<double[]> lines = vtk("vtkXMLUnstructuredGridReader", written("vtu", "tets"));
    assertVolumes(lines, triangles, 1);
    List<double[]> others = vtk("vtkHDFReader", written("vtkhdf", "tets"));
    assertVolumes(others, triangles, 1);
    assertEquals(lines.get(1)[2], others.get(1)[2]);
    assertTrue(lines.get(1)[2] > 2.9 * town.cells(CellKind.WEDGE), "three tets a wedge");
  }

  /** Reads the cells of a file, and tells their volume, faces and types. */
  private static final String MESHIO =
      """
      import meshio
      m = meshio.read(sys.argv[1])
      p = m.points - m.points.mean(axis=0)
      faces = {
          "wedge": [[0, 2, 1], [3, 4, 5], [0, 1, 4, 3], [1, 2, 5, 4], [2, 0, 3, 5]],
          "pyramid": [[0, 3, 2, 1], [0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]],
          "tetra": [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]}
      sizes = []
      kinds = {}
      for block in m.cells:
          kinds[block.type] = kinds.get(block.type, 0) + len(block.data)
          for c in block.data:
              if block.type in faces:
                  sizes.append(volume(p, [[c[i] for i in f] for f in faces[block.type]]))
              else:
                  # Volumes come before surfaces in the file.
                  assert times[tuple(sorted(c))] == 1
      print(sum(sizes), min(sizes), max(times.values()),
            sum(1 for t in times.values() if t == 1))
      print(*[kinds.get(k, 0) for k in ("wedge", "pyramid", "tetra")])
      print(kinds.get("triangle", 0) + kinds.get("quad", 0))
      """;

  private static List<double[]> meshio(Path file, String more) throws Exception {
    return python("meshio", "meshio is not installed", file, MESHIO + more);
  }

  private static final String NAMES =
      """
      assert sorted(m.field_data) == [
          "air", "ground", "inlet", "outlet", "roofs", "side", "top", "walls"]
      """;

  @Test
  void meshioReadsMsh() throws Exception {
    List<double[]> lines = meshio(written("msh"), NAMES);
    assertVolumes(lines, boundary, 3);
    assertEquals(town.cells(CellKind.WEDGE), lines.get(1)[0]);
    assertTrue(lines.get(1)[1] > town.cells(CellKind.PYRAMID), "polyhedra are divided");
    assertEquals(boundary, lines.get(2)[0]);
  }

  @Test
  void meshioReadsXdmf() throws Exception {
    String layers = "print(*sum(([d.min(), len(d)] for d in m.cell_data['layer']), []))";
    List<double[]> lines = meshio(written("xdmf"), layers);
    assertVolumes(lines, boundary, 3);
    assertEquals(town.cells(CellKind.WEDGE), lines.get(1)[0]);
    assertEquals(0, lines.get(3)[0]);
  }

  @Test
  void meshioReadsTets() throws Exception {
    List<double[]> lines = meshio(written("msh", "tets"), NAMES);
    assertVolumes(lines, triangles, 1);
    assertEquals(triangles, lines.get(2)[0]);
    List<double[]> others = meshio(written("xdmf", "tets"), "");
    assertVolumes(others, triangles, 1);
    assertEquals(lines.get(1)[2], others.get(1)[2]);
  }

  @Test
  void thePageOnFiniteElementsReadsBoth() throws Exception {
    Path xdmf = written("xdmf", "tets");
    Path msh = written("msh", "tets");
    String code =
        String.join("", PageCode.blocks(Path.of("src/docs/fenicsx.md"), "python"))
            + "print(len(tets), len(points), len(groups), len(triangles))\n";
    List<double[]> lines =
        python(
            "meshio",
            "meshio is not installed",
            xdmf,
            code.replace("citymesh-demo/mesh/mesh.xdmf", xdmf.toString())
                .replace("citymesh-demo/mesh/mesh.msh", msh.toString()));
    double[] counts = lines.get(0);
    assertEquals(meshio(msh, NAMES).get(1)[2], counts[0], "tets");
    assertTrue(counts[1] >= manifest.totals().vertices(), "those amid polyhedra come on top");
    assertEquals(triangles, counts[3], "triangles");
    assertTrue(counts[2] >= 5, counts[2] + " groups");
  }

  @Test
  void gmshReadsMsh() throws Exception {
    String words =
        ForeignProgram.named("gmsh")
            .orSkip("Gmsh is not installed")
            .run("-check", "-v", "4", written("msh").toString());
    assertTrue(!words.contains("Warning") && !words.contains("Error"), words);
  }

  @Tag("slow")
  @Test
  void openFoamReadsMsh() throws Exception {
    ForeignProgram.named("gmshToFoam").orSkip("OpenFOAM is not installed");
    ForeignProgram gmsh = ForeignProgram.named("gmsh").orSkip("Gmsh is not installed");
    Path file = dir.resolve("text.msh"); // It reads no other.
    gmsh.run(written("msh").toString(), "-save", "-format", "msh22", "-o", file.toString());
    Path folder = dir.resolve("case");
    PolyMesh.putSystem(folder);
    String words =
        ForeignProgram.ofOpenFoam("gmshToFoam").run("-case", folder.toString(), file.toString());
    for (String patch : List.of("ground", "walls", "roofs", "top", "inlet", "outlet", "side")) {
      assertTrue(words.contains(patch), words);
    }
    PolyMesh.Verdict verdict = PolyMesh.check(folder);
    assertTrue(verdict.text().contains("Boundary openness"), verdict::text);
    assertTrue(!verdict.text().contains("***Open cells"), verdict::text);
    assertTrue(!verdict.text().contains("negative"), verdict::text);
  }
}
