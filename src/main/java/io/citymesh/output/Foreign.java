package io.citymesh.output;

import io.citymesh.stitch.RecordInput;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a part knows of vertices that several parts use: those of others that it names, each once,
 * as their owners have told; and which of its own others name.
 */
final class Foreign {
  /** By foreign vertex of the file: its place here; -1 if no readable part has it. */
  final int[] places;

  /** The names of the vertices of others, ascending. */
  final long[] names;

  /** x, y, z by place. */
  final double[] xyz;

  /** By place: a wall of any part uses it. */
  final BitSet onWall = new BitSet();

  /** By own vertex: somebody names it. */
  final BitSet shared = new BitSet();

  /** By own vertex: a face that names it as another part's uses it. */
  final BitSet usedElsewhere = new BitSet();

  /** By own vertex that is shared: a wall of any part uses it. */
  final BitSet sharedOnWall = new BitSet();

  /**
   * @param part its number in the manifest
   * @param answers what {@link AnswerStep} has sent to it
   */
  Foreign(CheckedMesh mesh, int part, Hdf5File hdf, List<CheckStep.Block> answers)
      throws IOException {
    long[] foreign = mesh.foreignNames(hdf.longs("foreign", 2));
    names = CheckedMesh.distinct(foreign);
    xyz = new double[3 * names.length];
    BitSet known = new BitSet();
    for (CheckStep.Block block : answers) {
      RecordInput in = new RecordInput(ByteBuffer.wrap(block.bytes()));
      AnswerStep.Answer answer = AnswerStep.Answer.read(in);
      int first = Arrays.binarySearch(names, CheckedMesh.vertexName(block.from(), 0));
      first = first < 0 ? -first - 1 : first;
      System.arraycopy(answer.xyz(), 0, xyz, 3 * first, answer.xyz().length);
      for (int i = 0; i < answer.xyz().length / 3; i++) {
        known.set(first + i, answer.known().get(i));
        onWall.set(first + i, answer.onWall().get(i));
      }
      if (block.from() == part) {
        learnShared(in.ints());
      }
    }
    places = new int[foreign.length];
    for (int j = 0; j < places.length; j++) {
      int place = foreign[j] < 0 ? -1 : Arrays.binarySearch(names, foreign[j]);
      places[j] = place >= 0 && known.get(place) ? place : -1;
    }
  }

  private void learnShared(int[] references) {
    for (int reference : references) {
      int index = reference >>> 2;
      shared.set(index);
      usedElsewhere.set(index, (reference & VerifyStep.USED) != 0);
      sharedOnWall.set(index, (reference & VerifyStep.ON_WALL) != 0);
    }
  }
}
