package io.citymesh.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.citymesh.output.BuildingRow;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
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

  /** The {@code transform} of the first line. */
  @Override
  public boolean tellsOrigin(MeshParts mesh) {
    return true;
  }

  @Override
  public double room(double faces) {
    return 42 * faces;
  }

  @Override
  public byte[] head(MeshParts mesh, long length) {
    String epsg =
        mesh.crs().matches("EPSG:[0-9]+")
            ? String.format(
                Locale.ROOT,
                ",\"metadata\":{\"referenceSystem\":\"https://www.opengis.net/def/crs/EPSG/0/%s\"}",
                mesh.crs().substring("EPSG:".length()))
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
    double[] origin = mesh.localOrigin();
    for (BuildingFaces part : faces) {
      int[] vertices = shell.vertices(part.xyz(), origin, CityJsonFormat::whole);
      int[] corners = part.corners();
      for (int f = 0; f < part.kinds().length; f++) {
        if (shell.add(
            vertices[corners[3 * f]], vertices[corners[3 * f + 1]], vertices[corners[3 * f + 2]])) {
          kinds[n++] = part.kinds()[f];
        }
      }
    }
    boolean closed = shell.close(Long.MAX_VALUE);
    String id = "building-" + row.key();
    Utf8Text text = feature(id, "Building", kinds.length);
    text.add(",\"attributes\":").add(attributes(row)).add(",\"geometry\":[");
    if (n > 0) {
      text.add(
          String.format(
              Locale.ROOT,
              "{\"type\":\"%s\",\"lod\":\"1.2\",\"boundaries\":%s",
              closed ? "Solid" : "MultiSurface",
              closed ? "[[" : "["));
      for (int f = 0; f < n; f++) {
        text.add('[').addList(shell.corner(f, 0), shell.corner(f, 1), shell.corner(f, 2)).add("],");
      }
      if (closed) {
        shell.walls().forEach(wall -> text.add('[').addList(wall).add("],"));
        text.add('[');
        shell.floor().forEach(ring -> text.addList(ring).add(','));
        text.cut().add("],");
      }
      text.cut()
          .add(closed ? "]]" : "]")
          .add(",\"semantics\":{\"surfaces\":")
          .add(SURFACES)
          .add(",\"values\":")
          .add(closed ? "[[" : "[");
      for (int f = 0; f < n; f++) {
        text.add(kinds[f] == FaceKind.ROOF ? ROOF : WALL).add(',');
      }
      if (closed) {
        shell.walls().forEach(wall -> text.add(WALL).add(','));
        text.add(FLOOR).add(',');
      }
      text.cut().add(closed ? "]]" : "]").add("}}");
    }
    text.add("]}},\"vertices\":[");
    for (int v = 0; v < shell.vertexCount(); v++) {
      text.addList(shell.coordinate(v, 0), shell.coordinate(v, 1), shell.coordinate(v, 2)).add(',');
    }
    return end(text, shell.vertexCount());
  }

  /** The end of a feature after its vertices. */
  private static byte[] end(Utf8Text text, int vertices) {
    return line((vertices > 0 ? text.cut() : text).add("]}"));
  }

  private static long whole(double metres) {
    return Math.round(metres * PER_METRE);
  }

  /**
   * The beginning of a feature of one object.
   *
   * @param faces that it will have, about
   */
  private Utf8Text feature(String id, String type, int faces) {
    String quoted = quoted(id);
    return new Utf8Text(1024 + (int) Math.min(room(faces), 1 << 30))
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

  @Override
  public Optional<byte[]> ground(FormatPart part) throws IOException {
    GroundFaces ground = GroundFaces.of(part);
    int[] corners = ground.corners();
    double[] xyz = ground.xyz();
    if (corners.length == 0) {
      return Optional.empty();
    }
    double[] origin = part.mesh().localOrigin();
    Utf8Text text = feature("ground-" + part.number(), "TINRelief", corners.length / 3);
    text.add(",\"geometry\":[{\"type\":\"CompositeSurface\",\"lod\":\"1\",\"boundaries\":[");
    for (int i = 0; i < corners.length; i += 3) {
      text.add('[').addList(corners[i], corners[i + 1], corners[i + 2]).add("],");
    }
    text.cut().add("]}]}},\"vertices\":[");
    for (int i = 0; i < xyz.length; i += 3) {
      text.addList(
              whole(xyz[i] - origin[0]),
              whole(xyz[i + 1] - origin[1]),
              whole(xyz[i + 2] - origin[2]))
          .add(',');
    }
    return Optional.of(end(text, xyz.length / 3));
  }
}
