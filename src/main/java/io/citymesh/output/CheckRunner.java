package io.citymesh.output;

import java.io.IOException;
import java.util.List;

/** Runs the steps of a check one after the other, and delivers what they send each other. */
@FunctionalInterface
public interface CheckRunner {
  /**
   * Runs the next step.
   *
   * @param count it is run for the numbers below this
   * @param next for how many numbers the step after it is run; 0 if it is the last
   * @return what the step has sent to {@link CheckStep#DRIVER}, by sender
   * @throws IllegalArgumentException if the step before was run with another number as its next
   */
  List<CheckStep.Block> run(CheckStep step, int count, int next) throws IOException;
}
