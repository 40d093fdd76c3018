package io.citymesh.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.object.datatype.FixedPoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Readers of mesh files, written from the formats' specifications and nothing else. */
final class MeshReaders {
  private MeshReaders() {}

  private static double[] triangle(double[] xyz, long a, long b, long c, int marker) {
    double[] face = new double[10];
    System.arraycopy(xyz, Math.toIntExact(3 * a), face, 0, 3);
    System.arraycopy(xyz, Math.toIntExact(3 * b), face, 3, 3);
    System.arraycopy(xyz, Math.toIntExact(3 * c), face, 6, 3);
    face[9] = marker;
    return face;
  }

  /** The arrays of a VTU file by type and name. */
  static Map<String, ByteBuffer> vtuArrays(Path path) throws Exception {
    byte[] bytes = Files.readAllBytes(path);
    String text = new String(bytes, ISO_8859_1);
    int data = text.indexOf('_', text.indexOf("<AppendedData encoding=\"raw\">")) + 1;
    Element file = vtuXml(path).getDocumentElement();
    TreeMap<String, ByteBuffer> arrays = new TreeMap<>();
    NodeList elements = file.getElementsByTagName("DataArray");
    int end = data;
    for (int i = 0; i < elements.getLength(); i++) {
      Element array = (Element) elements.item(i);
      if (array.getAttribute("format").equals("appended")) {
        int start = data + Integer.parseInt(array.getAttribute("offset"));
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) all.getLong(start);
        arrays.put(
            array.getAttribute("type") + " " + array.getAttribute("Name"),
            all.slice(start + 8, length).order(ByteOrder.LITTLE_ENDIAN));
        end = Math.max(end, start + 8 + length);
      }
    }
    if (!text.substring(end).equals("\n  </AppendedData>\n</VTKFile>\n")) {
      throw new IOException("the arrays end elsewhere than their section");
    }
    return arrays;
  }

  /** The XML without the raw bytes. */
  static Document vtuXml(Path path) throws Exception {
    String text = Files.readString(path, ISO_8859_1);
    int data = text.indexOf('_', text.indexOf("<AppendedData encoding=\"raw\">")) + 1;
    String xml = text.substring(0, data) + "</AppendedData></VTKFile>";
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(ISO_8859_1)));
  }

  static Triangles vtu(Path path, int buildings) throws Exception {
    Map<String, ByteBuffer> arrays = vtuArrays(path);
    double[] xyz = new double[arrays.get("Float64 Points").limit() / 8];
    arrays.get("Float64 Points").asDoubleBuffer().get(xyz);
    ByteBuffer corners = arrays.get("Int64 connectivity");
    List<double[]> faces = new ArrayList<>();
    for (int f = 0; f < corners.limit() / 24; f++) {
      faces.add(
          triangle(
              xyz,
              corners.getLong(24 * f),
              corners.getLong(24 * f + 8),
              corners.getLong(24 * f + 16),
              arrays.get("Int32 marker").getInt(4 * f)));
    }
    return new Triangles(faces, buildings);
  }

  static Triangles ply(Path path, int buildings) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(bytes.array(), ISO_8859_1);
    String header = text.substring(0, text.indexOf("end_header\n") + "end_header\n".length());
    String expected =
        """
        ply
        format binary_little_endian 1.0
        element vertex #
        property double x
        property double y
        property double z
        element face #
        property list uchar int vertex_indices
        property int marker
        end_header
        """;
    if (!header.replaceAll("comment [^\n]*\n", "").replaceAll(" \\d+\n", " #\n").equals(expected)) {
      throw new IOException("another header: " + header);
    }
    Matcher counts = Pattern.compile("element \\w+ (\\d+)\n").matcher(header);
    counts.find();
    double[] xyz = new double[3 * Integer.parseInt(counts.group(1))];
    counts.find();
    int m = Integer.parseInt(counts.group(1));
    bytes.position(header.length());
    for (int i = 0; i < xyz.length; i++) {
      xyz[i] = bytes.getDouble();
    }
    List<double[]> faces = new ArrayList<>();
    for (int f = 0; f < m; f++) {
      if (bytes.get() != 3) {
        throw new IOException("face " + f + " is no triangle");
      }
      faces.add(triangle(xyz, bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt()));
    }
    if (bytes.hasRemaining()) {
      throw new IOException("more bytes than the counts say");
    }
    return new Triangles(faces, buildings);
  }

  /** The origin in the comments is added. */
  static Triangles obj(Path path) throws IOException {
    double[] origin = new double[3];
    List<Double> xyz = new ArrayList<>();
    List<double[]> faces = new ArrayList<>();
    int marker = Integer.MIN_VALUE;
    for (String line : Files.readAllLines(path)) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "#" -> {
          if (words[1].equals("origin")) {
            for (int i = 0; i < 3; i++) {
              origin[i] = Double.parseDouble(words[2 + i].replace(",", ""));
            }
          }
        }
        case "v" -> {
          for (int i = 0; i < 3; i++) {
            xyz.add(Double.parseDouble(words[1 + i]) + origin[i]);
          }
        }
        case "g" -> marker = List.of("ground", "", "walls", "roofs").indexOf(words[1]) - 2;
        case "f" -> {
          double[] all = xyz.stream().mapToDouble(Double::doubleValue).toArray();
          faces.add(
              triangle(
                  all,
                  Long.parseLong(words[1]) - 1,
                  Long.parseLong(words[2]) - 1,
                  Long.parseLong(words[3]) - 1,
                  marker));
        }
        default -> throw new IOException("what is " + line);
      }
    }
    return new Triangles(faces, 1);
  }

  private static final List<String> PATCHES = List.of("ground", "", "walls", "roofs");

  /** Binary files of the patches; the origin in their headers is added. */
  static Triangles stl(Path folder, String stem) throws IOException {
    List<double[]> faces = new ArrayList<>();
    for (String patch : List.of("ground", "walls", "roofs")) {
      byte[] bytes = Files.readAllBytes(folder.resolve(stem + "_" + patch + ".stl"));
      ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      Matcher origin =
          Pattern.compile(
                  "citymesh " + patch + ", origin (\\S+) (\\S+) (\\S+), metre, .*", Pattern.DOTALL)
              .matcher(new String(bytes, 0, 80, ISO_8859_1));
      if (!origin.matches()) {
        throw new IOException("another header");
      }
      file.position(80);
      for (int left = file.getInt(); left > 0; left--) {
        double[] face = new double[10];
        double[] normal = {file.getFloat(), file.getFloat(), file.getFloat()};
        for (int i = 0; i < 9; i++) {
          face[i] = file.getFloat();
        }
        requireNormal(normal, face);
        for (int i = 0; i < 9; i++) {
          face[i] += Double.parseDouble(origin.group(1 + i % 3));
        }
        face[9] = PATCHES.indexOf(patch) - 2;
        faces.add(face);
        if (file.getShort() != 0) {
          throw new IOException("the spare number is used");
        }
      }
      if (file.hasRemaining()) {
        throw new IOException("more bytes than facets");
      }
    }
    return new Triangles(faces, 1);
  }

  private static void requireNormal(double[] normal, double[] face) throws IOException {
    double dot = 0;
    for (int c = 0; c < 3; c++) {
      dot += normal[c] * (face[3 + c] - face[c]);
      dot += normal[c] * (face[6 + c] - face[c]);
    }
    double length = Math.hypot(Math.hypot(normal[0], normal[1]), normal[2]);
    if (Math.abs(dot) > 1e-4 || Math.abs(length - 1) > 1e-5) {
      throw new IOException("no normal of its facet");
    }
  }

  /** A text with a solid for each patch, about an origin. */
  static Triangles stlText(Path path, double[] origin) throws IOException {
    List<double[]> faces = new ArrayList<>();
    String text = Files.readString(path);
    Matcher solids =
        Pattern.compile("solid (\\w+)\n(.*?)endsolid \\1\n", Pattern.DOTALL).matcher(text);
    int end = 0;
    while (solids.find() && solids.start() == end) {
      end = solids.end();
      String rest =
          solids
              .group(2)
              .replaceAll("facet normal|outer loop|vertex|endloop|endfacet", " ")
              .strip();
      String[] numbers = rest.isEmpty() ? new String[0] : rest.split("\\s+");
      for (int at = 0; at < numbers.length; at += 12) {
        double[] face = new double[10];
        for (int i = 0; i < 9; i++) {
          face[i] = Double.parseDouble(numbers[at + 3 + i]);
        }
        double[] normal = new double[3];
        for (int c = 0; c < 3; c++) {
          normal[c] = Double.parseDouble(numbers[at + c]);
        }
        requireNormal(normal, face);
        for (int i = 0; i < 9; i++) {
          face[i] += origin[i % 3];
        }
        face[9] = PATCHES.indexOf(solids.group(1)) - 2;
        faces.add(face);
      }
    }
    if (end != text.length()) {
      throw new IOException("something else than solids");
    }
    return new Triangles(faces, 1);
  }

  /** Gmsh 4.1, binary. */
  static Triangles msh(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    expect(file, "$MeshFormat\n4.1 1 8\n");
    require(file.getInt() == 1, "the order of bytes");
    expect(file, "\n$EndMeshFormat\n$Comments\n");
    line(file);
    expect(file, "$EndComments\n$PhysicalNames\n");
    Map<Integer, Integer> markers = new TreeMap<>();
    int groups = Integer.parseInt(line(file));
    for (int i = 0; i < groups; i++) {
      String[] words = line(file).split(" ");
      require(words[0].equals("2"), "a surface");
      markers.put(
          Integer.parseInt(words[1]),
          List.of("\"ground\"", "\"ground_at_buildings\"", "\"walls\"", "\"roofs\"")
                  .indexOf(words[2])
              - 2);
    }
    expect(file, "$EndPhysicalNames\n$Entities\n");
    require(file.getLong() == 0, "points");
    require(file.getLong() == 0, "curves");
    require(file.getLong() == groups && file.getLong() == 0, "surfaces and volumes");
    Map<Integer, Integer> markerOfSurface = new TreeMap<>();
    for (int i = 0; i < groups; i++) {
      int surface = file.getInt();
      file.position(file.position() + 48);
      require(file.getLong() == 1, "one physical group");
      markerOfSurface.put(surface, markers.get(file.getInt()));
      require(file.getLong() == 0, "no curves");
    }
    expect(file, "\n$EndEntities\n$Nodes\n");
    require(file.getLong() == 1, "one block of nodes");
    int n = (int) file.getLong();
    require(file.getLong() == 1 && file.getLong() == n, "numbers of nodes");
    require(file.getInt() == 2 && markerOfSurface.containsKey(file.getInt()), "a surface");
    require(file.getInt() == 0 && file.getLong() == n, "nodes of the block");
    for (int i = 1; i <= n; i++) {
      require(file.getLong() == i, "number of node " + i);
    }
    double[] xyz = new double[3 * n];
    for (int i = 0; i < xyz.length; i++) {
      xyz[i] = file.getDouble();
    }
    expect(file, "\n$EndNodes\n$Elements\n");
    long blocks = file.getLong();
    long m = file.getLong();
    require(file.getLong() == 1 && file.getLong() == m, "numbers of elements");
    List<double[]> faces = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      require(file.getInt() == 2, "a surface");
      int marker = markerOfSurface.get(file.getInt());
      require(file.getInt() == 2, "triangles");
      for (long left = file.getLong(); left > 0; left--) {
        require(file.getLong() == faces.size() + 1, "number of an element");
        faces.add(
            triangle(xyz, file.getLong() - 1, file.getLong() - 1, file.getLong() - 1, marker));
      }
    }
    expect(file, "\n$EndElements\n");
    require(!file.hasRemaining() && faces.size() == m, "the end");
    return new Triangles(faces, 1);
  }

  private static void require(boolean so, String what) throws IOException {
    if (!so) {
      throw new IOException(what);
    }
  }

  private static void expect(ByteBuffer file, String text) throws IOException {
    byte[] found = new byte[text.length()];
    file.get(found);
    require(new String(found, ISO_8859_1).equals(text), new String(found, ISO_8859_1));
  }

  private static String line(ByteBuffer file) {
    StringBuilder line = new StringBuilder();
    for (char c = (char) file.get(); c != '\n'; c = (char) file.get()) {
      line.append(c);
    }
    return line.toString();
  }

  /** XDMF with its HDF5 file, by jHDF. */
  static Triangles xdmf(Path path, int buildings) throws Exception {
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(path.toFile())
            .getDocumentElement();
    NodeList items = root.getElementsByTagName("DataItem");
    Map<String, Object> arrays = new TreeMap<>();
    for (int i = 0; i < items.getLength(); i++) {
      Element item = (Element) items.item(i);
      String[] place = item.getTextContent().strip().split(":/");
      try (HdfFile file = new HdfFile(path.resolveSibling(place[0]))) {
        Dataset dataset = file.getDatasetByPath("/" + place[1]);
        String dimensions =
            Arrays.stream(dataset.getDimensions())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
        require(dimensions.equals(item.getAttribute("Dimensions")), dimensions);
        arrays.put(place[1], dataset.getDataFlat());
      }
    }
    require(arrays.keySet().equals(Set.of("geometry", "topology", "marker", "building")), "arrays");
    double[] xyz = (double[]) arrays.get("geometry");
    long[] corners = (long[]) arrays.get("topology");
    int[] markers = (int[]) arrays.get("marker");
    requireBuildings(markers, (int[]) arrays.get("building"), buildings);
    List<double[]> faces = new ArrayList<>();
    for (int f = 0; f < markers.length; f++) {
      faces.add(triangle(xyz, corners[3 * f], corners[3 * f + 1], corners[3 * f + 2], markers[f]));
    }
    return new Triangles(faces, buildings);
  }

  private static void requireBuildings(int[] markers, int[] building, int buildings)
      throws IOException {
    for (int f = 0; f < markers.length; f++) {
      int expected = markers[f] < 0 ? -1 : markers[f] % buildings;
      require(building[f] == expected, "building of face " + f);
    }
  }

  /** VTKHDF 1.0 by jHDF, partition by partition. */
  static Triangles vtkHdf(Path path, int buildings) throws IOException {
    try (HdfFile file = new HdfFile(path)) {
      Group group = (Group) file.getChild("VTKHDF");
      require(
          Arrays.equals(new long[] {1, 0}, (long[]) group.getAttribute("Version").getData()),
          "version");
      require(group.getAttribute("Type").getData().equals("UnstructuredGrid"), "type");
      long[] points = (long[]) group.getDatasetByPath("NumberOfPoints").getData();
      long[] cells = (long[]) group.getDatasetByPath("NumberOfCells").getData();
      long[] ids = (long[]) group.getDatasetByPath("NumberOfConnectivityIds").getData();
      double[] xyz = (double[]) group.getDatasetByPath("Points").getDataFlat();
      long[] corners = (long[]) group.getDatasetByPath("Connectivity").getData();
      long[] offsets = (long[]) group.getDatasetByPath("Offsets").getData();
      Dataset types = group.getDatasetByPath("Types");
      require(!((FixedPoint) types.getDataType()).isSigned(), "unsigned types");
      int[] markers = (int[]) group.getDatasetByPath("CellData/marker").getData();
      requireBuildings(
          markers, (int[]) group.getDatasetByPath("CellData/building").getData(), buildings);
      List<double[]> faces = new ArrayList<>();
      int point = 0;
      int corner = 0;
      int offset = 0;
      for (int part = 0; part < points.length; part++) {
        require(ids[part] == 3 * cells[part], "triangles");
        for (int f = 0; f < cells[part]; f++) {
          require(offsets[offset + f] == 3L * f, "offsets");
          faces.add(
              triangle(
                  xyz,
                  point + corners[corner],
                  point + corners[corner + 1],
                  point + corners[corner + 2],
                  markers[faces.size()]));
          corner += 3;
        }
        require(offsets[offset + (int) cells[part]] == ids[part], "last offset");
        offset += (int) cells[part] + 1;
        point += (int) points[part];
      }
      require(point == xyz.length / 3 && offset == offsets.length, "all is used");
      require(types.getSize() == markers.length, "types");
      return new Triangles(faces, buildings);
    }
  }
}
