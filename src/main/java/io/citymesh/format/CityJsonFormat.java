package io.citymesh.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.citymesh.output.BuildingRow;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
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
  public byte[] head(MeshParts mesh, long length) {
    String epsg =
        mesh.crs().matches("EPSG:[0-9]+")
            ? ",\"metadata\":{\"referenceSystem\":\"https://www.opengis.net/def/crs/EPSG/0/%s\"}"
                .formatted(mesh.crs().substring("EPSG:".length()))
            : "";
    return line(
        new Utf8Text()
            .add("{\"type\":\"CityJSON\",\"version\":\"2.0\",\"transform\":{\"scale\":")
            .add("[0.0001,0.0001,0.0001],\"translate\":[")
            .add(mesh.originAsText().replace(' ', ','))
            .add("]}")
            .add(epsg)
            .add(",\"CityObjects\":{},\"vertices\":[]}"));
  }

  private static byte[] line(Utf8Text text) {
    return text.add('\n').toBytes();
  }

  @Override
  public byte[] building(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces) {
    ClosedShell shell = new ClosedShell();
    byte[] kinds = new byte[faces.stream().mapToInt(part -> part.kinds().length).sum()];
    int n = 0;
    long[] corners = new long[9];
    double[] origin = mesh.localOrigin();
    for (BuildingFaces part : faces) {
      for (int f = 0; f < part.kinds().length; f++) {
        for (int i = 0; i < 9; i++) {
          corners[i] = whole(part.xyz()[9 * f + i] - origin[i % 3]);
        }
        if (shell.add(corners)) {
          kinds[n++] = part.kinds()[f];
        }
      }
    }
    boolean closed = shell.close(Long.MAX_VALUE);
    String id = "building-" + row.key();
    Utf8Text text = feature(id, "Building");
    text.add(",\"attributes\":").add(attributes(row)).add(",\"geometry\":[");
    if (n > 0) {
      text.add(
          "{\"type\":\"%s\",\"lod\":\"1.2\",\"boundaries\":%s"
              .formatted(closed ? "Solid" : "MultiSurface", closed ? "[[" : "["));
      Utf8Text values = new Utf8Text();
      int[] face = new int[3];
      for (int f = 0; f < n; f++) {
        for (int i = 0; i < 3; i++) {
          face[i] = shell.corner(f, i);
        }
        surface(text, face).add(',');
        values.add(kinds[f] == FaceKind.ROOF ? ROOF : WALL).add(',');
      }
      if (closed) {
        for (int[] wall : shell.walls()) {
          surface(text, wall).add(',');
          values.add(WALL).add(',');
        }
        text.add('[');
        shell.floor().forEach(ring -> ring(text, ring).add(','));
        text.cut().add("],");
        values.add(FLOOR).add(',');
      }
      text.cut()
          .add(closed ? "]]" : "]")
          .add(",\"semantics\":{\"surfaces\":")
          .add(SURFACES)
          .add(",\"values\":")
          .add(closed ? "[[" : "[")
          .add(values.cut())
          .add(closed ? "]]" : "]")
          .add("}}");
    }
    text.add("]}},\"vertices\":[");
    for (int v = 0; v < shell.vertexCount(); v++) {
      vertex(text, shell.coordinate(v, 0), shell.coordinate(v, 1), shell.coordinate(v, 2));
    }
    return end(text, shell.vertexCount());
  }

  /** Adds a vertex, with a comma behind. */
  private static void vertex(Utf8Text text, long x, long y, long z) {
    text.add('[').add(x).add(',').add(y).add(',').add(z).add("],");
  }

  /** The end of a feature after its vertices. */
  private static byte[] end(Utf8Text text, int vertices) {
    return line((vertices > 0 ? text.cut() : text).add("]}"));
  }

  private static long whole(double metres) {
    return Math.round(metres * PER_METRE);
  }

  /** The beginning of a feature of one object. */
  private static Utf8Text feature(String id, String type) {
    String quoted = quoted(id);
    return new Utf8Text()
        .add("{\"type\":\"CityJSONFeature\",\"id\":")
        .add(quoted)
        .add(",\"CityObjects\":{")
        .add(quoted)
        .add(":{\"type\":\"")
        .add(type)
        .add('"');
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
  private static Utf8Text surface(Utf8Text text, int[] ring) {
    return ring(text.add('['), ring).add(']');
  }

  /**
   * @param ring of at least one vertex
   */
  private static Utf8Text ring(Utf8Text text, int[] ring) {
    text.add('[');
    for (int vertex : ring) {
      text.add(vertex).add(',');
    }
    return text.cut().add(']');
  }

  @Override
  public Optional<byte[]> ground(FormatPart part) throws IOException {
    GroundFaces ground = GroundFaces.of(part);
    int[] corners = ground.corners();
    double[] xyz = ground.xyz();
    if (corners.length == 0) {
      return Optional.empty();
    }
    double[] origin = part.mesh().localOrigin();
    Utf8Text text = feature("ground-" + part.number(), "TINRelief");
    text.add(",\"geometry\":[{\"type\":\"CompositeSurface\",\"lod\":\"1\",\"boundaries\":[");
    for (int i = 0; i < corners.length; i += 3) {
      surface(text, Arrays.copyOfRange(corners, i, i + 3)).add(',');
    }
    text.cut().add("]}]}},\"vertices\":[");
    for (int i = 0; i < xyz.length; i += 3) {
      vertex(
          text,
          whole(xyz[i] - origin[0]),
          whole(xyz[i + 1] - origin[1]),
          whole(xyz[i + 2] - origin[2]));
    }
    return Optional.of(end(text, xyz.length / 3));
  }
}
