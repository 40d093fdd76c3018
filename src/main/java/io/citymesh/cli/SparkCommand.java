package io.citymesh.cli;

import io.citymesh.option.OptionValues;

/** A command that runs on Spark. */
abstract class SparkCommand extends OptionCommand {
  /** Spark's log, held back; given by the program before the command is called. */
  private SparkLog log;

  /** Runs the command with the values that were given, and returns the exit code. */
  abstract int run(OptionValues given, SparkArguments spark) throws Exception;

  void holdBack(SparkLog held) {
    log = held;
  }

  @Override
  final int run(OptionValues given) throws Exception {
    return run(given, new SparkArguments(given, log));
  }
}
