package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The files of a format, which tasks write together: all of them are written before any is put in
 * place, and the first, which names the others if any does, comes last.
 */
public final class TargetFiles implements Closeable {
  private final List<TargetFile> targets = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private Optional<Tail> tail = Optional.empty();

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
   * Pieces that do not come from the layout. The first of them begins with the layout's last piece,
   * which by itself may be shorter than an object store takes.
   *
   * @param before that piece
   * @param places of all of them
   */
  public record Tail(Task before, List<TargetFile.Place> places) implements Serializable {
    private static Tail of(Task before, long[] lengths) {
      List<TargetFile.Place> places = new ArrayList<>();
      TargetFile.Place first = before.piece.place();
      long end = first.position();
      for (int i = 0; i < lengths.length; i++) {
        long length = lengths[i] + (i == 0 ? first.length() : 0);
        places.add(new TargetFile.Place(first.number() + i, end, length));
        end += length;
      }
      return new Tail(before, List.copyOf(places));
    }

    /**
     * Writes one of them, on an executor.
     *
     * @param index which
     * @param content its bytes, without those of the layout
     * @return a receipt
     */
    public String write(
        int index,
        PartFormat format,
        MeshParts mesh,
        OutputDir parts,
        OutputDir out,
        OutputDir.Content content)
        throws IOException {
      return before.writer.write(
          out,
          places.get(index),
          stream -> {
            if (index == 0) {
              PieceWriter.write(before.piece, format, mesh, parts, stream);
            }
            content.writeTo(stream);
          });
    }
  }

  /**
   * Begins files.
   *
   * @param names of the files, relative to the directory
   * @param layouts of each
   * @param least bytes of a piece, but for the only one of a file
   * @param tail lengths of more pieces, which follow at the end of the last file
   */
  public TargetFiles(
      OutputDir out, List<String> names, List<Layout> layouts, long least, long[] tail)
      throws IOException {
    int last = names.size() - 1;
    long more = LongStream.of(tail).sum();
    boolean begun = false;
    try {
      for (int file = 0; file < names.size(); file++) {
        long length = layouts.get(file).length() + (file == last ? more : 0);
        TargetFile target = begin(out, names.get(file), length);
        targets.add(target);
        for (Layout.Piece piece : layouts.get(file).pieces(least)) {
          tasks.add(new Task(file, target.writer(), piece));
        }
      }
      if (tail.length > 0) {
        Task before = tasks.remove(tasks.size() - 1);
        this.tail = Optional.of(Tail.of(before, tail));
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

  /** The pieces at the end of the last file. */
  public Tail tail() {
    return tail.orElseThrow();
  }

  /**
   * Puts the files in place.
   *
   * @param receipts of all tasks, in their order
   * @param tail receipts of the pieces at the end of the last file
   */
  public void complete(List<String> receipts, List<String> tail) throws IOException {
    List<List<String>> byFile = new ArrayList<>();
    targets.forEach(target -> byFile.add(new ArrayList<>()));
    for (int i = 0; i < receipts.size(); i++) {
      byFile.get(tasks.get(i).file).add(receipts.get(i));
    }
    byFile.get(byFile.size() - 1).addAll(tail);
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
