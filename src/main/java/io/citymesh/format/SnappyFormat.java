package io.citymesh.format;

import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A case of OpenFOAM (version 1912) in which {@code snappyHexMesh} fills the air of a closed mesh
 * with cells and {@code simpleFoam} computes the wind: a folder with the surface as an {@code obj}
 * file whose groups are the patches, all dictionaries and fields, and the commands.
 *
 * <p>The surface is one file: groups share their vertices, so that it is closed for whoever reads
 * it. All of the case is about the local origin.
 *
 * @param wind that blows in
 */
record SnappyFormat(Wind wind) implements PartFormat {
  static final String NAME = "snappy";

  private static final ObjFormat OBJ = new ObjFormat();
  private static final String SURFACE_FILE =
      "constant/triSurface/" + SnappyDictionaries.SURFACE + ".obj";
  private static final String README_FILE = "README";

  /** The paths of all files in the case; the surface comes last. */
  private static final List<String> PATHS =
      Stream.of(
              List.of(README_FILE),
              FoamCase.PATHS,
              List.of(
                  "system/blockMeshDict",
                  "system/surfaceFeatureExtractDict",
                  "system/snappyHexMeshDict",
                  SURFACE_FILE))
          .flatMap(List::stream)
          .toList();

  /** What is measured of elevations: all, those of ground and buildings, those of inlets. */
  private static final int LOWEST = 0;

  private static final int HIGHEST_OF_CITY = 1;
  private static final int LOWEST_OF_INLET = 2;
  private static final int ELEVATIONS = 3;

  @Override
  public String name() {
    return NAME;
  }

  /** A folder. */
  @Override
  public String usualName() {
    return NAME;
  }

  @Override
  public List<String> files(String file, MeshParts mesh) {
    return PATHS.stream().map(path -> file + "/" + path).toList();
  }

  @Override
  public boolean dividesBuildings(MeshParts mesh) {
    return true;
  }

  @Override
  public boolean listsSurface() {
    return true;
  }

  @Override
  public double room(double faces) {
    return OBJ.room(faces);
  }

  @Override
  public boolean isOfAir() {
    return true;
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public int measures(MeshParts mesh) {
    return OBJ.measures(mesh) + ELEVATIONS;
  }

  /** Those of {@code obj}, then elevations as the bits of doubles. */
  @Override
  public long[] measure(FormatPart part) throws IOException {
    requireClosed(part.mesh());
    long[] lengths = OBJ.measure(part);
    long[] measures = Arrays.copyOf(lengths, lengths.length + ELEVATIONS);
    double[] elevations = elevations(part);
    for (int i = 0; i < ELEVATIONS; i++) {
      measures[lengths.length + i] = Double.doubleToRawLongBits(elevations[i]);
    }
    return measures;
  }

  private static double[] elevations(FormatPart part) throws IOException {
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    int[] corners = part.faces();
    byte[] kinds = part.kinds();
    Patches patches = part.mesh().patches();
    int inlet = patches.names().indexOf("inlet");
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double lowInlet = Double.POSITIVE_INFINITY;
    for (int i = 0; i < corners.length; i++) {
      int at = 3 * corners[i] + 2;
      double z = at < own.length ? own[at] : ghosts[at - own.length];
      byte kind = kinds[i / 3];
      low = Math.min(low, z);
      if (kind < FaceKind.TOP) {
        high = Math.max(high, z);
      } else if (kind > FaceKind.TOP && (inlet < 0 || patches.of(kind) == inlet)) {
        lowInlet = Math.min(lowInlet, z);
      }
    }
    return new double[] {low, high, lowInlet};
  }

  private static void requireClosed(MeshParts mesh) {
    if (!mesh.enclosure().isClosed()) {
      throw new UserError(
          "snappy: the mesh is open to the sky, and encloses no air: build it with --close, or with"
              + " --domain wind or round");
    }
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    requireClosed(mesh);
    int first = OBJ.measures(mesh);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double inlet = Double.POSITIVE_INFINITY;
    for (long[] part : measures) {
      low = Math.min(low, Double.longBitsToDouble(part[first + LOWEST]));
      high = Math.max(high, Double.longBitsToDouble(part[first + HIGHEST_OF_CITY]));
      inlet = Math.min(inlet, Double.longBitsToDouble(part[first + LOWEST_OF_INLET]));
    }
    if (!(high < mesh.enclosure().top())) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "snappy: the ground reaches %s m, above the top of the mesh at %s m: build it with a"
                  + " higher --top",
              OptionCheck.text(high),
              OptionCheck.text(mesh.enclosure().top())));
    }
    Map<String, String> texts = texts(mesh, low, high, Double.isFinite(inlet) ? inlet : low);
    List<Layout> layouts = new ArrayList<>();
    for (String path : PATHS) {
      layouts.add(
          path.equals(SURFACE_FILE)
              ? OBJ.layout(mesh, measures, List.of(path)).get(0)
              : new Layout(List.of(Layout.Fixed.text(texts.get(path)))));
    }
    return layouts;
  }

  private Map<String, String> texts(MeshParts mesh, double low, double high, double inlet) {
    Enclosure air = mesh.enclosure();
    double direction = Double.isNaN(air.wind()) ? FoamCase.FROM_WEST : air.wind();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(README_FILE, readme(mesh));
    texts.putAll(new FoamCase(wind, direction, inlet).files());
    texts.putAll(new SnappyDictionaries(mesh, low, high).files());
    return texts;
  }

  private static String readme(MeshParts mesh) {
    return String.format(
        Locale.ROOT,
        """
        A case of OpenFOAM v1912 in %s, metres, about the origin %s; the wind is in 0/include/atmosphere.
        blockMesh && surfaceFeatureExtract
        snappyHexMesh -overwrite
        checkMesh
        simpleFoam
        """,
        mesh.crsOnOneLine(),
        mesh.originAsText());
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    return OBJ.shares(part);
  }
}
