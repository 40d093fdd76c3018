package io.citymesh.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Runs a check in this thread, with all that is sent in memory: for small meshes. */
final class LocalRunner implements CheckRunner {
  /** What was sent and is not yet delivered, by receiver. */
  private Map<Integer, List<CheckStep.Block>> sent = new HashMap<>();

  /** For how many numbers the next step is run; any of the first. */
  private OptionalInt expected = OptionalInt.empty();

  @Override
  public List<CheckStep.Block> run(CheckStep step, int count, int next) throws IOException {
    if (expected.orElse(count) != count) {
      throw new IllegalArgumentException(
          step.words() + ": " + count + " numbers where " + expected.getAsInt() + " were said");
    }
    expected = OptionalInt.of(next);
    Map<Integer, List<CheckStep.Block>> received = sent;
    sent = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int from = i;
      List<CheckStep.Block> blocks = received.remove(from);
      step.run(
          from,
          blocks == null ? List.of() : blocks,
          (to, bytes) ->
              sent.computeIfAbsent(to, key -> new ArrayList<>())
                  .add(new CheckStep.Block(from, bytes)));
    }
    List<CheckStep.Block> told = sent.remove(CheckStep.DRIVER);
    return told == null ? List.of() : told;
  }
}
