package io.citymesh.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.citymesh.output.BuildingRow;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A CityJSON 2.0 text sequence: a line with the CRS and the transform, then a feature a line. A
 * building is a solid of level of detail 1.2, of the mesh's walls and roofs and what closes them
 * ({@link ClosedShell}); one with missing faces, because a tile has failed, is a multi-surface of
 * those there are, or has no geometry. The ground of a part is a relief of triangles.
 *
 * <p>Coordinates are whole tenths of millimetres about the local origin.
 *
 * @see <a href="https://www.cityjson.org/specs/2.0.1/">CityJSON 2.0.1, section 9</a>
 */
record CityJsonFormat() implements FeatureFormat {
  static final String NAME = "cityjsonseq";

  private static final double PER_METRE = 10_000;

  // Semantics of surfaces, in the order of SURFACES.
  private static final int FLOOR = 0;
  private static final int WALL = 1;
  private static final int ROOF = 2;
  private static final String SURFACES =
      "[{\"type\":\"GroundSurface\"},{\"type\":\"WallSurface\"},{\"type\":\"RoofSurface\"}]";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String extension() {
    return "city.jsonl";
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public double room(double faces) {
    return 42 * faces;
  }

  @Override
  public byte[] head(MeshParts mesh) {
    String epsg =
        mesh.crs().matches("EPSG:[0-9]+")
            ? ",\"metadata\":{\"referenceSystem\":\"https://www.opengis.net/def/crs/EPSG/0/%s\"}"
                .formatted(mesh.crs().substring("EPSG:".length()))
            : "";
    return line(
        new StringBuilder("{\"type\":\"CityJSON\",\"version\":\"2.0\",\"transform\":{\"scale\":")
            .append("[0.0001,0.0001,0.0001],\"translate\":[")
            .append(mesh.originAsText().replace(' ', ','))
            .append("]}")
            .append(epsg)
            .append(",\"CityObjects\":{},\"vertices\":[]}"));
  }

  private static byte[] line(StringBuilder text) {
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] building(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces) {
    ClosedShell shell = new ClosedShell();
    byte[] kinds = new byte[faces.stream().mapToInt(part -> part.kinds().length).sum()];
    int n = 0;
    double[] origin = mesh.localOrigin();
    for (BuildingFaces part : faces) {
      for (int f = 0; f < part.kinds().length; f++) {
        long[] corners = new long[9];
        for (int i = 0; i < 9; i++) {
          corners[i] = whole(part.xyz()[9 * f + i] - origin[i % 3]);
        }
        if (shell.add(corners)) {
          kinds[n++] = part.kinds()[f];
        }
      }
    }
    boolean closed = shell.close();
    String id = "building-" + row.key();
    StringBuilder text = feature(id, "Building");
    text.append(",\"attributes\":").append(attributes(row)).append(",\"geometry\":[");
    if (!shell.faces().isEmpty()) {
      text.append(
          "{\"type\":\"%s\",\"lod\":\"1.2\",\"boundaries\":%s"
              .formatted(closed ? "Solid" : "MultiSurface", closed ? "[[" : "["));
      StringBuilder values = new StringBuilder();
      for (int f = 0; f < n; f++) {
        surface(text, shell.faces().get(f));
        values.append(kinds[f] == FaceKind.ROOF ? ROOF : WALL).append(',');
        text.append(',');
      }
      if (closed) {
        for (int[] wall : shell.walls()) {
          surface(text, wall);
          values.append(WALL).append(',');
          text.append(',');
        }
        text.append('[');
        shell.floor().forEach(ring -> ring(text, ring).append(','));
        text.setCharAt(text.length() - 1, ']');
        values.append(FLOOR).append(',');
        text.append(',');
      }
      text.setCharAt(text.length() - 1, ']');
      values.setLength(values.length() - 1);
      text.append(closed ? "]" : "")
          .append(",\"semantics\":{\"surfaces\":")
          .append(SURFACES)
          .append(",\"values\":")
          .append(closed ? "[[" : "[")
          .append(values)
          .append(closed ? "]]" : "]")
          .append("}}");
    }
    text.append("]}},\"vertices\":[");
    long[] all = new long[3 * shell.vertices().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = shell.vertices().get(i / 3)[i % 3];
    }
    return line(vertices(text, all).append("]}"));
  }

  private static long whole(double metres) {
    return Math.round(metres * PER_METRE);
  }

  /** The beginning of a feature of one object. */
  private static StringBuilder feature(String id, String type) {
    String quoted = quoted(id);
    return new StringBuilder("{\"type\":\"CityJSONFeature\",\"id\":")
        .append(quoted)
        .append(",\"CityObjects\":{")
        .append(quoted)
        .append(":{\"type\":\"")
        .append(type)
        .append('"');
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static String attributes(BuildingRow row) {
    return String.format(
        Locale.ROOT,
        "{\"index\":%d,\"source_ids\":[%s],\"ground_height\":%s,\"roof_height\":%s,\"height\":%s,"
            + "\"height_source\":%s,\"area\":%s%s}",
        row.index(),
        row.sourceIds().stream().map(CityJsonFormat::quoted).collect(Collectors.joining(",")),
        row.ground(),
        row.roof(),
        row.height(),
        quoted(row.heightSource()),
        row.area(),
        row.kept().entrySet().stream()
            .map(kept -> "," + quoted(kept.getKey()) + ":" + value(kept.getValue()))
            .collect(Collectors.joining()));
  }

  private static String value(Object value) {
    return value instanceof String text ? quoted(text) : String.valueOf(value);
  }

  /** A surface of one ring. */
  private static void surface(StringBuilder text, int[] ring) {
    ring(text.append('['), ring).append(']');
  }

  private static StringBuilder ring(StringBuilder text, int[] ring) {
    text.append('[');
    for (int i = 0; i < ring.length; i++) {
      text.append(i == 0 ? "" : ",").append(ring[i]);
    }
    return text.append(']');
  }

  /**
   * @param xyz of all vertices
   */
  private static StringBuilder vertices(StringBuilder text, long[] xyz) {
    for (int i = 0; i < xyz.length; i++) {
      text.append(i == 0 ? "[" : i % 3 == 0 ? "],[" : ",").append(xyz[i]);
    }
    return text.append(xyz.length == 0 ? "" : "]");
  }

  @Override
  public Optional<byte[]> ground(FormatPart part) throws IOException {
    byte[] kinds = part.kinds();
    int[] faces = part.faces();
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    double[] origin = part.mesh().localOrigin();
    int[] numbers = new int[(own.length + ghosts.length) / 3];
    Arrays.fill(numbers, -1);
    long[] xyz = new long[own.length + ghosts.length];
    int count = 0;
    StringBuilder text = feature("ground-" + part.number(), "TINRelief");
    text.append(",\"geometry\":[{\"type\":\"CompositeSurface\",\"lod\":\"1\",\"boundaries\":[");
    int[] face = new int[3];
    boolean any = false;
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] != FaceKind.GROUND && kinds[f] != FaceKind.HALO) {
        continue;
      }
      for (int c = 0; c < 3; c++) {
        int vertex = faces[3 * f + c];
        if (numbers[vertex] < 0) {
          for (int axis = 0; axis < 3; axis++) {
            int at = 3 * vertex + axis;
            double value = at < own.length ? own[at] : ghosts[at - own.length];
            xyz[3 * count + axis] = whole(value - origin[axis]);
          }
          numbers[vertex] = count++;
        }
        face[c] = numbers[vertex];
      }
      text.append(any ? "," : "");
      surface(text, face);
      any = true;
    }
    text.append("]}]}},\"vertices\":[");
    vertices(text, Arrays.copyOf(xyz, 3 * count)).append("]}");
    return any ? Optional.of(line(text)) : Optional.empty();
  }
}
