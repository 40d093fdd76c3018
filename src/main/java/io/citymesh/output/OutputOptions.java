package io.citymesh.output;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
 * @param formats the single-file formats to write beside the parts, in the order of {@link
 *     #FORMATS}
 * @param deflate 0 for parts that are not compressed, else zlib's level, 1 to 9
 * @param resume whether what a run seals is kept in {@link #WORK}, and what an earlier run has kept
 *     there is used again
 */
public record OutputOptions(
    String out, boolean overwrite, List<String> formats, int deflate, boolean resume) {

  /** The folder of the output in which a run leaves what a later one can start from. */
  public static final String WORK = "_work";

  /** The single-file formats that {@code --format} knows. */
  public static final List<String> FORMATS = List.of("vtu");

  /**
   * @throws UserError if the path is empty or a format unknown
   */
  public OutputOptions {
    if (out.isBlank()) {
      throw new UserError("--out must name a directory");
    }
    if (deflate < 0 || deflate > 9) {
      throw new UserError("--compress must be none or deflate:1 to deflate:9, not " + deflate);
    }
    for (String format : formats) {
      if (!FORMATS.contains(format)) {
        throw new UserError(
            "--format must be one of %s, not '%s'".formatted(String.join(", ", FORMATS), format));
      }
    }
    // Each once, in a fixed order.
    List<String> known = new ArrayList<>(FORMATS);
    known.retainAll(new LinkedHashSet<>(formats));
    formats = List.copyOf(known);
  }

  /**
   * The level that {@code --compress} names: {@code none} or {@code deflate:1} to {@code
   * deflate:9}.
   *
   * @throws UserError if it names none
   */
  public static int deflate(String name) {
    if (name.equals("none")) {
      return 0;
    }
    if (name.matches("deflate:[1-9]")) {
      return name.charAt(name.length() - 1) - '0';
    }
    throw new UserError("--compress must be none or deflate:1 to deflate:9, not '" + name + "'");
  }

  /**
   * Asks for {@code --overwrite} if the output exists and is not to be resumed, and looks whether
   * it can be made: better now than when the mesh is done. Nothing is created or deleted.
   *
   * @throws UserError if there is something at {@link #out} and it must not be replaced, or if the
   *     path cannot be used
   */
  public void requireFree(Configuration hadoop) {
    try {
      Path path = new Path(out);
      FileSystem files = path.getFileSystem(hadoop);
      if (!overwrite && files.exists(path) && !resumes(hadoop)) {
        throw taken();
      }
      Path parent = files.makeQualified(path).getParent();
      while (parent != null && !files.exists(parent)) {
        parent = parent.getParent();
      }
      if (parent != null) { // An object store may have no directory at all.
        if (!files.getFileStatus(parent).isDirectory()) {
          throw new UserError("the output " + out + " cannot be made: " + parent + " is a file");
        }
        files.access(parent, FsAction.WRITE);
      }
    } catch (AccessControlException e) {
      throw new UserError(
          "the output " + out + " cannot be made: its parent is not writable: " + e.getMessage(),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("the output " + out + " cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Whether the output holds the work of an earlier run that this one goes on from.
   *
   * @throws IOException if that cannot be found out
   */
  public boolean resumes(Configuration hadoop) throws IOException {
    Path work = new Path(out, WORK);
    return resume && work.getFileSystem(hadoop).exists(work);
  }

  /** What to say if the output exists and must not be replaced. */
  public UserError taken() {
    return new UserError(
        "the output "
            + out
            + " exists"
            + (resume ? " but has no " + WORK + " to resume from" : "")
            + ": choose another --out, or replace it with --overwrite");
  }
}
