package io.citymesh.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.job.WorkSubjects;
import io.citymesh.lidar.PointSubjects;
import io.citymesh.output.OutputSubjects;
import io.citymesh.terrain.RasterSubjects;
import io.citymesh.vector.FootprintSubjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is damaged in an input or in an output, the program goes through, or says in one line
 * what is wrong. The seed is fixed: each run of the test reads the same inputs. {@link #main} reads
 * others.
 */
class FuzzTest extends SparkTest {
  private static final int INPUTS = 2000;

  @TempDir Path scratch;

  @Test
  void damagedFilesAreReadOrRefusedInOneLine() throws Exception {
    Fuzz fuzz = quiet(new Fuzz(subjects(scratch), 1, scratch), 0, INPUTS);
    assertEquals(List.of(), fuzz.faults());
    fuzz.tallies()
        .forEach(
            (name, t) -> {
              assertTrue(t.inputs > 0, name + " was tried");
              assertTrue(t.whole + t.found > 0, name + " reads what does no harm");
              assertTrue(t.refused + t.found > 0, name + " notices damage");
            });
  }

  /** A null that Java prints stands by itself; one that is quoted is a file's own. */
  @Test
  void wordsThatAreNotForAUserAreTold() {
    assertTrue(Fuzz.isForUsers("The CRS PROJCS[null\"RD_New\" is not known: name it with --crs."));
    for (String words :
        List.of(
            "",
            "a.tif cannot be read: null",
            "a.tif cannot be read (null)",
            "holds no polygon ({no geometry=4})",
            "java.io.IOException: cut",
            "two\nlines",
            "Index -1 out of bounds for length 0")) {
      assertFalse(Fuzz.isForUsers(words), words);
    }
  }

  private static List<Subject> subjects(Path scratch) {
    List<Subject> all = new ArrayList<>();
    all.addAll(FootprintSubjects.all(scratch.resolve("seeds"), SparkTest::spark));
    all.addAll(RasterSubjects.all(scratch.resolve("seeds")));
    all.addAll(PointSubjects.all(scratch.resolve("seeds")));
    all.addAll(OutputSubjects.all(scratch.resolve("seeds")));
    all.addAll(WorkSubjects.all(scratch.resolve("seeds")));
    return all;
  }

  /** Without a warning for each region that is of no use. */
  private static Fuzz quiet(Fuzz fuzz, long from, long to)
      throws IOException, InterruptedException {
    String region = "io.citymesh.job.Work";
    Configurator.setLevel(region, Level.OFF);
    try {
      return fuzz.run(from, to);
    } finally {
      Configurator.setLevel(region, Level.WARN);
    }
  }

  /**
   * Reads as many inputs as asked for. Those of all readers are the run that is kept, in {@code
   * src/docs/fuzz.md}.
   *
   * @param args how many; the seed; names of readers, or none for all of them
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    long inputs = Long.parseLong(args[0]);
    long seed = Long.parseLong(args[1]);
    List<String> wanted = List.of(args).subList(2, args.length);
    Path scratch = Files.createTempDirectory("citymesh-fuzz");
    List<Subject> chosen =
        subjects(scratch).stream()
            .filter(s -> wanted.isEmpty() || wanted.contains(s.name()))
            .toList();
    long start = System.nanoTime();
    Fuzz fuzz = quiet(new Fuzz(chosen, seed, scratch), 0, inputs);
    List<String> log = new ArrayList<>();
    log.add("# Damaged inputs over all readers");
    log.add("");
    log.add("Made by `mvn -P fuzz verify` on " + LocalDate.now() + "; see `FuzzTest`.");
    log.add("");
    log.add(
        String.format(
            Locale.ROOT,
            "%,d inputs of seed %d in %.0f minutes: %d kinds of faults (a trace, a hang of over 30"
                + " seconds, words that are not for a user, or a file touched).",
            inputs,
            seed,
            (System.nanoTime() - start) / 60e9,
            fuzz.faults().size()));
    log.add("");
    log.add("```");
    log.addAll(fuzz.lines());
    log.add("```");
    for (Fuzz.Fault fault : fuzz.faults()) {
      log.add("");
      log.add(fuzz.count(fault) + " times " + fault.kind() + ", the first in " + fault.input());
      fault.toString().lines().limit(20).forEach(log::add);
    }
    log.forEach(System.out::println);
    if (wanted.isEmpty()) {
      Files.write(Path.of("src/docs/fuzz.md"), log);
    }
    System.exit(fuzz.faults().isEmpty() ? 0 : 1);
  }
}
