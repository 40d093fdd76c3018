package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.citymesh.report.ReadFailure;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of files, made as they are asked for: memory holds one feature at a time. Of each piece
 * of a file the last row is its summary; if it cannot be read, an error row takes its place.
 */
final class FileRows extends RowIterator {
  private static final Logger LOG = LoggerFactory.getLogger(FileRows.class);

  private final Iterator<FootprintFiles.Piece> pieces;
  private final Configuration hadoop;
  private final ReadOptions wanted;

  private String file = "";
  private int source;
  private FeatureReader reader;

  FileRows(Iterator<FootprintFiles.Piece> pieces, Configuration hadoop, ReadOptions wanted) {
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
  Row advance() {
    Row next = null;
    while (next == null && (reader != null || pieces.hasNext())) {
      try {
        if (reader == null) {
          FootprintFiles.Piece piece = pieces.next();
          file = piece.path();
          source = piece.source();
          reader = open(piece);
        }
        if (reader.more()) {
          next = reader.next();
        } else {
          next = FootprintRows.summary(reader.summary());
          close();
        }
      } catch (FeatureReader.BadFile e) {
        next = failed(e.getMessage());
      } catch (JsonProcessingException e) {
        next = failed(Json.invalid("The footprint file " + file, e, FootprintFiles.FORMATS));
      } catch (IOException e) {
        next =
            failed(
                "The footprint file "
                    + file
                    + " cannot be read"
                    + ReadFailure.reason(e)
                    + ": is it whole? Copy or download it again.");
      }
    }
    return next;
  }

  private FeatureReader open(FootprintFiles.Piece piece) throws IOException {
    FootprintSummary summary = wanted.summary(piece.source());
    return switch (piece.format()) {
      case GEOJSON -> GeoJsonReader.open(piece, hadoop, wanted, summary);
      case SHAPEFILE -> ShapefileReader.open(piece.path(), hadoop, wanted, summary);
      case GEOPACKAGE -> GeoPackageReader.open(piece.path(), hadoop, wanted, summary);
      case PARQUET -> throw new IllegalStateException("Spark itself reads Parquet");
    };
  }

  private Row failed(String message) {
    close();
    return FootprintRows.error(message, source);
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
