package io.citymesh.output;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A step of the check of a mesh, which is run for each of its parts, or for each of as many buckets
 * as the plan has. What it has to tell others travels in blocks of bytes, to the numbers that the
 * next step is run for; who runs a number knows nothing else of the others. So a step is a function
 * of its number and of the blocks, wherever and whenever it is run.
 */
public interface CheckStep extends Serializable {
  /** The address of who runs the steps. */
  int DRIVER = -1;

  /**
   * What somebody was sent.
   *
   * @param from the number that has sent it
   * @param bytes not to be changed
   */
  record Block(int from, byte[] bytes) {}

  /** Takes blocks. */
  @FunctionalInterface
  interface Post {
    /**
     * Sends a block.
     *
     * @param to a number of the next step, or {@link #DRIVER}; at most once each
     */
    void send(int to, byte[] bytes);
  }

  /**
   * Runs the step.
   *
   * @param number of a part or a bucket, 0 or more
   * @param received what the step before has sent to this number, by sender
   */
  void run(int number, List<Block> received, Post post) throws IOException;

  /** What it does, for whoever watches. */
  String words();

  /** About how much heap it takes for a number, bytes, beside the blocks. */
  default long heap(int number) {
    return 0;
  }
}
