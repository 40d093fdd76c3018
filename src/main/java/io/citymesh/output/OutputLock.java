package io.citymesh.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.report.UserError;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code _citymesh.json}, the first file that a run writes into its output. It stays there and
 * makes the folder ours; while the run lasts it is the lock that keeps others out.
 *
 * <ol>
 *   <li>The lock is taken by making the file, which one run alone can do ({@link
 *       OutputDir#create}).
 *   <li>A thread writes it anew every {@link #BEAT}. Its age is told by the clock of the file
 *       system: the time of a file that is written to be compared with it.
 *   <li>At the end its state becomes {@code complete} or {@code failed}, and the next run may take
 *       it.
 *   <li>A run that was killed leaves it {@code running}. It is stale once its process is known to
 *       be gone, which only the same machine can tell, or else {@link #STALE} after the last beat.
 *   <li>What is over or stale is taken by making a claim, a file that is named after the content
 *       found, by looking again, and by writing one's own. Two that find the same make the same
 *       claim, and only one of them can; who comes later finds another content.
 * </ol>
 *
 * <p>A process that sleeps for longer than {@link #STALE} may find another's lock when it wakes: it
 * learns that with the next beat, and {@link #requireHeld} ends its run. On object stores making a
 * file is two steps, so that two runs may do it in the same instant: there each waits and looks
 * again whether it was the last. One that is slower than that takes the lock from the first, which
 * learns of it in the same way.
 */
public final class OutputLock implements Closeable {
  /** The file's name in the output directory. */
  public static final String NAME = "_citymesh.json";

  /** How old the last sign of life of a run may be that is not known to be dead. */
  public static final Duration STALE = Duration.ofMinutes(5);

  private static final Duration BEAT = Duration.ofSeconds(20);

  private static final Duration SETTLE = Duration.ofMillis(400);

  /** The most bytes that are read of the file; it is always shorter. */
  private static final int MOST_BYTES = 1 << 16;

  /**
   * The priority of the shutdown hook: after Spark has stopped, and before Hadoop closes its file
   * systems, at 10.
   */
  private static final int HOOK_PRIORITY = 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(OutputLock.class);

  private final OutputDir out;
  private final String run;
  private final boolean made;
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Thread heart;
  private final Runnable hook = this::close;
  private Optional<String> left = Optional.empty();
  private Optional<String> leftRun = Optional.empty();
  private String state = "running";
  private boolean closed;

  /** How this run has lost the lock, if it has. */
  private volatile Optional<String> loss = Optional.empty();

  private OutputLock(OutputDir out, String run, boolean made, Duration beat) {
    this.out = out;
    this.run = run;
    this.made = made;
    heart = new Thread(() -> beat(beat), "citymesh heartbeat");
    heart.setDaemon(true);
  }

  /**
   * A lock as it was found.
   *
   * @param content empty if it could not be read
   * @param age of the last sign of life of a run that is at work, by the clock of its file system
   */
  private record Found(byte[] content, JsonNode json, Duration age) {
    String text(String field) {
      return json.path(field).asText("");
    }

    boolean isRunning() {
      return json.isEmpty() || text("state").equals("running");
    }

    /** Whether it keeps others out. */
    boolean isHeld() {
      return isRunning() && age.compareTo(STALE) < 0 && !RunningProcess.isGone(text("process"));
    }

    String words() {
      return String.format(
          Locale.ROOT,
          "run %s%s, last heard of %s ago",
          text("run").isEmpty() ? "of unknown name" : text("run"),
          text("host").isEmpty() ? "" : " on " + text("host"),
          duration(age));
    }

    /** A name for the content, for a claim to it. */
    String name() {
      CRC32C checksum = new CRC32C();
      checksum.update(content);
      return String.format(
          Locale.ROOT,
          "%s-%s",
          HexFormat.of().toHexDigits(checksum.getValue(), 8),
          safe(text("run")));
    }

    private static String safe(String name) {
      return name.matches("[-0-9A-Za-z]{1,64}") ? name : "unknown";
    }
  }

  private static String duration(Duration age) {
    if (age.toDays() > 3650) {
      return "long";
    }
    return age.toSeconds() < 120 ? age.toSeconds() + " s" : age.toMinutes() + " min";
  }

  /**
   * Takes the output for a run; makes its folder, if there is none.
   *
   * @param out an output that is free, or ours
   * @param run the run's name, unique
   * @throws UserError if another run is at work there
   */
  public static OutputLock take(OutputDir out, String run) throws IOException {
    return take(out, run, BEAT);
  }

  /**
   * The same.
   *
   * @param beat how often the file is written anew
   */
  static OutputLock take(OutputDir out, String run, Duration beat) throws IOException {
    for (int attempt = 1; ; attempt++) {
      OutputLock lock = new OutputLock(out, run, out.make(), beat);
      try {
        if (!out.create(NAME, lock.content())) {
          lock.takeOver();
        }
        lock.settle();
        ShutdownHookManager.get().addShutdownHook(lock.hook, HOOK_PRIORITY);
        lock.heart.start();
        return lock;
      } catch (NoSuchFileException | FileNotFoundException e) {
        if (attempt == 3) { // A run that has failed takes its folder away.
          throw e;
        }
      }
    }
  }

  /**
   * Waits, where making a file is two steps, until others that began in the same instant have
   * written theirs: the last one has the lock.
   */
  private void settle() throws IOException {
    if (!out.traits().createsAlone()) {
      try {
        Thread.sleep(SETTLE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!isMine()) {
        throw taken(out, find(out));
      }
    }
  }

  private void takeOver() throws IOException {
    Found found = find(out);
    if (found.isHeld()) {
      throw taken(out, found);
    }
    String claim = claim(found);
    try {
      Found again = find(out);
      if (!Arrays.equals(again.content, found.content) || again.isHeld()) {
        throw taken(out, again);
      }
      out.replace(NAME, content());
    } finally {
      out.delete(claim);
    }
    if (found.isRunning()) {
      left = Optional.of(found.words());
      leftRun = Optional.of(found.text("run"));
    }
  }

  /** Makes a claim to what was found. One that was left by a process that was killed counts not. */
  private String claim(Found found) throws IOException {
    for (int attempt = 1; ; attempt++) {
      String claim = "." + NAME + "." + found.name() + "." + attempt;
      if (out.create(claim, content())) {
        return claim;
      }
      if (age(out, claim).compareTo(STALE) < 0) {
        throw taken(out, found);
      }
    }
  }

  private static UserError taken(OutputDir out, Found found) {
    return new UserError(
        "another run is writing to the output "
            + out
            + " ("
            + found.words()
            + "): wait until it is done, or choose another --out");
  }

  /**
   * Looks whether another run is at work in an output; takes nothing and writes next to nothing.
   *
   * @throws UserError if there is one
   */
  public static void requireFree(OutputDir out) throws IOException {
    if (out.exists(NAME)) {
      Found found = find(out);
      if (found.isHeld()) {
        throw taken(out, found);
      }
    }
  }

  /** Whether the folder has this file, or a manifest of ours. */
  static boolean isOurs(OutputDir out) throws IOException {
    if (out.exists(NAME)) {
      byte[] content = read(out);
      if (content.length == 0 || parsed(content).hasNonNull("citymesh")) {
        return true;
      }
    }
    return out.exists(ManifestFile.NAME) && isManifest(out);
  }

  /** Whether the manifest names the version of citymesh that wrote it. */
  private static boolean isManifest(OutputDir out) throws IOException {
    out.size(ManifestFile.NAME); // It is a file, then.
    try (Reader in = new InputStreamReader(out.open(ManifestFile.NAME), StandardCharsets.UTF_8);
        JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean versions = json.currentName().equals("versions");
        if (json.nextToken() == JsonToken.START_OBJECT && versions) {
          return json.<JsonNode>readValueAsTree().hasNonNull("citymesh");
        }
        json.skipChildren();
      }
      return false;
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return false;
    }
  }

  private static Found find(OutputDir out) throws IOException {
    byte[] content = read(out);
    Found found = new Found(content, parsed(content), Duration.ZERO);
    return found.isRunning() ? new Found(content, found.json, age(out, NAME)) : found;
  }

  private static byte[] read(OutputDir out) throws IOException {
    out.size(NAME);
    try (InputStream in = out.open(NAME)) {
      return in.readNBytes(MOST_BYTES);
    }
  }

  private static JsonNode parsed(byte[] content) throws IOException {
    try {
      JsonNode json = JSON.readTree(new String(content, StandardCharsets.UTF_8));
      return json instanceof ObjectNode ? json : JSON.createObjectNode();
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  /** How long ago a file was written, by the clock that has stamped it. */
  private static Duration age(OutputDir out, String file) throws IOException {
    Instant then = out.modified(file);
    String probe = "." + NAME + "." + UUID.randomUUID();
    out.create(probe, new byte[0]);
    try {
      Duration age = Duration.between(then, out.modified(probe));
      return age.isNegative() ? Duration.ZERO : age;
    } finally {
      out.delete(probe);
    }
  }

  private synchronized byte[] content() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    String version = OutputLock.class.getPackage().getImplementationVersion();
    json.put("citymesh", version == null ? "development" : version);
    json.put("run", run);
    json.put("host", host());
    json.put("process", RunningProcess.self());
    json.put("state", state);
    json.put("started", started.toString());
    json.put("heartbeat", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "";
    }
  }

  /** Writes the file anew until the lock is released or lost. */
  private void beat(Duration every) {
    try {
      while (loss.isEmpty()) {
        Thread.sleep(every.toMillis());
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The lock is released.
    }
  }

  private synchronized void renew() {
    if (closed) {
      return;
    }
    try {
      if (isMine()) {
        write(Instant.now());
      }
    } catch (IOException e) { // The next beat may be better.
      LOG.warn("{}/{} cannot be written: {}", out, NAME, e.getMessage());
    }
  }

  /**
   * Writes the file anew, or, on a full disk, its time alone.
   *
   * @param otherwise the time then
   */
  private void write(Instant otherwise) throws IOException {
    try {
      out.replace(NAME, content());
    } catch (IOException e) {
      out.touch(NAME, otherwise);
    }
  }

  /** Whether the file is this run's; who has written it else is remembered. */
  private boolean isMine() throws IOException {
    try {
      String owner = parsed(read(out)).path("run").asText("");
      // An empty one is being written: elsewhere than on local disks that is not one step.
      if (!owner.isEmpty() && !owner.equals(run)) {
        loss = Optional.of("run " + owner + " has taken it over");
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      loss = Optional.of("its " + NAME + " is gone");
    }
    return loss.isEmpty();
  }

  /**
   * Makes sure that the output is still this run's.
   *
   * @throws UserError if another run has taken it over, because this one slept for too long
   */
  public synchronized void requireHeld() throws IOException {
    if (!isMine()) {
      throw new UserError(
          "the output "
              + out
              + " is not this run's any more: "
              + loss.orElseThrow()
              + "; start again with another --out");
    }
  }

  /** What is to be said of a run that was killed and whose lock this one has taken over. */
  public Optional<String> left() {
    return left;
  }

  /** The name of that run. */
  public Optional<String> leftRun() {
    return leftRun;
  }

  /** The mesh is complete: that will be its state when it is released. */
  public synchronized void complete() {
    state = "complete";
  }

  /**
   * Releases the lock. The file stays, unless the run has failed before it wrote anything else into
   * a folder that it had to make.
   */
  @Override
  public void close() {
    release();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }

  private synchronized void release() {
    if (closed) {
      return;
    }
    closed = true;
    heart.interrupt(); // It sleeps, or waits for this monitor: it is not in the middle of a file.
    try {
      if (!isMine()) {
        return;
      }
      if (state.equals("running")) {
        state = "failed";
      }
      if (made && state.equals("failed") && out.list("").size() == 1) {
        out.delete(NAME);
        out.delete("");
      } else {
        write(Instant.EPOCH); // Stale at once, if it cannot be told that it is over.
      }
    } catch (IOException e) {
      LOG.warn("{}/{} cannot be written: {}", out, NAME, e.getMessage());
    }
  }
}
