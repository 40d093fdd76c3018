package io.citymesh.output;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;

/**
 * Where the result goes.
 *
 * @param out the output directory, any Hadoop path
 * @param overwrite whether what is there is replaced
 * @param deflate 0 for parts that are not compressed, else zlib's level, 1 to 9
 * @param resume whether a run keeps in {@link #WORK} what a later one needs to use its parts again,
 *     and uses those of an earlier one
 * @param verify whether the parts of an earlier run are read before they are used again
 * @param report whether {@link KnownFiles#REPORT} is written
 */
public record OutputOptions(
    String out, boolean overwrite, int deflate, boolean resume, boolean verify, boolean report) {

  /** The folder of the output that the parts are in. */
  public static final String PARTS = "parts";

  /** The folder of the output in which a run leaves what a later one can start from. */
  public static final String WORK = "_work";

  /**
   * @throws UserError if the path is empty or the level is none
   */
  public OutputOptions {
    OptionTable.OUT.checked(out);
    if (out.matches("(?i)(https?|data):.*")) {
      throw new UserError(
          "--out " + out + " can be read, not written to: name a folder, or another Hadoop path");
    }
    OptionTable.COMPRESS.checked(deflate == 0 ? "none" : "deflate:" + deflate);
  }

  /** The options of these values. */
  public static OutputOptions of(OptionValues values) {
    String compress = values.get(OptionTable.COMPRESS);
    return new OutputOptions(
        values.get(OptionTable.OUT),
        values.get(OptionTable.OVERWRITE),
        compress.equals("none") ? 0 : compress.charAt(compress.length() - 1) - '0',
        values.get(OptionTable.RESUME),
        values.get(OptionTable.VERIFY),
        values.get(OptionTable.REPORT));
  }

  /**
   * Looks whether the output can be made: better now than when the mesh is done. It must not exist,
   * or be ours and to be replaced or resumed, or be empty and to be replaced. Nothing is created or
   * deleted, but for a file that tells the time.
   *
   * @throws UserError if there is something at {@link #out} and it must not be replaced, if another
   *     run is at work there, or if the path cannot be used
   */
  public void requireFree(Configuration hadoop) {
    OutputDir dir = OutputDir.of(out, hadoop);
    try {
      Path path = new Path(out);
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(path)) {
        requireReplaceable(dir, files.getFileStatus(path).isDirectory());
      } else if (dir.local().isPresent() && Files.isSymbolicLink(dir.local().get())) {
        throw new UserError(
            "the output "
                + out
                + " is a symbolic link to a folder that does not exist: make the folder");
      }
      Path existing = files.makeQualified(path);
      while (existing != null && !files.exists(existing)) {
        existing = existing.getParent();
      }
      if (existing != null) { // An object store may have no directory at all.
        if (!files.getFileStatus(existing).isDirectory()) {
          throw new UserError("the output " + out + " cannot be made: " + existing + " is a file");
        }
        if (dir.local().isPresent()) {
          requireWritable(java.nio.file.Path.of(existing.toUri().getPath()));
        } else {
          files.access(existing, FsAction.WRITE);
        }
      }
    } catch (AccessControlException e) {
      throw new UserError(
          "the output " + out + " cannot be made: its parent is not writable: " + e.getMessage(),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("the output " + out + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Asks the system itself, which knows of read-only disks. */
  private void requireWritable(java.nio.file.Path folder) {
    if (!Files.isWritable(folder)) {
      throw new UserError(
          "the output "
              + out
              + " cannot be made: "
              + folder
              + " is not writable: choose another --out");
    }
  }

  private void requireReplaceable(OutputDir dir, boolean folder) throws IOException {
    if (!folder) {
      throw new UserError("the output " + out + " is a file: choose another --out");
    }
    if (!OutputLock.isOurs(dir)) {
      if (!dir.list("").isEmpty()) {
        throw new UserError(
            "the output "
                + out
                + " exists and is no output of citymesh: choose another --out"
                + (overwrite || resume ? "; only what citymesh has written is replaced" : ""));
      }
      if (!overwrite) {
        throw taken(false);
      }
    } else {
      OutputLock.requireFree(dir);
      boolean work = dir.list("").stream().anyMatch(e -> e.folder() && e.name().equals(WORK));
      if (!overwrite && !(resume && work)) {
        throw taken(work);
      }
    }
  }

  /**
   * What to say if the output exists and must not be replaced.
   *
   * @param work whether it has the work of an earlier run
   */
  private UserError taken(boolean work) {
    return new UserError(
        "the output "
            + out
            + " exists"
            + (resume ? " but has no " + WORK + " to resume from" : "")
            + ": choose another --out, or "
            + (work ? "go on with it with --resume, or " : "")
            + "replace it with --overwrite");
  }
}
