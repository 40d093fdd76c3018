package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The air above towns is filled once, whoever fills it. */
class AirTest {

  @Property(tries = 25, seed = "1", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void theAirAboveSomeRoofsIsFilledOnce(@ForAll @LongRange(max = 1_000_000) long seed) {
    check(seed);
  }

  @Tag("slow")
  @Property(tries = 300, seed = "2", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void theAirAboveManyRoofsIsFilledOnce(@ForAll @LongRange(max = 1_000_000) long seed) {
    check(seed);
  }

  /** The whole, and the same in two parts, one after the other. */
  private static void check(long seed) {
    Surface surface = randomSurface(seed);
    Layers layers = randomLayers(surface, seed);
    int passes = (int) (seed % 3) * 3;
    Air whole = Air.above(surface, layers, Levels.NONE, passes);
    AirOracle.of(whole).check();
    boolean[] kept = randomPart(surface, seed);
    int rings = (int) (seed % 4);
    Air[] two = inTwoParts(surface, layers, kept, rings, passes);
    AirOracle.of(two).check();
    for (Air air : two) {
      AirPart part = AirParts.of(air);
      assertArrayEquals(AirPart.twins(part.triangles(), part.lines()), part.twins());
    }
  }

  private static Surface randomSurface(long seed) {
    return Town.random(seed).surface(new double[] {4, 8, 50}[(int) (seed % 3)]);
  }

  private static Layers randomLayers(Surface surface, long seed) {
    double height = new double[] {3, 2, 1, 6, 15}[(int) (seed % 5)];
    return Town.layers(surface, height, 1.15, 7 * height + seed % 20);
  }

  /** Triangles on one side of a random line: it may run across roofs and along walls. */
  private static boolean[] randomPart(Surface s, long seed) {
    Random random = new Random(seed);
    double angle = 2 * Math.PI * random.nextDouble();
    double x = 8 + 14 * random.nextDouble();
    double y = 8 + 10 * random.nextDouble();
    boolean[] kept = new boolean[s.triangleCount()];
    for (int t = 0; t < kept.length; t++) {
      int v = s.triangles()[3 * t];
      kept[t] =
          (s.xy()[2 * v] - x) * Math.cos(angle) + (s.xy()[2 * v + 1] - y) * Math.sin(angle) < 0;
    }
    return kept;
  }

  /** First the kept triangles, as a core with rings around it, then the others against its rim. */
  static Air[] inTwoParts(Surface s, Layers layers, boolean[] kept, int rings, int passes) {
    List<Integer> coreLines = new ArrayList<>();
    Surface core = Surfaces.part(s, kept, rings, new boolean[s.lines()], coreLines);
    Air coreAir = Air.above(core, layers, Levels.NONE, passes);

    int[] place = new int[s.lines()];
    Arrays.fill(place, -1);
    boolean[] frozen = new boolean[s.lines()];
    for (int i = 0; i < coreLines.size(); i++) {
      place[coreLines.get(i)] = i;
    }
    boolean[] rest = new boolean[kept.length];
    for (int e = 0; e < s.triangles().length; e++) {
      rest[e / 3] = !kept[e / 3];
      frozen[s.triangles()[e]] |= kept[e / 3];
    }
    List<Integer> seamLines = new ArrayList<>();
    Surface seam = Surfaces.part(s, rest, 0, frozen, seamLines);
    int given = 0;
    while (given < seamLines.size() && frozen[seamLines.get(given)]) {
      given++;
    }
    int[] base = new int[given];
    int[] start = new int[given + 1];
    List<double[]> levels = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      int line = place[seamLines.get(i)];
      Levels from = coreAir.levels();
      base[i] = from.base()[line];
      start[i + 1] = start[i] + from.count(line);
      levels.add(Arrays.copyOfRange(from.z(), from.start()[line], from.start()[line + 1]));
    }
    double[] z = levels.stream().flatMapToDouble(Arrays::stream).toArray();
    Levels carried = new Levels(base, start, z);
    Air seamAir = Air.above(seam, layers, carried, passes);
    assertArrayEquals(z, Arrays.copyOf(seamAir.levels().z(), z.length), "given levels stay");
    return new Air[] {coreAir, seamAir};
  }

  @Property(tries = 10, seed = "3", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void labelsAndLevelsAreThoseOfTheRules(@ForAll @LongRange(max = 1_000_000) long seed) {
    Surface surface = randomSurface(seed);
    Layers layers = randomLayers(surface, seed);
    Air air = Air.above(surface, layers, Levels.NONE, 0);
    new LevelOracle(surface, layers).check(air.levels());
  }

  @Property(tries = 10, seed = "4", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void theOrderOfTrianglesChangesNothing(@ForAll @LongRange(max = 1_000_000) long seed) {
    Surface s = randomSurface(seed);
    Layers layers = randomLayers(s, seed);
    Air air = Air.above(s, layers, Levels.NONE, 5);
    Random random = new Random(seed);
    int[] order = IntStream.range(0, s.triangleCount()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    int[] turn = IntStream.range(0, order.length).map(i -> random.nextInt(3)).toArray();
    int[] edges =
        IntStream.range(0, 3 * order.length)
            .map(e -> 3 * order[e / 3] + (e % 3 + turn[e / 3]) % 3)
            .toArray();
    Surface mixed =
        Surfaces.of(
            s.xy(),
            s.terrain(),
            s.roofs(),
            Arrays.stream(edges).map(e -> s.triangles()[e]).toArray(),
            Arrays.stream(order).map(t -> s.triangleLabels()[t]).toArray());
    mixed =
        new Surface(
            mixed.xy(),
            mixed.part(),
            mixed.index(),
            mixed.terrain(),
            mixed.labelStart(),
            mixed.labels(),
            mixed.roofs(),
            s.grounds(), // A sum, which the test makes in the order of the triangles.
            mixed.triangles(),
            mixed.triangleLabels(),
            mixed.twins(),
            mixed.across(),
            mixed.kept());
    Air again = Air.above(mixed, layers, Levels.NONE, 5);
    assertArrayEquals(air.levels().base(), again.levels().base());
    assertArrayEquals(air.levels().z(), again.levels().z());
    for (int e = 0; e < edges.length; e++) {
      assertEquals(air.bottom(edges[e]), again.bottom(e));
    }
  }

  @Test
  void roofsThatReachTheTopAreRefusedInOneLine() {
    Surface surface = Town.row(3, 0.1).surface(10);
    Surface hill = Town.on(20, 20, (x, y) -> x).surface(10);
    double roof = Arrays.stream(surface.roofs()).max().orElseThrow();
    assertMessage(
        "the top at 20.00 m is less than a layer of 3.000 m above what is highest, 20.30 m; raise"
            + " --top",
        () -> Layers.of(3, 1.15, 30, 0, 20.3, 20));
    assertMessage(
        "10000 layers do not reach the top at 900.00 m: let the first be higher, or let them"
            + " grow faster or higher",
        () -> Layers.of(0.01, 1, 1, 0, 10, 900));
    assertTrue(
        assertThrows(
                UserError.class,
                () -> Air.above(surface, Layers.of(3, 1, 3, 5, roof - 4, roof + 1), Levels.NONE, 0))
            .getMessage()
            .matches("the roof of .* leaves no layer below the top at .* m; raise --top or .*"));
    assertTrue(
        assertThrows(
                UserError.class,
                () -> Air.above(hill, Layers.of(3, 1, 3, 0, 5, 12), Levels.NONE, 0))
            .getMessage()
            .matches("the terrain at .* reaches .* m, no layer below the top at 12.00 m; .*"));
  }

  private static void assertMessage(String message, Runnable run) {
    assertEquals(message, assertThrows(UserError.class, run::run).getMessage());
  }

  @Test
  void layerCoordinatesAndElevationsAreInverse() {
    Layers layers = Layers.of(2, 1.3, 9, 10, 40, 120);
    for (double ground : new double[] {-20, 10, 37.5, 110}) {
      for (double k = -1.5; k < layers.count(); k += 0.25) {
        double z = layers.elevation(ground, k);
        assertEquals(k, layers.coordinate(ground, z), 1e-9);
      }
      assertEquals(0, layers.coordinate(ground, ground));
      assertEquals(layers.top(), layers.elevation(ground, layers.count()));
      assertEquals(layers.count(), layers.coordinate(ground, layers.top() + 1));
    }
    assertEquals(2 * 110.0 / 109.6, layers.elevation(10, 1) - 10, 0.05, "about the first height");
  }
}
