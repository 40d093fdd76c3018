package io.citymesh.fuzz;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives damaged inputs to readers. Whatever the damage, the outcome is success, a finding, or one
 * line for the user: everything else is a {@link Fault}. Input number i of a seed is always the
 * same.
 */
final class Fuzz {
  /** No reader may take longer for an input of a few kilobytes. */
  private static final long LONGEST_SECONDS = 30;

  private static final int LONGEST_LINE = 2000;

  /** The content of a file that nobody is asked to read or write. */
  private static final String CANARY = "still here";

  /** What belongs into a trace or into a library's log, but not into a line for the user. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\p{Cntrl}|Exception|\\b(java|javax|scala|com|org|io|it)\\.[a-z]+\\.|[{][^}]*=[^}]*[}]"
              + "|StreamRead|was expecting|Unrecognized token|start marker|(?<![^ (])null(?![^ ,.:;)])|for length"
              + "|out of bounds|Cannot invoke");

  /** An input with a bad outcome. */
  record Fault(String subject, long number, String kind, String detail, Path input) {
    @Override
    public String toString() {
      return subject + " #" + number + ": " + detail;
    }
  }

  /** Counts of outcomes of a reader. */
  static final class Tally {
    long inputs;
    long whole;
    long found;
    long refused;
    long faults;
    double seconds;
    double longest;
  }

  private final List<Subject> subjects;
  private final long seed;
  private final Path scratch;
  private final Map<String, Tally> tallies = new TreeMap<>();

  /** The first of each kind, and how many there are of it. */
  private final Map<String, Fault> faults = new TreeMap<>();

  private final Map<String, Long> kinds = new TreeMap<>();
  private ExecutorService worker = worker();

  /**
   * @param scratch an empty folder; everything is written below it
   */
  Fuzz(List<Subject> subjects, long seed, Path scratch) {
    this.subjects = subjects;
    this.seed = seed;
    this.scratch = scratch;
    subjects.forEach(subject -> tallies.put(subject.name(), new Tally()));
  }

  Map<String, Tally> tallies() {
    return tallies;
  }

  List<Fault> faults() {
    return List.copyOf(faults.values());
  }

  /** How many inputs fail in the same way. */
  long count(Fault fault) {
    return kinds.get(fault.kind);
  }

  private static ExecutorService worker() {
    return Executors.newSingleThreadExecutor(
        work -> {
          // A hang must not keep the process alive.
          Thread thread = new Thread(null, work, "fuzz", 1 << 20);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Inputs from one number to another. Libraries' own words on standard error are swallowed. */
  Fuzz run(long from, long to) throws IOException, InterruptedException {
    Path canary = scratch.resolve("in").resolve("canary");
    Files.createDirectories(canary.getParent());
    Files.writeString(canary, CANARY);
    List<Path> before = beside();
    PrintStream err = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      for (long i = from; i < to; i++) {
        one(i);
      }
    } finally {
      System.setErr(err);
      worker.shutdownNow();
    }
    if (!Files.readString(canary).equals(CANARY) || !beside().equals(before)) {
      String detail = "files beside the inputs have changed: " + beside();
      faults.put("beside", new Fault("all", to, "beside", detail, scratch));
      kinds.merge("beside", 1L, Long::sum);
    }
    return this;
  }

  /** What lies beside the inputs, but for the inputs with faults. */
  private List<Path> beside() throws IOException {
    try (Stream<Path> all = Files.walk(scratch)) {
      return all.filter(path -> !path.startsWith(scratch.resolve("faults"))).sorted().toList();
    }
  }

  private void one(long number) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
    Subject subject = subject(random);
    List<Map<String, byte[]>> seeds = subject.seeds();
    Map<String, byte[]> files = new TreeMap<>(seeds.get(random.nextInt(seeds.size())));
    List<String> names = List.copyOf(files.keySet());
    String victim = names.get(random.nextInt(names.size()));
    byte[] damaged = Mutation.some(files.get(victim), random);
    files.put(victim, random.nextBoolean() ? subject.repaired(victim, damaged) : damaged);
    Path folder = scratch.resolve("in").resolve(Long.toString(number));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Tally tally = tallies.get(subject.name());
    tally.inputs++;
    long start = System.nanoTime();
    Optional<Fault> fault = outcome(subject, number, folder, tally);
    double seconds = (System.nanoTime() - start) / 1e9;
    tally.seconds += seconds;
    tally.longest = Math.max(tally.longest, seconds);
    if (fault.isEmpty()) {
      fault = untouched(subject, number, folder, files);
    }
    if (fault.isPresent()) {
      tally.faults++;
      keep(fault.get(), folder);
    }
    delete(folder);
  }

  private Subject subject(SplittableRandom random) {
    int all = subjects.stream().mapToInt(Subject::share).sum();
    int left = random.nextInt(all);
    for (Subject subject : subjects) {
      left -= subject.share();
      if (left < 0) {
        return subject;
      }
    }
    throw new IllegalStateException("the shares add up to " + all);
  }

  private Optional<Fault> outcome(Subject subject, long number, Path folder, Tally tally)
      throws InterruptedException {
    Future<Optional<String>> reading = worker.submit(() -> subject.read(folder));
    try {
      Optional<String> finding = reading.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (finding.isEmpty()) {
        tally.whole++;
        return Optional.empty();
      }
      tally.found++;
      String words = finding.get().replace(folder.toString(), "FOLDER");
      return isForUsers(words)
          ? Optional.empty()
          : Optional.of(
              new Fault(subject.name(), number, "finding", "not for a user: " + words, folder));
    } catch (TimeoutException e) {
      String stack = stack();
      worker.shutdownNow();
      worker = worker();
      return Optional.of(
          new Fault(subject.name(), number, "hang", "takes over 30 s\n" + stack, folder));
    } catch (ExecutionException e) {
      Throwable error = e.getCause();
      Optional<String> line = line(error);
      if (line.isEmpty()) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        return Optional.of(
            new Fault(subject.name(), number, kind(error), trace.toString(), folder));
      }
      String words = line.get().replace(folder.toString(), "FOLDER");
      if (!isForUsers(words)) {
        String where = kind(error);
        return Optional.of(
            new Fault(
                subject.name(), number, "words " + where, "not for a user: " + words, folder));
      }
      tally.refused++;
      return Optional.empty();
    }
  }

  /** Whether words are a line that a user can do something with. */
  static boolean isForUsers(String words) {
    return !words.isBlank() && words.length() <= LONGEST_LINE && !INSIDE.matcher(words).find();
  }

  private static String stack() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(e -> e.getKey().getName().equals("fuzz"))
        .map(
            e -> Arrays.stream(e.getValue()).map(String::valueOf).collect(Collectors.joining("\n")))
        .collect(Collectors.joining("\n\n"));
  }

  /** The line that the program prints for an error, if it is one of the user's. */
  private static Optional<String> line(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof UserError) {
        return Optional.of(String.valueOf(t.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** Faults with the same exception from the same places are one. */
  private static String kind(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    List<StackTraceElement> frames = List.of(root.getStackTrace());
    return root.getClass().getSimpleName()
        + Stream.concat(
                frames.stream().limit(1),
                frames.stream()
                    .filter(f -> f.getClassName().startsWith("io.citymesh"))
                    .filter(f -> !f.getClassName().contains("fuzz"))
                    .limit(2))
            .map(f -> " " + f.getClassName() + "." + f.getMethodName() + ":" + f.getLineNumber())
            .collect(Collectors.joining());
  }

  /** A reader changes nothing, and leaves nothing beside its input. */
  private static Optional<Fault> untouched(
      Subject subject, long number, Path folder, Map<String, byte[]> files) throws IOException {
    List<String> touched = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        byte[] written = files.get(folder.relativize(path).toString());
        if (written == null || !Arrays.equals(written, Files.readAllBytes(path))) {
          touched.add(path.toString());
        }
      }
    }
    return touched.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fault(subject.name(), number, "touched", "files touched: " + touched, folder));
  }

  private void keep(Fault fault, Path folder) throws IOException {
    kinds.merge(fault.kind, 1L, Long::sum);
    if (faults.containsKey(fault.kind)) {
      return;
    }
    Path kept = scratch.resolve("faults").resolve(fault.number + "-" + fault.subject);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Path copy = kept.resolve(folder.relativize(path).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy);
      }
    }
    Files.writeString(kept.resolve("fault.txt"), fault.kind + "\n" + fault.detail);
    faults.put(fault.kind, new Fault(fault.subject, fault.number, fault.kind, fault.detail, kept));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The outcomes by reader, a line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-24s %8s %8s %8s %8s %8s %9s %9s",
            "reader",
            "inputs",
            "whole",
            "found",
            "refused",
            "faults",
            "ms each",
            "longest s"));
    tallies.forEach(
        (name, t) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%-24s %8d %8d %8d %8d %8d %9.2f %9.2f",
                    name,
                    t.inputs,
                    t.whole,
                    t.found,
                    t.refused,
                    t.faults,
                    1000 * t.seconds / Math.max(1, t.inputs),
                    t.longest)));
    return lines;
  }
}
