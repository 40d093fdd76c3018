package io.citymesh.job;

import io.citymesh.report.UserError;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Corrects the estimate of what the parts take by those that are made, and ends a run that its disk
 * has no room for, before the disk is full. Told of each batch that is done, by one thread at a
 * time.
 */
final class RoomWatch implements Consumer<List<StageItem.PartSummary>> {
  /** The share of the faces that must be made before the estimate is corrected. */
  private static final double ENOUGH = 0.1;

  private final TilePlan plan;
  private final Room room;
  private double estimated;
  private double made;

  RoomWatch(TilePlan plan, Room room) {
    this.plan = plan;
    this.room = room;
  }

  /**
   * Takes the parts of a batch.
   *
   * @throws UserError if what is left does not fit
   */
  @Override
  public void accept(List<StageItem.PartSummary> parts) {
    for (StageItem.PartSummary part : parts) {
      made += part.file().stamp().bytes();
      if (plan.tree().isTile(part.node())) {
        estimated += plan.faces()[part.node()];
      }
    }
    OptionalLong free = room.freeForOutput();
    double left = left();
    if (free.isPresent() && left > free.getAsLong()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the output %s needs about %,.0f MB more, by what the first tiles took, but %,d MB"
                  + " are free: make room, choose another --out, or use --compress",
              room.out(),
              Math.ceil(left / 1e6),
              free.getAsLong() / 1_000_000));
    }
  }

  /** Bytes of the parts that are still to be made; 0 as long as too few are. */
  double left() {
    double all = plan.allFaces();
    return estimated < ENOUGH * all ? 0 : made / estimated * Math.max(0, all - estimated);
  }
}
