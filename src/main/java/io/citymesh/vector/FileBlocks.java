package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.citymesh.report.ReadFailure;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of files, made as they are asked for: memory holds one feature and one block at a
 * time. Of each piece of a file the last block is its summary; if it cannot be read, an error takes
 * its place.
 */
final class FileBlocks extends AdvancingIterator<FeatureBlock> {
  private static final Logger LOG = LoggerFactory.getLogger(FileBlocks.class);

  private final Iterator<FootprintFiles.Piece> pieces;
  private final Configuration hadoop;
  private final ReadOptions wanted;

  private String file = "";
  private int source;
  private FeatureReader reader;
  private FeatureSink sink;

  /** Where the piece begins and ends, once it has been read. */
  private Optional<PieceBorder> border = Optional.empty();

  /** What takes the place of the summary if the piece could not be read. */
  private String error = "";

  FileBlocks(Iterator<FootprintFiles.Piece> pieces, Configuration hadoop, ReadOptions wanted) {
    this.pieces = pieces;
    this.hadoop = hadoop;
    this.wanted = wanted;
    TaskContext context = TaskContext.get();
    if (context != null) {
      TaskCompletionListener closing = ended -> close();
      context.addTaskCompletionListener(closing);
    }
  }

  @Override
  FeatureBlock advance() {
    FeatureBlock next = null;
    while (next == null && (sink != null || pieces.hasNext())) {
      if (sink == null) {
        begin(pieces.next());
      } else if (reader != null) {
        read();
        next = sink.full();
      } else {
        next = sink.rest();
        if (next == null && border.isPresent()) {
          next = FeatureBlock.border(border.get(), source);
          border = Optional.empty();
        } else if (next == null) {
          next =
              error.isEmpty()
                  ? FeatureBlock.summary(sink.summary())
                  : FeatureBlock.error(error, source);
          sink = null;
        }
      }
    }
    return next;
  }

  private void begin(FootprintFiles.Piece piece) {
    file = piece.path();
    source = piece.source();
    sink = new FeatureSink(() -> wanted.summary(piece.source()));
    error = "";
    border = Optional.empty();
    telling(() -> reader = open(piece));
  }

  /** Reads on by a feature; there is no reader any more at the end, or if that is not possible. */
  private void read() {
    telling(
        () -> {
          if (reader.more()) {
            reader.next();
          } else {
            border = reader.border();
            close();
          }
        });
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Does something with the file; if that is not possible, it is closed and the error kept. */
  private void telling(Step step) {
    try {
      step.run();
    } catch (FeatureReader.BadFile e) {
      failed(e.getMessage());
    } catch (JsonProcessingException e) {
      failed(Json.invalid("The footprint file " + file, e, FootprintFiles.FORMATS));
    } catch (IOException e) {
      failed(
          "The footprint file "
              + file
              + " cannot be read"
              + ReadFailure.reason(e)
              + ": is it whole? Copy or download it again.");
    }
  }

  private FeatureReader open(FootprintFiles.Piece piece) throws IOException {
    return switch (piece.format()) {
      case GEOJSON -> PlainGeoJsonReader.open(piece, hadoop, wanted, sink);
      case SHAPEFILE -> ShapefileReader.open(piece.path(), hadoop, wanted, sink);
      case GEOPACKAGE -> GeoPackageReader.open(piece, hadoop, wanted, sink);
      case PARQUET -> throw new IllegalStateException("Spark itself reads Parquet");
    };
  }

  private void failed(String message) {
    close();
    error = message;
  }

  private void close() {
    if (reader == null) {
      return;
    }
    try {
      reader.close();
    } catch (IOException e) {
      LOG.warn("{} was read but could not be closed", file, e);
    } finally {
      reader = null;
    }
  }
}
