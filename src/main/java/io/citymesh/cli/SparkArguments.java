package io.citymesh.cli;

import io.citymesh.report.ConsoleProgress;
import io.citymesh.report.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The options of every command that runs on Spark. */
final class SparkArguments {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master (default: what spark-submit says, else local[*])")
  String master = "";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "a Spark property; may be repeated")
  Map<String, String> conf = new LinkedHashMap<>();

  @Option(names = "--verbose", description = "show Spark's own log")
  boolean verbose;

  /** What Spark logs, unless all of it is to be shown; given by the program. */
  SparkLog log;

  SparkSession open() {
    if (verbose && log != null) {
      log.close();
    }
    return SparkSessions.open(master, conf, verbose);
  }

  /** True if paths without a scheme are this machine's. */
  boolean local() {
    return SparkSessions.isLocal(SparkSessions.master(master))
        && FileSystem.getDefaultUri(SparkSessions.hadoop(master, conf)).getScheme().equals("file");
  }

  /** Progress on standard error; the launcher says whether that is a terminal. */
  static Progress progress() {
    String said = System.getProperty("citymesh.terminal", "");
    boolean terminal = said.isEmpty() ? System.console() != null : said.equals("true");
    return ConsoleProgress.to(System.err, terminal);
  }
}
