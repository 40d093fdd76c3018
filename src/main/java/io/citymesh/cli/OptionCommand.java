package io.citymesh.cli;

import io.citymesh.option.OptionValues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command with options of the table. */
abstract class OptionCommand implements Callable<Integer> {
  /** What picocli knows of this command. */
  @Spec protected CommandSpec spec;

  /** The options of this command. */
  abstract OptionArguments options();

  /** Runs the command with the values that were given, and returns the exit code. */
  abstract int run(OptionValues given) throws Exception;

  @Override
  public final Integer call() throws Exception {
    return run(options().values(spec.commandLine().getParseResult()));
  }
}
