package io.citymesh.output;

import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The second step: each part tells those who name vertices of it where these lie and whether they
 * are on walls; and itself, which vertices others name.
 *
 * <p>It reads the vertices slab by slab: some 40 bytes for each that others name. To the driver
 * goes how many vertices of the part may coincide with vertices of others.
 */
final class AnswerStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  private final CheckedMesh mesh;
  private final VertexOwners owners;

  AnswerStep(CheckedMesh mesh, VertexOwners owners) {
    this.mesh = mesh;
    this.owners = owners;
  }

  /**
   * What a part is told of vertices of another, in the order in which it has named them.
   *
   * @param xyz of each; zeros for a vertex that there is not
   * @param known which there are
   * @param onWall which a wall of any part uses
   */
  record Answer(double[] xyz, BitSet known, BitSet onWall) {
    void write(RecordOutput out) {
      out.put(xyz).put(known.toLongArray()).put(onWall.toLongArray());
    }

    static Answer read(RecordInput in) throws IOException {
      return new Answer(in.doubles(), BitSet.valueOf(in.longs()), BitSet.valueOf(in.longs()));
    }
  }

  /** What the driver is told: how many vertices of a part others may have too. */
  static long contested(Block block) throws IOException {
    return new RecordInput(ByteBuffer.wrap(block.bytes())).longNumber();
  }

  @Override
  public String words() {
    return "exchanging shared vertices";
  }

  @Override
  public void run(int number, List<Block> received, Post post) throws IOException {
    if (!owners.isReadable(number)) {
      return;
    }
    int own = owners.vertices(number);
    BitSet walls = new BitSet();
    int[][] asked = new int[received.size()][];
    for (int i = 0; i < asked.length; i++) {
      RecordInput in = new RecordInput(ByteBuffer.wrap(received.get(i).bytes()));
      asked[i] = in.ints();
      if (received.get(i).from() == number) {
        walls = BitSet.valueOf(in.longs());
      }
    }
    int[] shared = shared(asked, walls, own);
    double[] xyz = new double[3 * shared.length];
    long contested = readVertices(number, shared, xyz);
    for (int i = 0; i < asked.length; i++) {
      int to = received.get(i).from();
      RecordOutput out = new RecordOutput();
      answer(asked[i], shared, xyz).write(out);
      if (to == number) {
        out.put(shared);
      }
      post.send(to, out.bytes());
    }
    post.send(DRIVER, new RecordOutput().put(contested).bytes());
  }

  /** The vertices that anybody names, with all that is known of their uses, by index. */
  private static int[] shared(int[][] asked, BitSet walls, int own) {
    int total = Arrays.stream(asked).mapToInt(each -> each.length).reduce(0, Math::addExact);
    int[] all = new int[total];
    int size = 0;
    for (int[] each : asked) {
      System.arraycopy(each, 0, all, size, each.length);
      size += each.length;
    }
    Arrays.sort(all);
    int kept = 0;
    for (int reference : all) {
      int index = reference >>> 2;
      if (kept > 0 && all[kept - 1] >>> 2 == index) {
        all[kept - 1] |= reference;
      } else if (index < own) {
        all[kept++] = reference | (walls.get(index) ? VerifyStep.ON_WALL : 0);
      }
    }
    return Arrays.copyOf(all, kept);
  }

  private long readVertices(int number, int[] shared, double[] xyz) throws IOException {
    long[] contested = {0};
    int[] vertex = {0};
    int[] next = {0};
    mesh.read(
        number,
        (Hdf5File part) ->
            PartFile.streamVertices(
                part,
                slab -> {
                  for (; slab.hasRemaining(); vertex[0]++) {
                    double x = slab.getDouble();
                    double y = slab.getDouble();
                    double z = slab.getDouble();
                    if (owners.isContested(number, x, y)) {
                      contested[0]++;
                    }
                    if (next[0] < shared.length && shared[next[0]] >>> 2 == vertex[0]) {
                      xyz[3 * next[0]] = x;
                      xyz[3 * next[0] + 1] = y;
                      xyz[3 * next[0] + 2] = z;
                      next[0]++;
                    }
                  }
                }));
    return contested[0];
  }

  private static Answer answer(int[] asked, int[] shared, double[] xyz) {
    Answer answer = new Answer(new double[3 * asked.length], new BitSet(), new BitSet());
    // Both are in the order of their indices.
    int at = 0;
    for (int i = 0; i < asked.length; i++) {
      while (at < shared.length && shared[at] >>> 2 < asked[i] >>> 2) {
        at++;
      }
      if (at < shared.length && shared[at] >>> 2 == asked[i] >>> 2) {
        System.arraycopy(xyz, 3 * at, answer.xyz, 3 * i, 3);
        answer.known.set(i);
        answer.onWall.set(i, (shared[at] & VerifyStep.ON_WALL) != 0);
      }
    }
    return answer;
  }
}
