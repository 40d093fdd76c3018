package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The files of a format, which tasks write together: all of them are written before any is put in
 * place, and the first, which names the others if any does, comes last.
 */
public final class TargetFiles implements Closeable {
  private final List<TargetFile> targets = new ArrayList<>();
  private final List<FormatTask> tasks = new ArrayList<>();
  private Optional<Tail> tail = Optional.empty();

  /**
   * Pieces that do not come from the layout. The first of them begins with the layout's last piece,
   * which by itself may be shorter than an object store takes.
   *
   * @param before that piece; on a local disk an empty one
   * @param places of all of them
   */
  public record Tail(PieceTask before, List<TargetFile.Place> places) implements Serializable {
    private static Tail of(PieceTask before, long[] lengths) {
      List<TargetFile.Place> places = new ArrayList<>();
      TargetFile.Place first = before.piece().place();
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
      return before
          .writer()
          .write(
              out,
              places.get(index),
              stream -> {
                if (index == 0) {
                  before.write(format, mesh, parts, stream);
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
   * @param tail lengths of more pieces, which follow at the end of the last file
   */
  public TargetFiles(
      OutputDir out, List<String> names, List<Layout> layouts, TaskSize size, long[] tail)
      throws IOException {
    int last = names.size() - 1;
    long more = LongStream.of(tail).sum();
    long all = layouts.stream().mapToLong(Layout::length).sum() + more;
    boolean begun = false;
    try {
      for (int file = 0; file < names.size(); file++) {
        long length = layouts.get(file).length() + (file == last ? more : 0);
        targets.add(begin(out, names.get(file), length));
      }
      PieceTask end =
          out.local().isPresent() ? cutByPart(layouts, size) : cut(layouts, size.even(all));
      if (tail.length > 0) {
        tasks.remove(end);
        this.tail = Optional.of(Tail.of(end, tail));
      }
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  /**
   * Tasks that write a stretch of one file each.
   *
   * @param least bytes of a piece, but for the last of a file
   * @return the last piece
   */
  private PieceTask cut(List<Layout> layouts, long least) {
    PieceTask last = null;
    for (int file = 0; file < layouts.size(); file++) {
      for (Layout.Piece piece : layouts.get(file).pieces(least)) {
        last = new PieceTask(file, targets.get(file).writer(), piece);
        tasks.add(last);
      }
    }
    return last;
  }

  /**
   * Tasks that write all that some parts give, long parts first, so that no core waits long for
   * another at the end. What does not come from parts is written at once.
   *
   * @return an empty piece at the end of the last file
   */
  private PieceTask cutByPart(List<Layout> layouts, TaskSize size) throws IOException {
    List<String> files = new ArrayList<>();
    for (int file = 0; file < layouts.size(); file++) {
      LocalTarget target = (LocalTarget) targets.get(file);
      target.put(layouts.get(file).known());
      files.add(target.temporary());
    }
    List<PartsTask.PartShares> parts = new ArrayList<>();
    int count = layouts.stream().mapToInt(Layout::parts).max().orElse(0);
    for (int part = 0; part < count; part++) {
      List<Layout.PlacedShare> shares = new ArrayList<>();
      for (int file = 0; file < layouts.size(); file++) {
        shares.addAll(layouts.get(file).shares(file, part));
      }
      parts.add(new PartsTask.PartShares(part, List.copyOf(shares)));
    }
    parts.removeIf(part -> part.shares().isEmpty());
    parts.sort(Comparator.comparingLong(PartsTask.PartShares::length).reversed());
    long left = parts.stream().mapToLong(PartsTask.PartShares::length).sum();
    for (int from = 0; from < parts.size(); ) {
      long wanted = size.next(left);
      int to = from;
      for (long length = 0; to < parts.size() && length < wanted; to++) {
        length += parts.get(to).length();
        left -= parts.get(to).length();
      }
      tasks.add(new PartsTask(List.copyOf(files), List.copyOf(parts.subList(from, to))));
      from = to;
    }
    int last = layouts.size() - 1;
    TargetFile.Place end = new TargetFile.Place(0, layouts.get(last).length(), 0);
    return new PieceTask(last, targets.get(last).writer(), new Layout.Piece(end, List.of()));
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
  public List<FormatTask> tasks() {
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
      if (tasks.get(i) instanceof PieceTask piece) {
        byFile.get(piece.file()).add(receipts.get(i));
      }
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
