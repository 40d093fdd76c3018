package io.citymesh.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code citymesh check}: counts what is wrong with a mesh that was built. */
@Command(
    name = "check",
    description = "Check a mesh against the geometry contract; exit code 1 if it breaks it.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  /** What the checker found. */
  interface Findings {
    /** A table for people: each kind of defect and how many there are. */
    String table();

    /** True if the mesh breaks the contract. */
    boolean broken();
  }

  /** Checks the mesh in a directory. */
  interface Checker {
    Findings check(String directory);
  }

  /** The seam to the checker in package {@code output}. */
  static final Checker CHECKER =
      directory -> {
        throw new UnsupportedOperationException("the checker is not wired yet");
      };

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Override
  public Integer call() {
    Preflight.requireMesh(directory);
    Findings findings = CHECKER.check(directory);
    spec.commandLine().getOut().println(findings.table());
    return findings.broken() ? ExitCode.BROKEN : ExitCode.COMPLETE;
  }
}
