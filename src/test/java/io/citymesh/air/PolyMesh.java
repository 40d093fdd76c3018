package io.citymesh.air;

import io.citymesh.ForeignProgram;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the air of one part as a case of OpenFOAM, and asks its checkMesh. */
public final class PolyMesh {
  private static final AirFace[] PATCHES = {
    AirFace.GROUND, AirFace.WALL, AirFace.ROOF, AirFace.TOP, AirFace.SIDE
  };

  private final AirPart air;
  private final Path folder;
  private final int[] firstCell;

  /** Each face as it is written, its owner, and its neighbour; by patch on the boundary. */
  private final StringBuilder inner = new StringBuilder();

  private final StringBuilder owners = new StringBuilder();
  private final StringBuilder neighbours = new StringBuilder();
  private int innerCount;
  private final StringBuilder[] faces = new StringBuilder[PATCHES.length];
  private final StringBuilder[] boundaryOwners = new StringBuilder[PATCHES.length];
  private final int[] counts = new int[PATCHES.length];

  private record Inner(int neighbour, String face) {}

  private PolyMesh(Air whole, Path folder) {
    air = AirParts.of(whole);
    this.folder = folder;
    Arrays.setAll(faces, i -> new StringBuilder());
    Arrays.setAll(boundaryOwners, i -> new StringBuilder());
    firstCell = new int[air.triangleCount() + 1];
    Column column = new Column(air);
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      firstCell[t + 1] = firstCell[t] + column.cells();
    }
    Column beside = new Column(air);
    List<List<Inner>> ofCells = new ArrayList<>();
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      ofCells.clear();
      for (int c = 0; c < column.cells(); c++) {
        ofCells.add(new ArrayList<>());
      }
      for (int side = -1; side < 3; side++) {
        int twin = side < 0 ? -1 : Math.floorDiv(air.twins()[3 * t + side], 3);
        if (twin > t) {
          beside.moveTo(twin);
        }
        addFaces(column, side, twin, beside, ofCells);
      }
      for (int c = 0; c < column.cells(); c++) {
        ofCells.get(c).sort((a, b) -> Integer.compare(a.neighbour, b.neighbour));
        for (Inner face : ofCells.get(c)) {
          inner.append(face.face);
          owners.append(firstCell[t] + c).append('\n');
          neighbours.append(face.neighbour).append('\n');
          innerCount++;
        }
      }
    }
  }

  private void addFaces(
      Column column, int wanted, int twin, Column beside, List<List<Inner>> ofCells) {
    int t = column.triangle();
    for (int cell = 0; cell < column.cells(); cell++) {
      int c = cell;
      boolean[] first = {true};
      column.faces(
          cell,
          (v, count, kind, side) -> {
            boolean below = side < 0 && first[0];
            first[0] = false;
            if (side != wanted) {
              return;
            }
            String text = text(v, count);
            if (kind == AirFace.INNER) {
              if (side < 0 && !below) {
                ofCells.get(c).add(new Inner(firstCell[t] + c + 1, text));
              } else if (side >= 0 && twin > t) {
                int neighbour = firstCell[twin] + beside.cellAt(label(column, v, count));
                ofCells.get(c).add(new Inner(neighbour, text));
              }
            } else {
              int patch = Arrays.asList(PATCHES).indexOf(kind);
              faces[patch].append(text);
              boundaryOwners[patch].append(firstCell[t] + c).append('\n');
              counts[patch]++;
            }
          });
    }
  }

  /** The lowest label of a face on a side. */
  private int label(Column column, int[] v, int count) {
    Levels levels = air.levels();
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < 3; c++) {
        int line = column.line(c);
        if (v[i] >= levels.start()[line] && v[i] < levels.start()[line + 1]) {
          lowest = Math.min(lowest, levels.base()[line] + v[i] - levels.start()[line]);
        }
      }
    }
    return lowest;
  }

  private static String text(int[] v, int count) {
    return count == 3
        ? "3(" + v[0] + " " + v[1] + " " + v[2] + ")\n"
        : "4(" + v[0] + " " + v[1] + " " + v[2] + " " + v[3] + ")\n";
  }

  /** Writes the case. */
  public static void write(Air air, Path folder) throws IOException {
    new PolyMesh(air, folder).write();
  }

  private void write() throws IOException {
    int total = innerCount + Arrays.stream(counts).sum();
    try (PrintWriter out = open("points", "vectorField")) {
      Levels levels = air.levels();
      out.printf("%d%n(%n", levels.z().length);
      for (int line = 0; line < levels.lines(); line++) {
        String xy = air.xy()[2 * line] + " " + air.xy()[2 * line + 1] + " ";
        for (int k = levels.start()[line]; k < levels.start()[line + 1]; k++) {
          out.println("(" + xy + levels.z()[k] + ")");
        }
      }
      out.println(")");
    }
    writeList("faces", "faceList", total, inner, faces);
    writeList("owner", "labelList", total, owners, boundaryOwners);
    writeList("neighbour", "labelList", innerCount, neighbours);
    try (PrintWriter out = open("boundary", "polyBoundaryMesh")) {
      out.printf("%d%n(%n", PATCHES.length);
      int start = innerCount;
      for (int p = 0; p < PATCHES.length; p++) {
        out.printf(
            "%s {type %s; nFaces %d; startFace %d;}%n",
            PATCHES[p].toString().toLowerCase(Locale.ROOT),
            p < 3 ? "wall" : "patch",
            counts[p],
            start);
        start += counts[p];
      }
      out.println(")");
    }
    putSystem(folder);
  }

  /** Adds what checkMesh asks for to a case. */
  public static void putSystem(Path folder) throws IOException {
    Path system = Files.createDirectories(folder.resolve("system"));
    String head = "FoamFile {version 2.0; format ascii; class dictionary; object %s;}%n";
    Files.writeString(
        system.resolve("controlDict"),
        String.format(
            head
                + "application simpleFoam; startFrom startTime; startTime 0; stopAt endTime;"
                + " endTime 1; deltaT 1; writeControl timeStep; writeInterval 1;%n",
            "controlDict"));
    for (String name : new String[] {"fvSchemes", "fvSolution"}) {
      Files.writeString(
          system.resolve(name),
          String.format(
              head
                  + "ddtSchemes {default steadyState;} gradSchemes {default Gauss linear;}"
                  + " divSchemes {default none;} laplacianSchemes {default Gauss linear corrected;}"
                  + " interpolationSchemes {default linear;} snGradSchemes {default corrected;}"
                  + " solvers {}%n",
              name));
    }
  }

  private PrintWriter open(String name, String type) throws IOException {
    Path mesh = Files.createDirectories(folder.resolve("constant/polyMesh"));
    BufferedWriter file = Files.newBufferedWriter(mesh.resolve(name));
    PrintWriter out = new PrintWriter(file);
    out.printf(
        "FoamFile {version 2.0; format ascii; class %s; location \"constant/polyMesh\";"
            + " object %s;}%n",
        type, name);
    return out;
  }

  private void writeList(
      String name, String type, int count, StringBuilder first, StringBuilder... rest)
      throws IOException {
    try (PrintWriter out = open(name, type)) {
      out.printf("%d%n(%n", count);
      out.append(first);
      for (StringBuilder more : rest) {
        out.append(more);
      }
      out.println(")");
    }
  }

  /** What checkMesh says of a case, and its figures. */
  public record Verdict(String text, Map<String, Double> figures) {
    public boolean isOk() {
      return text.contains("Mesh OK.");
    }

    /** A figure by its name: nonOrthogonality, severe, skewness, aspect, cells. */
    public double get(String name) {
      return figures.getOrDefault(name, 0.0);
    }
  }

  /** Asks checkMesh, or skips the test where it is not installed. */
  public static Verdict check(Path folder) throws IOException, InterruptedException {
    // Debian's program finds its own files by this variable.
    ForeignProgram program =
        ForeignProgram.named("env", "WM_PROJECT_DIR=/usr/share/openfoam", "checkMesh");
    ForeignProgram.named("checkMesh").orSkip("OpenFOAM is not installed");
    String text = program.run("-case", folder.toString());
    Map<String, Double> figures = new TreeMap<>();
    find(figures, "nonOrthogonality", text, "non-orthogonality Max: ([\\d.e+-]+)");
    find(figures, "mean", text, "average: ([\\d.e+-]+)");
    find(figures, "severe", text, "severely non-orthogonal \\(> 70 degrees\\) faces: (\\d+)");
    find(figures, "skewness", text, "[Mm]ax skewness = ([\\d.e+-]+)");
    find(figures, "aspect", text, "[Mm]ax aspect ratio = ([\\d.e+-]+)");
    find(figures, "aspect", text, "Max aspect ratio: ([\\d.e+-]+)");
    find(figures, "cells", text, "\\n    cells: +(\\d+)");
    find(figures, "wedges", text, "\\n    prisms: +(\\d+)");
    find(figures, "pyramids", text, "\\n    pyramids: +(\\d+)");
    find(figures, "tets", text, "\\n    tetrahedra: +(\\d+)");
    find(figures, "polyhedra", text, "\\n    polyhedra: +(\\d+)");
    return new Verdict(text, figures);
  }

  private static void find(Map<String, Double> figures, String name, String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    if (m.find()) {
      figures.put(name, Double.parseDouble(m.group(1)));
    }
  }

  /** Towns by their names, or the mesh published in a folder. */
  static Surface surface(String name) throws IOException {
    return switch (name) {
      case "row13" -> Town.row(200, 0.8 / 6).surface(5);
      case "row20" -> Town.row(200, 0.2).surface(5);
      case "row33" -> Town.row(200, 2.0 / 6).surface(5);
      case "blocks" -> Town.blocks(3, 2).surface(5);
      case "cliff" -> Town.cliff().surface(5);
      case "casbah" -> Town.casbah(20).surface(5);
      default -> PublishedSurface.read(name);
    };
  }

  /**
   * Fills the air above towns or published meshes, and prints what checkMesh says: a folder for
   * their cases, the height of the first layer, that of the top above the highest roof, the passes
   * of smoothing, and names.
   */
  public static void main(String[] args) throws Exception {
    for (String name : Arrays.asList(args).subList(4, args.length)) {
      Surface s = surface(name);
      Layers layers =
          Town.layers(s, Double.parseDouble(args[1]), 1.15, Double.parseDouble(args[2]));
      Air air = Air.above(s, layers, Levels.NONE, Integer.parseInt(args[3]));
      Path folder = Path.of(args[0], Path.of(name).getFileName().toString());
      write(air, folder);
      Verdict v = check(folder);
      System.out.printf(
          "%s: %s, %d triangles, %d levels, %s%n",
          name,
          v.isOk() ? "Mesh OK" : "NOT OK",
          s.triangleCount(),
          air.levels().z().length,
          v.figures);
      v.text.lines().filter(line -> line.contains("***")).forEach(System.out::println);
    }
  }
}
