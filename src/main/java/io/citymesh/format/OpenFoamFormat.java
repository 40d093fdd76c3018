package io.citymesh.format;

import io.citymesh.air.AirPart;
import io.citymesh.air.Rim;
import io.citymesh.output.OutputDir;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A case of OpenFOAM (version 1912) with the cells of the air, in which {@code simpleFoam} computes
 * the wind: a folder with the mesh ({@link FoamMesh}), fields and dictionaries ({@link FoamCase}),
 * and the commands. All of it is about the local origin.
 *
 * @param wind that blows in
 * @param rims the folder with the rims of the parts, empty as long as they are not known
 */
record OpenFoamFormat(Wind wind, String rims) implements RimFormat {
  static final String NAME = "openfoam";

  private static final String README_FILE = "README";

  /** The paths of all files in the case; those of the mesh come last. */
  private static final List<String> PATHS =
      Stream.of(List.of(README_FILE), FoamCase.PATHS, FoamMesh.PATHS)
          .flatMap(List::stream)
          .toList();

  OpenFoamFormat(Wind wind) {
    this(wind, "");
  }

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

  /** A face of the surface stands for a dozen cells, a cell for 2.5 faces of 4 corners. */
  @Override
  public double room(double faces) {
    return faces * 12 * (0.55 * 24 + 2.5 * 4 * 4 + 2.5 * 12);
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
  public void require(MeshParts mesh) {
    if (!mesh.enclosure().isFilled()) {
      throw new UserError("openfoam: the mesh holds no cells: build it with --volume");
    }
  }

  @Override
  public PartFormat withRims(String folder) {
    return new OpenFoamFormat(wind, folder);
  }

  @Override
  public int measures(MeshParts mesh) {
    return FoamMesh.measures(mesh) + 2;
  }

  /** Those of the mesh, then the lowest elevation of all and that of inlets, as bits of doubles. */
  @Override
  public long[] measure(FormatPart part) throws IOException {
    long[] counts = FoamMesh.measure(part, rim(part));
    long[] measures = Arrays.copyOf(counts, counts.length + 2);
    measures[counts.length] = Double.doubleToRawLongBits(part.elevations()[0]);
    measures[counts.length + 1] = Double.doubleToRawLongBits(lowestOfInlets(part));
    return measures;
  }

  /** Where no side is an inlet, any may be. */
  private static double lowestOfInlets(FormatPart part) throws IOException {
    AirPart air = part.air();
    Patches patches = part.mesh().patches();
    int inlet = patches.names().indexOf("inlet");
    double lowest = Double.POSITIVE_INFINITY;
    for (int e = 0; e < air.sides().length; e++) {
      byte side = air.sides()[e];
      if (side != AirPart.INSIDE && (inlet < 0 || patches.of(side) == inlet)) {
        int next = e % 3 == 2 ? e - 2 : e + 1;
        for (int at : new int[] {e, next}) {
          double z = air.levels().z(air.triangles()[at], air.bottoms()[at]);
          lowest = Math.min(lowest, z);
        }
      }
    }
    return lowest;
  }

  private Rim rim(FormatPart part) throws IOException {
    if (rims.isEmpty()) {
      throw new IllegalStateException("the rims of the parts are not known");
    }
    OutputDir folder = part.output().other(rims);
    String file = Integer.toString(part.number());
    if (!folder.exists(file)) {
      return Rim.NONE;
    }
    try (InputStream in = folder.open(file)) {
      return Rim.read(in);
    }
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    int elevations = FoamMesh.measures(mesh);
    double low = least(measures, elevations);
    double inlet = least(measures, elevations + 1);
    double direction =
        Double.isNaN(mesh.enclosure().wind()) ? FoamCase.FROM_WEST : mesh.enclosure().wind();
    Map<String, String> texts =
        new FoamCase(wind, direction, Double.isFinite(inlet) ? inlet : low).files();
    List<Layout> layouts = new ArrayList<>();
    layouts.add(new Layout(List.of(Layout.Fixed.text(readme(mesh)))));
    for (String path : FoamCase.PATHS) {
      layouts.add(new Layout(List.of(Layout.Fixed.text(texts.get(path)))));
    }
    layouts.addAll(new FoamMesh(mesh, measures).layouts());
    return layouts;
  }

  private static double least(long[][] measures, int at) {
    return Arrays.stream(measures)
        .mapToDouble(part -> Double.longBitsToDouble(part[at]))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static String readme(MeshParts mesh) {
    return String.format(
        Locale.ROOT,
        """
        A case of OpenFOAM v1912 in %s, metres, about the origin %s; the wind is in 0/include/atmosphere.
        checkMesh
        potentialFoam
        simpleFoam
        """,
        mesh.crsOnOneLine(),
        mesh.originAsText());
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    return FoamMesh.shares(part, rim(part), origin(part.mesh()));
  }
}
