package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a format, which tasks write together: all of them are written before any is put in
 * place, and the first, which names the others if any does, comes last.
 */
public final class TargetFiles implements Closeable {
  private final List<TargetFile> targets = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();

  /**
   * What one task writes.
   *
   * @param file which of the files it belongs to
   */
  public record Task(int file, TargetFile.Writer writer, Layout.Piece piece)
      implements Serializable {
    /**
     * Writes it, on an executor.
     *
     * @param parts the output directory with the parts
     * @param out the directory of the files
     * @return a receipt
     */
    public String write(PartFormat format, MeshParts mesh, OutputDir parts, OutputDir out)
        throws IOException {
      return writer.write(
          out, piece.place(), stream -> PieceWriter.write(piece, format, mesh, parts, stream));
    }
  }

  /**
   * Begins files.
   *
   * @param names of the files, relative to the directory
   * @param layouts of each
   * @param least bytes of a piece, but for the last of a file
   */
  public TargetFiles(OutputDir out, List<String> names, List<Layout> layouts, long least)
      throws IOException {
    boolean begun = false;
    try {
      for (int file = 0; file < names.size(); file++) {
        TargetFile target = begin(out, names.get(file), layouts.get(file).length());
        targets.add(target);
        for (Layout.Piece piece : layouts.get(file).pieces(least)) {
          tasks.add(new Task(file, target.writer(), piece));
        }
      }
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  /**
   * Begins a file.
   *
   * @param out the directory; it need not exist
   * @param file its name in the directory; one that is there is replaced at the end
   * @param length bytes
   */
  public static TargetFile begin(OutputDir out, String file, long length) throws IOException {
    if (out.local().isPresent()) {
      return LocalTarget.in(out, file, length);
    }
    // A part without a byte is none.
    return out.traits().takesParts() && length > 0
        ? UploadTarget.in(out, file)
        : HadoopTarget.in(out, file);
  }

  /** What is to be written, in the order of the files. */
  public List<Task> tasks() {
    return tasks;
  }

  /**
   * Puts the files in place.
   *
   * @param receipts of all tasks, in their order
   */
  public void complete(List<String> receipts) throws IOException {
    List<List<String>> byFile = new ArrayList<>();
    targets.forEach(target -> byFile.add(new ArrayList<>()));
    for (int i = 0; i < receipts.size(); i++) {
      byFile.get(tasks.get(i).file).add(receipts.get(i));
    }
    for (int file = targets.size() - 1; file >= 0; file--) {
      targets.get(file).complete(byFile.get(file));
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (TargetFile target : targets) {
      try {
        target.close();
      } catch (IOException e) { // The others are to go all the same.
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
