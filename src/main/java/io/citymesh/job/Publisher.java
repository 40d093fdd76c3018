package io.citymesh.job;

import io.citymesh.air.AirPart;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Part;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts sealed parts into the output, each as soon as it is sealed: its file is made in the
 * executor's store and moved to {@code parts}. From then on the part is safe, whatever becomes of
 * the executor.
 *
 * <p>The name of a file ends in the part's {@link NodeKeys key}, so that attempts that differ (a
 * tile that one of them had to halve) have files of different names. Of attempts that do not differ
 * the later ones find the file, and leave it if it is whole: it is read, for an earlier run may
 * have left it, and a disk may have changed it.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  /** Digits of the key in a file's name: 128 bits. */
  private static final int KEY_DIGITS = 32;

  private Publisher() {}

  /** The file of a part, relative to the output directory. */
  static String file(String partName, String key) {
    return OutputOptions.PARTS + "/" + partName + "-" + key.substring(0, KEY_DIGITS) + ".h5";
  }

  /**
   * Puts a part into the output, unless it is there.
   *
   * @param air above the part, if there is any
   * @throws UserError if that is not possible: its disk may be full
   */
  static PublishedFile publish(Setting setting, Part part, Optional<AirPart> air, String key) {
    OutputDir out = setting.output().dir();
    String file = file(part.name(), key);
    String digest = PartDigest.of(part, air);
    try {
      boolean there =
          out.local().isPresent()
              && PartDigest.isHeld(out.local().get().resolve(file), key, digest);
      if (!there) {
        PartFile.Label label = new PartFile.Label(key, digest, setting.output().deflate());
        put(setting, part, air, label, out, file);
      }
      return new PublishedFile(file, digest, out.stamp(file).orElseThrow(() -> lost(file)));
    } catch (IOException e) {
      throw OutputDir.unwritable(setting.output().out(), e);
    }
  }

  private static IOException lost(String file) {
    return new IOException(file + " was removed as soon as it was there");
  }

  /** Makes the file in the executor's store; in memory, if the store has no room or breaks. */
  private static void put(
      Setting setting,
      Part part,
      Optional<AirPart> air,
      PartFile.Label label,
      OutputDir out,
      String file)
      throws IOException {
    String name = file.substring(file.lastIndexOf('/') + 1);
    // Another attempt may be about the same part in this process.
    String own = UUID.randomUUID() + "-" + name;
    Optional<Path> made = Optional.empty();
    try {
      made = Optional.of(ExecutorStores.of(setting).write(part, air, own, label));
      keep(setting, made.get(), name);
      move(setting, made.get(), out, file);
      return;
    } catch (IOException e) {
      if (made.filter(Files::exists).isPresent()) {
        throw e; // It is the output that fails.
      }
      LOG.warn("part {} goes through memory to the output: {}", part.name(), e.getMessage());
    } finally {
      made.ifPresent(Publisher::discard);
    }
    Path inMemory = ExecutorStores.memory(setting.id()).write(part, air, own, label);
    try {
      move(setting, inMemory, out, file);
    } finally {
      discard(inMemory);
    }
  }

  /**
   * Keeps a copy of a file in the disk store, if that is asked for; memory is for no file to stay.
   */
  private static void keep(Setting setting, Path made, String name) {
    if (!setting.run().keepIntermediate() || setting.run().store() != RunOptions.Store.DISK) {
      return;
    }
    Path copy = made.resolveSibling(name);
    try {
      Files.copy(made, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("no copy of {} is kept: {}", name, e.toString());
      discard(copy);
    }
  }

  /** Moves a file that was made to its place in the output. */
  private static void move(Setting setting, Path made, OutputDir out, String file)
      throws IOException {
    // What another attempt has uploaded is whole, and of the same content.
    long bytes = Files.size(made);
    boolean there =
        out.local().isEmpty()
            && !setting.work().verify()
            && out.stamp(file).filter(stamp -> stamp.bytes() == bytes).isPresent();
    if (!there) {
      out.take(made, file);
    }
  }

  private static void discard(Path made) {
    try {
      Files.deleteIfExists(made);
    } catch (IOException e) {
      LOG.debug("{} stays until its store is closed", made, e);
    }
  }
}
