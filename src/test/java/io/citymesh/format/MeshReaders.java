package io.citymesh.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
}
