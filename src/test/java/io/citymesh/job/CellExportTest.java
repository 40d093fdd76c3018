package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import io.citymesh.SparkTest;
import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.PolyMesh;
import io.citymesh.air.Town;
import io.citymesh.format.FormatOptions;
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

  @BeforeAll
  static void publish() throws IOException {
    AirPart whole = AirParts.above(Town.casbah(4).surface(8), 3, 40);
    town = AirQuality.of(whole);
    assertTrue(Arrays.stream(CellKind.values()).allMatch(kind -> town.cells(kind) > 0));
    manifest =
        AirCity.publish(
            OutputDir.of(dir.toString(), new Configuration()), AirCity.bands(whole, 5, 9, 2));
  }

  private static long cells() {
    return Arrays.stream(CellKind.values()).mapToLong(town::cells).sum();
  }

  private static Path written(String format) throws IOException {
    FormatOptions options = FormatOptions.of(format);
    Manifest.Format written =
        MeshExport.intoOutput(
            spark(),
            dir.toString(),
            manifest,
            options.choices().patches(),
            options.formats().get(0));
    Path file = dir.resolve(written.files().get(0));
    assertEquals(written.bytes(), file.toFile().length());
    return file;
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

  private static void assertVolumes(double[] found, double[] cellsOfKinds) {
    assertEquals(town.volume(), found[0], 1e-8 * town.volume());
    assertTrue(found[1] > 0, "no cell is inside out");
    assertEquals(2, found[2], "a face is in one or two cells");
    assertEquals(found[4], found[3], "those in one are on the boundary");
    assertEquals(cellsOfKinds.length, Arrays.stream(cellsOfKinds).filter(n -> n > 0).count());
  }

  @Test
  void vtkReadsVtu() throws Exception {
    List<double[]> lines =
        python(
            "vtkmodules",
            "VTK is not installed",
            written("vtu"),
            """
            import vtk
            from vtk.util.numpy_support import vtk_to_numpy as array
            r = vtk.vtkXMLUnstructuredGridReader()
            r.SetFileName(sys.argv[1])
            r.Update()
            g = r.GetOutput()
            p = array(g.GetPoints().GetData())
            p = p - p.mean(axis=0)
            sizes = []
            boundary = 0
            for c in range(g.GetNumberOfCells()):
                cell = g.GetCell(c)
                faces = []
                for f in range(cell.GetNumberOfFaces()):
                    ids = cell.GetFace(f).GetPointIds()
                    faces.append([ids.GetId(i) for i in range(ids.GetNumberOfIds())])
                sizes.append(volume(p, faces))
            e = vtk.vtkDataSetSurfaceFilter()
            e.SetInputData(g)
            e.Update()
            print(sum(sizes), min(sizes), max(times.values()),
                  sum(1 for t in times.values() if t == 1), e.GetOutput().GetNumberOfCells())
            types = array(g.GetCellTypesArray())
            print(*[int((types == t).sum()) for t in (13, 14, 10, 42)])
            layer = array(g.GetCellData().GetArray("layer"))
            print(layer.min(), layer.max(), len(layer))
            """);
    assertVolumes(lines.get(0), lines.get(1));
    for (CellKind kind : CellKind.values()) {
      assertEquals(town.cells(kind), lines.get(1)[kind.ordinal()]);
    }
    assertEquals(0, lines.get(2)[0]);
    assertEquals(cells(), lines.get(2)[2]);
  }

  @Test
  void meshioReadsMsh() throws Exception {
    Path file = written("msh");
    List<double[]> lines =
        python(
            "meshio",
            "meshio is not installed",
            file,
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
            flat = 0
            for block in m.cells:
                kinds[block.type] = kinds.get(block.type, 0) + len(block.data)
                for c in block.data:
                    if block.type in faces:
                        sizes.append(volume(p, [[c[i] for i in f] for f in faces[block.type]]))
                    else:
                        assert times[tuple(sorted(c))] == 1
                        flat += 1
            print(sum(sizes), min(sizes), max(times.values()),
                  sum(1 for t in times.values() if t == 1), flat)
            print(kinds["wedge"], kinds["pyramid"], kinds["tetra"], kinds["triangle"], kinds["quad"])
            assert sorted(m.field_data) == ["air", "ground", "inlet", "outlet", "roofs", "side", "top", "walls"]
            """);
    // Volumes come before surfaces in the file, which the script relies on.
    assertVolumes(lines.get(0), lines.get(1));
    assertEquals(town.cells(CellKind.WEDGE), lines.get(1)[0]);
    assertTrue(lines.get(1)[1] > town.cells(CellKind.PYRAMID), "polyhedra are divided");
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
