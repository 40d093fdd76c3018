package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatticeTest {
  private static MeshInput square(double side) {
    MeshInput input = new MeshInput();
    MesherTest.ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, 0, 0, side, 0, side, side, 0, side);
    return input;
  }

  private static PlanarMesh mesh(MeshInput input, Limits limits) {
    return Mesher.mesh(input, limits, MeshInput.GROUND, MeshInput.OUTSIDE);
  }

  private static double x(PlanarMesh mesh, int t, int i) {
    return mesh.xy()[2 * mesh.triangles()[3 * t + i % 3]];
  }

  private static double y(PlanarMesh mesh, int t, int i) {
    return mesh.xy()[2 * mesh.triangles()[3 * t + i % 3] + 1];
  }

  private static double area(PlanarMesh mesh, int t) {
    return 0.5
        * ((x(mesh, t, 1) - x(mesh, t, 0)) * (y(mesh, t, 2) - y(mesh, t, 0))
            - (y(mesh, t, 1) - y(mesh, t, 0)) * (x(mesh, t, 2) - x(mesh, t, 0)));
  }

  /** Whether a triangle is equilateral and as large as a size allows. */
  private static boolean isFull(PlanarMesh mesh, int t, double size) {
    double side = Math.sqrt(0.9999 * 0.5 * size * size * 4 / Math.sqrt(3));
    return IntStream.range(0, 3)
        .allMatch(
            i -> {
              double dx = x(mesh, t, i + 1) - x(mesh, t, i);
              double dy = y(mesh, t, i + 1) - y(mesh, t, i);
              return Math.abs(Math.hypot(dx, dy) - side) < 1e-6 * side;
            });
  }

  private static double share(PlanarMesh mesh, IntPredicate counts, IntPredicate of) {
    long all = IntStream.range(0, mesh.triangleCount()).filter(of).count();
    return (double) IntStream.range(0, mesh.triangleCount()).filter(of).filter(counts).count()
        / all;
  }

  @Test
  void anOpenSquareTakesLittleMoreThanItsAreaAsksFor() {
    PlanarMesh mesh = mesh(square(400), Limits.ofSizes(25, 5, 5));
    assertEquals(1.04, mesh.triangleCount() / (400 * 400 / (0.5 * 5 * 5)), 0.03);
    assertTrue(share(mesh, t -> isFull(mesh, t, 5), t -> true) > 0.9);
    assertTrue(
        IntStream.range(0, mesh.triangleCount()).allMatch(t -> area(mesh, t) <= 0.5 * 5 * 5));
  }

  @Test
  void withoutALatticeTheRefinementPutsThemAll() {
    PlanarMesh mesh = mesh(square(400), Limits.ofSizes(25, 5, 5).withoutLattice());
    assertEquals(1.6, mesh.triangleCount() / (400 * 400 / (0.5 * 5 * 5)), 0.1);
    assertEquals(0, share(mesh, t -> isFull(mesh, t, 5), t -> true));
  }

  /** Far from the origin of coordinates, as a city has them. */
  @Test
  void coordinatesOfACityChangeNothing() {
    MeshInput input = new MeshInput();
    double x = 84_500;
    double y = 5_446_300;
    MesherTest.ring(
        input, MeshInput.GROUND, MeshInput.OUTSIDE, x, y, x + 40, y, x + 40, y + 30, x, y + 30);
    PlanarMesh mesh = mesh(input, Limits.ofSizes(25, 0.5, 0.5));
    assertTrue(share(mesh, t -> isFull(mesh, t, 0.5), t -> true) > 0.8);
    assertTrue(
        IntStream.range(0, mesh.triangleCount()).allMatch(t -> area(mesh, t) <= 0.5 * 0.5 * 0.5));
  }

  /** The vertices of a mesh in a rectangle. */
  private static Set<List<Double>> places(PlanarMesh mesh, Bounds r) {
    return IntStream.range(0, mesh.xy().length / 2)
        .mapToObj(v -> List.of(mesh.xy()[2 * v], mesh.xy()[2 * v + 1]))
        .filter(p -> r.contains(p.get(0), p.get(1)))
        .collect(Collectors.toSet());
  }

  @Test
  void tilesTakeTheSamePlaces() {
    Limits limits = Limits.ofSizes(25, 4, 4);
    Set<List<Double>> all = places(mesh(square(300), limits), new Bounds(20, 20, 280, 280));
    Bounds left = new Bounds(20, 20, 140, 280);
    Bounds right = new Bounds(140, 20, 280, 280);
    Set<List<Double>> both = places(mesh(square(300), limits.within(0, 0, 155, 300)), left);
    both.addAll(places(mesh(square(300), limits.within(125, 0, 300, 300)), right));
    assertTrue(all.size() > 4000, all.size() + " places");
    assertEquals(all, both);
  }

  @Test
  void roofsAndGroundHaveTheirOwn() {
    MeshInput input = square(300);
    MesherTest.ring(input, 7, MeshInput.GROUND, 100, 100, 190, 110, 180, 170, 95, 160);
    PlanarMesh mesh = mesh(input, Limits.ofSizes(25, 8, 2));
    assertTrue(share(mesh, t -> isFull(mesh, t, 8), t -> mesh.labels()[t] == -1) > 0.4);
    assertTrue(share(mesh, t -> isFull(mesh, t, 2), t -> mesh.labels()[t] == 7) > 0.8);
    assertTrue(
        IntStream.range(0, mesh.triangleCount())
            .allMatch(t -> area(mesh, t) <= (mesh.labels()[t] == 7 ? 2 : 32)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.5, 5})
  void eachLevelOfSizesHasItsOwn(double growth) {
    SizeField field =
        new SizeField(
            new Sizes(40, 40, 5),
            growth,
            List.of(
                SizeZone.of("z", new Bounds(400, 400, 520, 480), new Sizes(2, 2, 2)),
                SizeZone.of("y", new Bounds(300, 300, 700, 700), new Sizes(10, 10, 5))));
    PlanarMesh mesh = mesh(square(3000), Limits.of(25, field));
    for (double size : new double[] {2, 10, 40}) {
      IntPredicate of =
          t ->
              field.least(Sizes.Kind.GROUND, corners(mesh, t)) == size
                  && field.at(Sizes.Kind.GROUND, x(mesh, t, 0), y(mesh, t, 0)) == size
                  && field.at(Sizes.Kind.GROUND, x(mesh, t, 1), y(mesh, t, 1)) == size
                  && field.at(Sizes.Kind.GROUND, x(mesh, t, 2), y(mesh, t, 2)) == size;
      double share = share(mesh, t -> isFull(mesh, t, size), of);
      assertTrue(share > 0.6, share + " at " + size);
    }
    for (int t = 0; t < mesh.triangleCount(); t++) {
      double least = field.least(Sizes.Kind.GROUND, corners(mesh, t));
      assertTrue(area(mesh, t) <= 0.5 * least * least);
    }
  }

  private static double[] corners(PlanarMesh mesh, int t) {
    return new double[] {
      x(mesh, t, 0), y(mesh, t, 0), x(mesh, t, 1), y(mesh, t, 1), x(mesh, t, 2), y(mesh, t, 2)
    };
  }

  /** A small feature keeps the lattice away as far as triangles grow from it. */
  @Test
  void whatGrowsIsLeftToTheRefinement() {
    MeshInput input = square(400);
    MesherTest.ring(input, 7, MeshInput.GROUND, 200, 200, 201, 200, 201, 201, 200, 201);
    PlanarMesh mesh = mesh(input, Limits.ofSizes(25, 20, 20).graded(1.2));
    for (int t = 0; t < mesh.triangleCount(); t++) {
      double away = Double.POSITIVE_INFINITY;
      for (int i = 0; i < 3; i++) {
        away = Math.min(away, Math.hypot(x(mesh, t, i) - 200.5, y(mesh, t, i) - 200.5));
      }
      double allowed = 1.2 * (1 + 0.2 * away);
      assertTrue(area(mesh, t) <= 0.5 * allowed * allowed * 1.1, "at " + away);
    }
    assertTrue(
        share(
                mesh,
                t -> isFull(mesh, t, 20),
                t -> Math.hypot(x(mesh, t, 0) - 200, y(mesh, t, 0) - 200) > 120)
            > 0.5);
  }

  /** Turned houses in a square. */
  private static MeshInput houses(double side, int count, long seed) {
    MeshInput input = square(side);
    Random random = new Random(seed);
    int columns = (int) Math.ceil(Math.sqrt(count));
    double cell = side / columns;
    for (int i = 0; i < count; i++) {
      double x = (i % columns + 0.5) * cell;
      double y = (i / columns + 0.5) * cell;
      double turn = random.nextDouble();
      double[] ring = new double[8];
      for (int c = 0; c < 4; c++) {
        double angle = turn + 0.5 * Math.PI * c + (c % 2) * 0.4;
        double radius = 0.3 * cell;
        ring[2 * c] = x + radius * Math.cos(angle);
        ring[2 * c + 1] = y + radius * Math.sin(angle);
      }
      MesherTest.ring(input, i, MeshInput.GROUND, ring);
    }
    return input;
  }

  /**
   * Above 30 degrees each vertex that is added to the lattice would call for others: then there is
   * none.
   */
  @ParameterizedTest
  @ValueSource(doubles = {20, 28, 29.5, 30, 30.2, 31, 33})
  void noSmallestAngleTakesMoreTrianglesThanWithoutALattice(double angle) {
    for (int seed = 0; seed < 4; seed++) {
      Limits limits = Limits.ofSizes(angle, 5, 5);
      int with = mesh(houses(700, 9, seed), limits).triangleCount();
      int without = mesh(houses(700, 9, seed), limits.withoutLattice()).triangleCount();
      assertTrue(with <= 1.02 * without, with + " and " + without + " of seed " + seed);
    }
  }
}
