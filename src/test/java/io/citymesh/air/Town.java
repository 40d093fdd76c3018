package io.citymesh.air;

import io.citymesh.mesh.Limits;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.Mesher;
import io.citymesh.mesh.PlanarMesh;
import io.citymesh.terrain.TestRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * A town of axis-parallel houses on a terrain, as planar triangles: houses may touch, along parts
 * of their walls too.
 */
public final class Town {
  private final List<double[]> houses = new ArrayList<>();
  private final List<Double> heights = new ArrayList<>();
  private final DoubleBinaryOperator terrain;

  /** Roofs are at multiples of this, metres; 0 for any. */
  private double roofStep;

  private double xmin;
  private double ymin;
  private double xmax;
  private double ymax;

  private Town(DoubleBinaryOperator terrain) {
    this.terrain = terrain;
  }

  /** A town without houses so far, on a domain from 0, 0. */
  public static Town on(double width, double depth, DoubleBinaryOperator terrain) {
    Town town = new Town(terrain);
    town.xmax = width;
    town.ymax = depth;
    return town;
  }

  /**
   * Adds a house.
   *
   * @param height of its roof above the mean ground at its corners, metres
   */
  public Town house(double height, double x, double y, double width, double depth) {
    houses.add(new double[] {x, y, x + width, y + depth});
    heights.add(height);
    return this;
  }

  public Town roofStep(double metres) {
    roofStep = metres;
    return this;
  }

  /** A row of touching houses of 6 x 10 m and 8 m, up a slope along x. */
  public static Town row(int houses, double slope) {
    Town town = on(6 * houses + 120, 130, (x, y) -> slope * x);
    for (int i = 0; i < houses; i++) {
      town.house(8, 60 + 6 * i, 60, 6, 10);
    }
    return town;
  }

  /** Blocks of touching houses around courtyards, on a slope of 20 % with waves. */
  public static Town blocks(int columns, int rows) {
    Town town =
        on(
            90 * columns + 90,
            80 * rows + 90,
            (x, y) ->
                0.2 * (x * Math.cos(0.6) + y * Math.sin(0.6))
                    + 3 * Math.sin(x / 40) * Math.cos(y / 50));
    Random random = new Random(3);
    double[] choice = {6, 8, 8, 8, 9, 11, 14};
    for (int bx = 0; bx < columns; bx++) {
      for (int by = 0; by < rows; by++) {
        double ox = 60 + 90 * bx;
        double oy = 60 + 80 * by;
        for (int i = 0; i < 12; i++) {
          town.house(choice[random.nextInt(7)], ox + 6 * i, oy, 6, 10);
          town.house(choice[random.nextInt(7)], ox + 6 * i, oy + 50, 6, 10);
        }
        for (int j = 0; j < 5; j++) {
          town.house(choice[random.nextInt(7)], ox, oy + 10 + 8 * j, 10, 8);
          town.house(choice[random.nextInt(7)], ox + 62, oy + 10 + 8 * j, 10, 8);
        }
      }
    }
    return town.roofStep(0.1);
  }

  /** Houses below, on and above a cliff of 15 m over 5 m. */
  public static Town cliff() {
    Town town =
        on(220, 340, (x, y) -> x < 93 ? 0 : x < 98 ? 15 * (x - 93) / 5 : 15 + 0.02 * (x - 98));
    double[] heights = {8, 8, 6, 10, 9, 8, 7, 12, 8, 8};
    for (int k = 0; k < 8; k++) {
      for (int i = 0; i < 10; i++) {
        town.house(heights[i], 60 + 7 * i, 60 + 30 * k, 7, 12);
      }
    }
    for (int k = 0; k < 20; k++) {
      town.house(8, 160, 60 + 9 * k, 9, 9);
      town.house(8 + k % 3, 169, 60 + 9 * k, 9, 9);
    }
    return town.roofStep(0.1);
  }

  /** A block of n x n touching houses of 7 x 7 m on a slope of 21 %. */
  public static Town casbah(int n) {
    Town town = on(7 * n + 120, 7 * n + 120, (x, y) -> 0.2 * x + 0.07 * y);
    Random random = new Random(5);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double height = Math.round(10 * (5 + 3 * random.nextDouble())) / 10.0;
        town.house(height, 60 + 7 * i, 60 + 7 * j, 7, 7);
      }
    }
    return town;
  }

  /** Some houses, touching or not, on a random slope with waves: the same for the same seed. */
  public static Town random(long seed) {
    Random random = new Random(seed);
    double slopeX = random.nextGaussian() * 0.3;
    double slopeY = random.nextGaussian() * 0.2;
    double wave = random.nextInt(3) * random.nextDouble();
    Town town =
        on(32, 32, (x, y) -> slopeX * x + slopeY * y + wave * Math.sin(x / 5) * Math.cos(y / 7));
    int nx = 1 + random.nextInt(3);
    int ny = 1 + random.nextInt(2);
    double spread = new double[] {0, 0.01, 0.5, 4, 15}[random.nextInt(5)];
    for (int i = 0; i < nx; i++) {
      for (int j = 0; j < ny; j++) {
        if (random.nextInt(5) > 0) {
          double height = 6 + spread * random.nextDouble();
          town.house(height, 6 + 7 * i, 6 + 7 * j + (i % 2) * 2, 7, 7);
        }
      }
    }
    return town.roofStep(random.nextBoolean() ? 0.5 : 0);
  }

  /** The files of a town that is to be built: footprints with heights, and a terrain. */
  public record Written(Path buildings, Path terrain, String bounds) {}

  /** Where towns lie that are built, and how far they are turned: not along rows of the terrain. */
  private static final double WEST = 84_000;

  private static final double SOUTH = 446_000;
  private static final double TURN = Math.toRadians(7);

  /** From the outermost houses to the boundary, metres. */
  private static final double MARGIN = 60;

  private static double turnedX(double x, double y) {
    return Math.cos(TURN) * x - Math.sin(TURN) * y;
  }

  private static double turnedY(double x, double y) {
    return Math.sin(TURN) * x + Math.cos(TURN) * y;
  }

  /** Writes the town as a user has it, its terrain with cells of 1 m. */
  public Written write(Path folder) throws IOException {
    List<String> features = new ArrayList<>();
    double west = Double.POSITIVE_INFINITY;
    double south = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    double north = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < houses.size(); b++) {
      double[] h = houses.get(b);
      List<String> ring = new ArrayList<>();
      for (int c = 0; c < 5; c++) {
        double x = c == 1 || c == 2 ? h[2] : h[0];
        double y = c == 2 || c == 3 ? h[3] : h[1];
        double turnedX = WEST + turnedX(x, y);
        double turnedY = SOUTH + turnedY(x, y);
        ring.add(String.format(Locale.ROOT, "[%.3f, %.3f]", turnedX, turnedY));
        west = Math.min(west, turnedX);
        south = Math.min(south, turnedY);
        east = Math.max(east, turnedX);
        north = Math.max(north, turnedY);
      }
      features.add(
          String.format(
              Locale.ROOT,
              "{\"type\": \"Feature\", \"properties\": {\"h\": %s}, \"geometry\": {\"type\":"
                  + " \"Polygon\", \"coordinates\": [[%s]]}}",
              heights.get(b),
              String.join(", ", ring)));
    }
    Path buildings = folder.resolve("houses.geojson");
    Files.writeString(
        buildings,
        "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\":"
            + " \"urn:ogc:def:crs:EPSG::28992\"}}, \"features\": ["
            + String.join(",\n", features)
            + "]}");
    west = Math.floor(west - MARGIN);
    south = Math.floor(south - MARGIN);
    east = Math.ceil(east + MARGIN);
    north = Math.ceil(north + MARGIN);
    double left = west - 10;
    double upper = north + 10;
    int columns = (int) (east - west) + 20;
    int rows = (int) (north - south) + 20;
    Path raster = folder.resolve("hill.tif");
    new TestRaster(
            columns,
            rows,
            (column, row) -> {
              double x = left + column + 0.5 - WEST;
              double y = upper - row - 0.5 - SOUTH;
              return terrain.applyAsDouble(
                  Math.cos(TURN) * x + Math.sin(TURN) * y, Math.cos(TURN) * y - Math.sin(TURN) * x);
            })
        .origin(left, upper)
        .steps(1, 1)
        .write(raster);
    return new Written(
        buildings, raster, String.format(Locale.ROOT, "%s,%s,%s,%s", west, south, east, north));
  }

  /** The mean ground at the corners of a house. */
  private double ground(double[] h) {
    return (terrain.applyAsDouble(h[0], h[1])
            + terrain.applyAsDouble(h[2], h[1])
            + terrain.applyAsDouble(h[2], h[3])
            + terrain.applyAsDouble(h[0], h[3]))
        / 4;
  }

  /** Elevation of each house's roof: above its ground everywhere along its walls. */
  private double[] roofs() {
    double[] roofs = new double[houses.size()];
    for (int b = 0; b < roofs.length; b++) {
      double[] h = houses.get(b);
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i <= 20; i++) {
        double x = h[0] + (h[2] - h[0]) * i / 20;
        double y = h[1] + (h[3] - h[1]) * i / 20;
        highest = Math.max(highest, terrain.applyAsDouble(x, h[1]));
        highest = Math.max(highest, terrain.applyAsDouble(x, h[3]));
        highest = Math.max(highest, terrain.applyAsDouble(h[0], y));
        highest = Math.max(highest, terrain.applyAsDouble(h[2], y));
      }
      double roof = ground(h) + heights.get(b);
      roofs[b] = Math.max(roof, highest + 0.5);
      if (roofStep > 0) {
        roofs[b] = Math.round(roofs[b] / roofStep) * roofStep;
        while (roofs[b] < highest + 0.5) {
          roofs[b] += roofStep;
        }
      }
    }
    return roofs;
  }

  /** The surface of the town, all of it kept, with triangles of at most this size. */
  public Surface surface(double size) {
    PlanarMesh mesh =
        Mesher.mesh(
            graph(),
            Limits.ofSizes(25, size, size).withoutLattice(),
            MeshInput.GROUND,
            MeshInput.OUTSIDE);
    return surface(mesh);
  }

  private Surface surface(PlanarMesh mesh) {
    int n = mesh.vertexCount();
    double[] z = new double[n];
    for (int v = 0; v < n; v++) {
      z[v] = terrain.applyAsDouble(mesh.xy()[2 * v], mesh.xy()[2 * v + 1]);
    }
    return Surfaces.of(mesh.xy(), z, roofs(), mesh.triangles(), mesh.labels());
  }

  /** Walls as segments between all corners on them, with the houses on either side as labels. */
  private MeshInput graph() {
    MeshInput input = new MeshInput();
    Map<List<Double>, Integer> corners = new HashMap<>();
    List<double[]> boxes = new ArrayList<>(houses);
    boxes.add(new double[] {xmin, ymin, xmax, ymax});
    for (double[] h : boxes) {
      for (int c = 0; c < 4; c++) {
        double x = c == 0 || c == 3 ? h[0] : h[2];
        double y = c < 2 ? h[1] : h[3];
        corners.computeIfAbsent(List.of(x, y), p -> input.addVertex(x, y));
      }
    }
    // Each piece of a wall by its ends, the lower number first: what is on its left and right.
    Map<List<Integer>, int[]> pieces = new HashMap<>();
    List<List<Integer>> order = new ArrayList<>();
    for (int b = 0; b < boxes.size(); b++) {
      double[] h = boxes.get(b);
      boolean domain = b == houses.size();
      double[][] ring = {{h[0], h[1]}, {h[2], h[1]}, {h[2], h[3]}, {h[0], h[3]}};
      for (int c = 0; c < 4; c++) {
        int[] chain = chain(input, ring[c], ring[(c + 1) % 4]);
        for (int i = 1; i < chain.length; i++) {
          int p = Math.min(chain[i - 1], chain[i]);
          int q = Math.max(chain[i - 1], chain[i]);
          boolean forward = p == chain[i - 1];
          int[] sides =
              pieces.computeIfAbsent(
                  List.of(p, q),
                  key -> {
                    order.add(key);
                    return new int[] {MeshInput.GROUND, MeshInput.GROUND};
                  });
          if (domain) {
            sides[forward ? 1 : 0] = MeshInput.OUTSIDE;
          } else {
            sides[forward ? 0 : 1] = b;
          }
        }
      }
    }
    for (List<Integer> key : order) {
      int[] sides = pieces.get(key);
      input.addSegment(key.get(0), key.get(1), sides[0], sides[1]);
    }
    return input;
  }

  /** All vertices on an axis-parallel side, from its start to its end. */
  private static int[] chain(MeshInput input, double[] from, double[] to) {
    return IntStream.range(0, input.vertexCount())
        .filter(v -> isBetween(from[0], input.x(v), to[0]) && isBetween(from[1], input.y(v), to[1]))
        .boxed()
        .sorted(
            (a, b) ->
                Double.compare(
                    Math.abs(input.x(a) - from[0]) + Math.abs(input.y(a) - from[1]),
                    Math.abs(input.x(b) - from[0]) + Math.abs(input.y(b) - from[1])))
        .mapToInt(v -> v)
        .toArray();
  }

  private static boolean isBetween(double a, double x, double b) {
    return Math.min(a, b) <= x && x <= Math.max(a, b);
  }

  /** Layers of the height for a surface, uniform up to its highest roof, the top so far above. */
  public static Layers layers(Surface s, double height, double growth, double above) {
    double lowest = Arrays.stream(s.terrain()).min().orElseThrow();
    double highest = Arrays.stream(s.terrain()).max().orElseThrow();
    double roof = Math.max(highest, Arrays.stream(s.roofs()).max().orElse(highest));
    return Layers.of(height, growth, 10 * height, 0.5 * (lowest + highest), roof, roof + above);
  }
}
