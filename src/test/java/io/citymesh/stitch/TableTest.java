package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.mesh.MeshInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from the declaration of a column. */
class TableTest {
  private static final Table.Extent EXTENT = new Table.Extent(3, 2, 4);

  /** A column of each kind. */
  private static final class All extends Table {
    private static final long serialVersionUID = 1L;
    final IntColumn counts = ints(Ints.COUNTS, 1);
    final IntColumn vertices = ints(Ints.VERTICES, 2);
    final IntColumn someVertices = ints(Ints.VERTICES_OR_NONE, 1);
    final IntColumn features = ints(Ints.FEATURES, 1);
    final IntColumn someFeatures = ints(Ints.FEATURES_OR_NONE, 1);
    final IntColumn labels = ints(Ints.LABELS, 1);
    final LongColumn longs = longs();
    final DoubleColumn finite = doubles(Doubles.FINITE, 2);
    final DoubleColumn parameters = doubles(Doubles.PARAMETERS, 1);
    final DoubleColumn sizes = doubles(Doubles.SIZES_OR_NONE, 1);

    /** Two rows. */
    static All two() {
      All two = new All();
      two.counts.values = new int[] {0, 7};
      two.vertices.values = new int[] {0, 1, 1, 2};
      two.someVertices.values = new int[] {-1, 2};
      two.features.values = new int[] {1, 0};
      two.someFeatures.values = new int[] {0, -1};
      two.labels.values = new int[] {MeshInput.GROUND, 3};
      two.longs.values = new long[] {Long.MIN_VALUE, 5};
      two.finite.values = new double[] {0, 1, 2, -3};
      two.parameters.values = new double[] {0, 1};
      two.sizes.values = new double[] {4, Double.POSITIVE_INFINITY};
      return two;
    }
  }

  @Test
  void appendedRowsPointToWhereTheirVerticesFeaturesAndLabelsAreNow() {
    All all = All.two();
    int[] features = {8, 9};
    int[] labels = {10, 11, 12, 13};
    all.append(All.two(), new Table.Renumbering(100, features, labels));
    assertEquals(4, all.rows());
    assertArrayEquals(new int[] {0, 7, 0, 7}, all.counts.values);
    assertArrayEquals(new int[] {0, 1, 1, 2, 100, 101, 101, 102}, all.vertices.values);
    assertArrayEquals(new int[] {-1, 2, -1, 102}, all.someVertices.values);
    assertArrayEquals(new int[] {1, 0, 9, 8}, all.features.values);
    assertArrayEquals(new int[] {0, -1, 8, -1}, all.someFeatures.values);
    assertArrayEquals(
        new int[] {MeshInput.GROUND, 3, MeshInput.GROUND, 13}, all.labels.values, "no building");
    assertArrayEquals(new long[] {Long.MIN_VALUE, 5, Long.MIN_VALUE, 5}, all.longs.values);
    assertArrayEquals(new double[] {0, 1, 2, -3, 0, 1, 2, -3}, all.finite.values);
  }

  @Test
  void rowsArePickedWithAllTheirNumbers() {
    All all = All.two();
    all.pick(new int[] {1, 0, 1});
    assertEquals(3, all.rows());
    assertArrayEquals(new int[] {7, 0, 7}, all.counts.values);
    assertArrayEquals(new int[] {1, 2, 0, 1, 1, 2}, all.vertices.values);
    assertArrayEquals(new long[] {5, Long.MIN_VALUE, 5}, all.longs.values);
    assertArrayEquals(new double[] {2, -3, 0, 1, 2, -3}, all.finite.values);
    all.sizes.values = new double[0];
    all.pick(new int[] {0});
    assertEquals(0, all.sizes.length(), "sizes that are left out");
    assertTrue(all.isSound(EXTENT));
  }

  @Test
  void aTableComesBackFromItsRecord() throws IOException {
    RecordOutput record = new RecordOutput();
    All.two().write(record);
    RecordInput kept = new RecordInput(ByteBuffer.wrap(record.bytes()));
    All back = new All();
    back.read(kept);
    kept.end();
    RecordOutput again = new RecordOutput();
    back.write(again);
    assertArrayEquals(record.bytes(), again.bytes());
  }

  private interface Damage {
    void doTo(All all);
  }

  @Test
  void numbersThatCannotBeAreFound() {
    assertTrue(All.two().isSound(EXTENT));
    List<Damage> damages =
        List.of(
            all -> all.counts.values[0] = -1,
            all -> all.vertices.values[3] = 3,
            all -> all.vertices.values[0] = -1,
            all -> all.someVertices.values[0] = -2,
            all -> all.someVertices.values[1] = 3,
            all -> all.features.values[1] = -1,
            all -> all.features.values[0] = 2,
            all -> all.someFeatures.values[0] = 2,
            all -> all.labels.values[1] = 4,
            all -> all.labels.values[0] = MeshInput.COVERED,
            all -> all.finite.values[2] = Double.NaN,
            all -> all.finite.values[2] = Double.NEGATIVE_INFINITY,
            all -> all.parameters.values[0] = -1e-300,
            all -> all.parameters.values[1] = 1.01,
            all -> all.parameters.values[1] = Double.NaN,
            all -> all.sizes.values[0] = Double.NaN,
            all -> all.sizes.values[0] = -1,
            all -> all.sizes.values = new double[1],
            all -> all.longs.values = new long[3],
            all -> all.counts.values = new int[1],
            all -> all.finite.values = new double[5],
            all -> all.vertices.values = new int[0]);
    for (int i = 0; i < damages.size(); i++) {
      All all = All.two();
      damages.get(i).doTo(all);
      assertFalse(all.isSound(EXTENT), "damage " + i);
    }
  }

  @Test
  void theUnionOfRoofsKnowsEachBuildingOnce() {
    Roofs first = roofs(new long[] {3, 40, 500}, 3, 40, 500);
    Roofs second = roofs(new long[] {1, 40, 600}, 1, 40, 600);
    Roofs union = Roofs.union(first, second);
    assertArrayEquals(new long[] {1, 3, 40, 500, 600}, union.key.values);
    assertArrayEquals(new double[] {1, 3, 40, 500, 600}, union.roof.values);
    assertArrayEquals(new double[] {-2, 0, 37, 497, 597}, union.ground.values);
    assertArrayEquals(new int[] {1, 2, 3}, first.labelsIn(union));
    assertArrayEquals(new int[] {0, 2, 4}, second.labelsIn(union));
    assertTrue(union.isSound(EXTENT));
    assertArrayEquals(new long[] {3, 600}, union.of(new int[] {1, 4}).key.values);
    assertEquals(0, Roofs.union(new Roofs(), new Roofs()).rows());
  }

  @Test
  void roofsWhoseKeysDoNotAscendAreNotSound() {
    assertFalse(roofs(new long[] {3, 3}, 1, 2).isSound(EXTENT));
    assertFalse(roofs(new long[] {4, 3}, 1, 2).isSound(EXTENT));
  }

  private static Roofs roofs(long[] keys, double... elevations) {
    Roofs roofs = new Roofs();
    roofs.key.values = keys;
    roofs.roof.values = elevations;
    roofs.ground.values = Arrays.stream(elevations).map(roof -> roof - 3).toArray();
    roofs.bounds.values = new double[4 * keys.length];
    return roofs;
  }
}
