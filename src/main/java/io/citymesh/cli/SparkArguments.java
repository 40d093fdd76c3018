package io.citymesh.cli;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.ConsoleProgress;
import io.citymesh.report.Progress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * What the command line says about Spark.
 *
 * @param given the options
 * @param log what Spark logs, held back unless all of it is to be shown
 */
record SparkArguments(OptionValues given, SparkLog log) {

  SparkSession open() {
    boolean verbose = given.get(OptionTable.VERBOSE);
    if (verbose) {
      log.close();
    }
    return SparkSessions.open(given.get(OptionTable.MASTER), given.get(OptionTable.CONF), verbose);
  }

  /** True if this process is the only one. */
  boolean alone() {
    return SparkSessions.isLocal(SparkSessions.master(given.get(OptionTable.MASTER)));
  }

  /** True if paths without a scheme are this machine's. */
  boolean local() {
    return alone() && FileSystem.getDefaultUri(hadoop()).getScheme().equals("file");
  }

  /** How file systems are reached, without opening a session. */
  Configuration hadoop() {
    return SparkSessions.hadoop(given.get(OptionTable.MASTER), given.get(OptionTable.CONF));
  }

  /** Progress on standard error; the launcher says whether that is a terminal. */
  static Progress progress() {
    String said = System.getProperty("citymesh.terminal", "");
    boolean terminal = said.isEmpty() ? System.console() != null : said.equals("true");
    return ConsoleProgress.to(System.err, terminal);
  }
}
