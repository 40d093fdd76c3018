package io.citymesh.job;

import io.citymesh.format.TargetFile;
import io.citymesh.format.TargetFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.session.HadoopSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A file that is made of pieces that tasks have written to a folder, of lengths that were not known
 * before: other tasks copy them to their places.
 */
final class JoinedFile {
  /** What an object store asks for, and some more, bytes. */
  private static final long LEAST = 8 << 20;

  /** An object store takes 10,000 of a file. */
  private static final long MOST = 9_000;

  /**
   * A piece.
   *
   * @param name in the folder
   * @param length bytes
   */
  record Piece(String name, long length) implements Serializable {}

  /**
   * The pieces that one task copies.
   *
   * @param head bytes that come before the pieces
   */
  private record Share(TargetFile.Place place, byte[] head, List<Piece> pieces)
      implements Serializable {
    void copy(OutputDir from, OutputStream out) throws IOException {
      out.write(head);
      for (Piece piece : pieces) {
        try (InputStream in = from.open(piece.name)) {
          in.transferTo(out);
        }
      }
    }
  }

  private final String folder;
  private final Broadcast<HadoopSettings> hadoop;
  private final long least;

  /**
   * @param folder with the pieces, a whole path that the executors share
   */
  JoinedFile(String folder, Broadcast<HadoopSettings> hadoop) {
    this(folder, hadoop, LEAST);
  }

  /**
   * As the other, in other tasks: they change nothing.
   *
   * @param least bytes that a task copies, but for the last
   */
  JoinedFile(String folder, Broadcast<HadoopSettings> hadoop, long least) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.least = least;
  }

  /**
   * Writes the file.
   *
   * @param head what stands before the pieces
   * @param pieces in the order of the file
   * @param directory any Hadoop path that the executors share
   * @param file its name in the directory; one that is there is replaced
   * @return bytes of the file
   */
  long write(JavaSparkContext spark, byte[] head, List<Piece> pieces, String directory, String file)
      throws IOException {
    long length = head.length + pieces.stream().mapToLong(Piece::length).sum();
    List<Share> shares = shares(head, pieces, Math.max(least, length / MOST));
    OutputDir out = OutputDir.of(directory, hadoop.value().value());
    try (TargetFile target = TargetFiles.begin(out, file, length)) {
      TargetFile.Writer writer = target.writer();
      String from = folder;
      Broadcast<HadoopSettings> configuration = hadoop;
      List<String> receipts =
          spark
              .parallelize(shares, shares.size())
              .map(
                  share -> {
                    OutputDir source = OutputDir.of(from, configuration.value().value());
                    return writer.write(
                        OutputDir.of(directory, configuration.value().value()),
                        share.place,
                        stream -> share.copy(source, stream));
                  })
              .collect();
      target.complete(receipts);
    }
    return length;
  }

  private static List<Share> shares(byte[] head, List<Piece> pieces, long least) {
    List<Share> shares = new ArrayList<>();
    List<Piece> waiting = new ArrayList<>();
    long start = 0;
    long end = head.length;
    for (int i = 0; i <= pieces.size(); i++) {
      boolean last = i == pieces.size();
      if (last ? shares.isEmpty() || !waiting.isEmpty() : end - start >= least) {
        byte[] first = shares.isEmpty() ? head : new byte[0];
        TargetFile.Place place = new TargetFile.Place(shares.size(), start, end - start);
        shares.add(new Share(place, first, new ArrayList<>(waiting)));
        waiting.clear();
        start = end;
      }
      if (!last) {
        waiting.add(pieces.get(i));
        end += pieces.get(i).length;
      }
    }
    return shares;
  }
}
