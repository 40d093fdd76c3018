package io.citymesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarFile;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code citymesh}. The only class that ends the process. */
@Command(
    name = "citymesh",
    description = "Building footprints and terrain in, one watertight mesh of a whole city out.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      BuildCommand.class,
      InspectCommand.class,
      ExportCommand.class,
      CheckCommand.class,
      ReportCommand.class,
      ViewCommand.class,
      PictureCommand.class,
      DemoCommand.class
    },
    synopsisSubcommandLabel = "build|inspect|export|check|report|view|picture|demo",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:complete",
      "1:check found a broken contract, or inspect what build would refuse",
      "2:an option, a path or an input is wrong",
      "3:complete but for some failed tiles, named in the manifest",
      "4:failed",
      "130, 143:interrupted by Ctrl-C, by SIGTERM"
    })
public final class Main implements Runnable {
  /** What the build calls the commit in the jar's manifest. */
  private static final String COMMIT = "Implementation-Commit";

  /** Whether the process is ending without a call of {@link #main}, as by Ctrl-C. */
  private static volatile boolean interrupted;

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    Charset charset = Charset.defaultCharset();
    PrintWriter err = new PrintWriter(System.err, true, charset);
    AtomicBoolean ended = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(ended.get(), err)));
    int code = run(new PrintWriter(System.out, true, charset), err, args);
    ended.set(!interrupted);
    if (code == ExitCode.COMPLETE || code == ExitCode.TILES_MISSING) {
      tellLauncher();
    }
    if (!Arrays.asList(args).contains("--verbose")) {
      // What Spark says while it is stopped is about executors that are ended, as they should be.
      Configurator.setAllLevels("", Level.OFF);
    }
    System.exit(code);
  }

  /** The launcher takes up the archive of classes of a run that ended well, and of no other. */
  private static void tellLauncher() {
    String file = System.getProperty("citymesh.ended-well", "");
    if (!file.isEmpty()) {
      try {
        Files.createFile(Path.of(file));
      } catch (IOException e) {
        // Then later starts are no faster.
      }
    }
  }

  private static int run(PrintWriter out, PrintWriter err, String[] args) {
    try {
      PrivateFolder.open();
    } catch (UserError e) {
      return failure(e, err);
    }
    return execute(out, err, args);
  }

  /**
   * Prints one line when the process is interrupted, as by Ctrl-C, and silences the log: Spark
   * stops itself, and the messages of tasks that are broken off would hide that line.
   */
  private static void interrupt(boolean ended, PrintWriter err) {
    if (!ended) {
      interrupted = true;
      Configurator.setAllLevels("", Level.OFF);
      err.println("citymesh: interrupted, the output is not complete");
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    }
  }

  /** Runs a command and returns its exit code; never throws. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    try (SparkLog log = SparkLog.hold()) {
      CommandLine commands =
          commandLine()
              .setOut(out)
              .setErr(err)
              .setUsageHelpAutoWidth(true)
              .setParameterExceptionHandler((error, arguments) -> wrongUse(error, err))
              .setExecutionExceptionHandler((error, command, parsed) -> failure(error, err, log));
      for (CommandLine command : commands.getSubcommands().values()) {
        if (command.getCommand() instanceof SparkCommand spark) {
          spark.holdBack(log);
        }
      }
      try {
        int code = commands.execute(args);
        if (code != ExitCode.USER_ERROR && code != ExitCode.FAILED) {
          log.lines().forEach(out::println);
        }
        return code;
      } catch (Throwable error) { // An Error, such as out of memory: picocli lets it through.
        return failure(error, err, log);
      }
    }
  }

  /**
   * Prints an error, after Spark's held log unless it is a user error: the log may tell the cause.
   */
  private static int failure(Throwable error, PrintWriter err, SparkLog log) {
    if (!interrupted && userError(error).isEmpty()) {
      log.print();
    }
    return failure(error, err);
  }

  /** The commands and their options. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Main());
    for (CommandLine command : commands.getSubcommands().values()) {
      if (command.getCommand() instanceof OptionCommand known) {
        known.options().addTo(command.getCommandSpec());
      }
    }
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name a command: build, inspect, export, check, report, view, picture or demo");
  }

  private static int wrongUse(ParameterException error, PrintWriter err) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    String message = UserError.oneLine(error.getMessage());
    if (error instanceof UnmatchedArgumentException unmatched) {
      message =
          (unmatched.isUnknownOption() ? "unknown option " : "unknown argument ")
              + unmatched.getUnmatched().get(0);
      if (!unmatched.getSuggestions().isEmpty()) {
        message += ", did you mean " + unmatched.getSuggestions().get(0) + "?";
      }
    }
    err.println("citymesh: " + message + " (see " + command + " --help)");
    return ExitCode.USER_ERROR;
  }

  static int failure(Throwable error, PrintWriter err) {
    if (interrupted) {
      return ExitCode.FAILED;
    }
    Optional<UserError> mendable = userError(error);
    if (mendable.isPresent()) {
      err.println("citymesh: " + UserError.oneLine(mendable.get().getMessage()));
      return ExitCode.USER_ERROR;
    }
    error.printStackTrace(err);
    err.println("citymesh: failed: " + UserError.oneLine(ownError(error).toString()));
    return ExitCode.FAILED;
  }

  /**
   * The exception that was thrown in a task, without Spark's exception around it; else the error
   * itself.
   */
  private static Throwable ownError(Throwable error) {
    Throwable own = error;
    while (own instanceof SparkException && own.getCause() != null) {
      own = own.getCause();
    }
    return own;
  }

  /** The user error that was thrown or that Spark has wrapped, if it was one. */
  private static Optional<UserError> userError(Throwable error) {
    int depth = 0;
    for (Throwable t = error; t != null && depth < 50; t = t.getCause(), depth++) {
      if (t instanceof UserError found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** The version and the commit that the build has written into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        String.format(
            Locale.ROOT,
            "citymesh %s, Spark %s, Java %s",
            version == null
                ? "(not packaged)"
                : String.format(Locale.ROOT, "%s (%s)", version, commit()),
            org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            Runtime.version())
      };
    }

    private static String commit() {
      Path jar;
      try {
        jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      } catch (URISyntaxException e) {
        return "unknown";
      }
      try (JarFile packaged = new JarFile(jar.toFile())) {
        String commit = packaged.getManifest().getMainAttributes().getValue(COMMIT);
        return commit == null || commit.isBlank() ? "unknown" : commit;
      } catch (IOException e) {
        return "unknown";
      }
    }
  }
}
