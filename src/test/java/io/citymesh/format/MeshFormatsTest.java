package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.ForeignProgram;
import io.citymesh.SparkTest;
import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A city of several tiles and buildings, at coordinates that single precision does not hold, is the
 * same in every mesh format as in its parts: counts, areas by kind, bounds, faces of each building.
 * Our own readers of the formats say so, and other programs, where they are installed.
 */
class MeshFormatsTest extends SparkTest {
  private static final int BUILDINGS = 7;

  @TempDir static Path dir;

  private static Path city;
  private static Triangles parts;

  /**
   *
   *
   * <pre>
   *   300 +-----------------------------+     Buildings of 24 x 16 m, of different heights, on the
   *       |     [4]       [5]       [6] |     lines between tiles of 100 m and beside them.
   *       |                             |
   *       |          [2]       [3]      |
   *       |     [0]       [1]           |
   *     0 +-----------------------------+
   * </pre>
   */
  @BeforeAll
  static void build() throws IOException {
    List<String> features = new ArrayList<>();
    double[][] corners = {
      {50, 40}, {150, 40}, {90, 90}, {190, 95}, {50, 240}, {150, 240}, {250, 240}
    };
    for (int i = 0; i < BUILDINGS; i++) {
      double x = 600_000 + corners[i][0];
      double y = 5_700_000 + corners[i][1];
      features.add(
          String.format(
              Locale.ROOT,
              """
              {"type": "Feature", "id": "b%d", "properties": {"h": %d}, "geometry":
               {"type": "Polygon", "coordinates": [[[%f, %f], [%f, %f], [%f, %f], [%f, %f],
               [%f, %f]]]}}\
              """,
              i,
              6 + 3 * i,
              x,
              y,
              x + 24,
              y,
              x + 24,
              y + 16,
              x,
              y + 16,
              x,
              y));
    }
    Path buildings = dir.resolve("buildings.geojson");
    Files.writeString(
        buildings,
        "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\":"
            + " \"urn:ogc:def:crs:EPSG::25831\"}}, \"features\": ["
            + String.join(",", features)
            + "]}");
    city = dir.resolve("city");
    CityMesh.builder(SparkTest::spark)
        .buildings(buildings.toString())
        .heightField("h")
        .terrain("flat:1.25")
        .tileSize(100)
        .formats("vtu,vtkhdf,xdmf,obj,stl,ply,msh".split(","))
        .out(city.toString())
        .build();
    parts = readParts(city, BUILDINGS);
  }

  /** By the class that shows others how to read parts. */
  static Triangles readParts(Path city, int buildings) throws IOException {
    long[] keys =
        CityMesh.open(spark(), city.toString())
            .buildings(spark())
            .orderBy("index")
            .select("key")
            .collectAsList()
            .stream()
            .mapToLong(row -> row.getLong(0))
            .toArray();
    assertEquals(buildings, keys.length);
    BuildingNumbers numbers = BuildingNumbers.of(keys);
    List<double[]> faces = new ArrayList<>();
    try (MeshReader reader = new MeshReader(OutputDir.of(city.toString(), new Configuration()))) {
      for (int number = 0; number < reader.manifest().parts().size(); number++) {
        Part part = reader.part(number);
        int[] markers = MeshReader.markers(part, numbers);
        for (int f = 0; f < markers.length; f++) {
          double[] face = new double[10];
          for (int i = 0; i < 3; i++) {
            int corner = part.faces()[3 * f + i];
            int own = part.vertexCount();
            System.arraycopy(
                corner < own ? part.vertices() : part.ghosts(),
                3 * (corner < own ? corner : corner - own),
                face,
                3 * i,
                3);
          }
          face[9] = markers[f];
          faces.add(face);
        }
      }
    }
    return new Triangles(faces, buildings);
  }

  @Test
  void theCityIsWorthTheName() {
    assertTrue(parts.faces().size() > 2000, parts.faces().size() + " faces");
    for (int marker = -2; marker < 2 * BUILDINGS; marker++) {
      int m = marker;
      assertTrue(parts.faces().stream().anyMatch(face -> face[9] == m), "faces with " + m);
    }
  }

  @Test
  void vtu() throws Exception {
    parts.assertEqual(MeshReaders.vtu(city.resolve("mesh.vtu"), BUILDINGS), 0);
  }

  @Test
  void vtkHdf() throws IOException {
    parts.assertEqual(MeshReaders.vtkHdf(city.resolve("mesh.vtkhdf"), BUILDINGS), 0);
  }

  @Test
  void xdmf() throws Exception {
    parts.assertEqual(MeshReaders.xdmf(city.resolve("mesh.xdmf"), BUILDINGS), 0);
  }

  @Test
  void ply() throws IOException {
    parts.assertEqual(MeshReaders.ply(city.resolve("mesh.ply"), BUILDINGS), 0);
  }

  @Test
  void msh() throws IOException {
    parts.byKind().assertSameMesh(MeshReaders.msh(city.resolve("mesh.msh")), 0);
  }

  @Test
  void obj() throws IOException {
    parts.byPatch().assertSameMesh(MeshReaders.obj(city.resolve("mesh.obj")), 0.51e-6);
  }

  @Test
  void stl() throws IOException {
    parts.byPatch().assertSameMesh(MeshReaders.stl(city, "mesh"), 1e-5);
  }

  // ---- other programs

  /**
   * What another program has read.
   *
   * @param figures words and numbers on one line
   */
  private static void assertSame(String figures, boolean byKind) {
    List<Double> found = new ArrayList<>();
    for (String word : figures.strip().split(" ")) {
      found.add(Double.parseDouble(word));
    }
    assertEquals(parts.faces().size(), found.get(0), figures);
    TreeMap<Double, Double> areas = new TreeMap<>();
    for (double[] face : parts.byKind().faces()) {
      areas.merge(byKind ? face[9] : 0.0, Triangles.area(face), Double::sum);
    }
    assertEquals(1 + areas.size(), found.size(), figures);
    int at = 1;
    for (Map.Entry<Double, Double> area : areas.entrySet()) {
      assertEquals(area.getValue(), found.get(at++), 1e-4 * area.getValue(), figures);
    }
  }

  /** Prints the count of faces, and their areas by kind: ground, at buildings, walls, roofs. */
  private static final String TELL =
      """
      import sys, numpy as np
      N = %d
      def tell(p, t, kinds):
          a = np.cross(p[t[:, 1]] - p[t[:, 0]], p[t[:, 2]] - p[t[:, 0]])
          a = 0.5 * np.linalg.norm(a, axis=1)
          print(len(t), *[a[kinds == k].sum() for k in np.unique(kinds)])
      def kinds(m):
          return np.where(m < 0, m, np.where(m < N, 0, 1))
      """
          .formatted(BUILDINGS);

  /** The lines that the code tells; meshio prints others. */
  private static List<String> python(String module, String words, String code) throws Exception {
    ForeignProgram.named("/usr/bin/python3", "-m", module).orSkip(words);
    return ForeignProgram.named("/usr/bin/python3", "-W", "ignore", "-c")
        .run(TELL + code, city.toString())
        .lines()
        .filter(line -> line.matches("\\d.*"))
        .toList();
  }

  @Test
  void vtkReadsItsFormats() throws Exception {
    List<String> lines =
        python(
            "vtkmodules",
            "VTK is not installed",
            """
            import vtk
            from vtk.util.numpy_support import vtk_to_numpy as array
            d = sys.argv[1]
            def read(reader, file):
                reader.SetFileName(d + "/" + file)
                reader.Update()
                return reader.GetOutput()
            for reader, file in ((vtk.vtkXMLUnstructuredGridReader(), "mesh.vtu"),
                                 (vtk.vtkHDFReader(), "mesh.vtkhdf")):
                g = read(reader, file)
                cells = array(g.GetCells().GetConnectivityArray()).reshape(-1, 3)
                marker = array(g.GetCellData().GetArray("marker"))
                tell(array(g.GetPoints().GetData()), cells, kinds(marker))
            b = array(g.GetCellData().GetArray("building"))
            assert (b == np.where(marker < 0, -1, marker % N)).all()
            for reader, file in ((vtk.vtkPLYReader(), "mesh.ply"), (vtk.vtkOBJReader(), "mesh.obj")):
                g = read(reader, file)
                cells = array(g.GetPolys().GetConnectivityArray()).reshape(-1, 3)
                p = array(g.GetPoints().GetData()).astype(float)
                tell(p, cells, np.zeros(len(cells)))
            """);
    assertEquals(4, lines.size());
    assertSame(lines.get(0), true);
    assertSame(lines.get(1), true);
    assertEquals(
        parts.faces().size(),
        Integer.parseInt(lines.get(2).split(" ")[0]),
        "VTK has PLY in single precision, in which there is no area at these coordinates");
    assertSame(lines.get(3), false);
  }

  @Test
  void meshioReadsXdmfMshAndVtu() throws Exception {
    List<String> lines =
        python(
            "meshio",
            "meshio is not installed",
            """
            import meshio
            for file in "mesh.xdmf", "mesh.vtu", "mesh.msh":
                m = meshio.read(sys.argv[1] + "/" + file)
                t = np.concatenate([c.data for c in m.cells])
                if file == "mesh.msh":
                    k = np.concatenate(m.cell_data["gmsh:physical"]) - 3
                    names = {n: int(v[0]) for n, v in m.field_data.items()}
                    assert names == {"ground": 1, "ground_at_buildings": 2, "walls": 3, "roofs": 4}
                else:
                    k = kinds(np.concatenate(m.cell_data["marker"]))
                tell(m.points, t, k)
            """);
    assertEquals(3, lines.size());
    for (String line : lines) {
      assertSame(line, true);
    }
  }

  @Test
  void gmshReadsMsh() throws Exception {
    String words =
        ForeignProgram.named("gmsh")
            .orSkip("Gmsh is not installed")
            .run("-check", "-v", "4", city.resolve("mesh.msh").toString());
    assertTrue(words.contains(" " + parts.faces().size() + " elements"), words);
    assertTrue(!words.contains("Warning") && !words.contains("Error"), words);
  }

  @Test
  void assimpReadsObjStlAndPly() throws Exception {
    ForeignProgram assimp = ForeignProgram.named("assimp").orSkip("Assimp is not installed");
    for (String file : List.of("mesh.obj", "mesh_walls.stl", "mesh.ply")) {
      String words = assimp.run("info", city.resolve(file).toString());
      long faces =
          parts.byPatch().faces().stream()
              .filter(face -> !file.equals("mesh_walls.stl") || face[9] == 0)
              .count();
      String found = words.lines().filter(l -> l.startsWith("Faces:")).findFirst().orElse(words);
      assertEquals("Faces: " + faces, found.replaceAll("\\s+", " ").strip(), file);
    }
  }
}
