package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.crs.Frame;
import io.citymesh.crs.StatedCrs;
import io.citymesh.geo.Wkb;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * Footprints as they were read, each input in its own CRS; {@link #in} brings them to one. The
 * geometries stay in the executors, the driver holds a summary per input. {@link #close} frees
 * them; so does closing what {@link #in} gives.
 */
public final class FootprintSource implements AutoCloseable {
  private final Dataset<Row> rows;
  private final String what;
  private final Map<Integer, StatedCrs.Input> inputs = new TreeMap<>();
  private final FootprintSummary all;
  private final boolean believed;
  private final KeptTally kept;

  /**
   * @param rows of {@link FootprintRows#SCHEMA}, persisted
   * @param what how messages call all of it
   * @param names of the inputs by number
   * @param summaries of the inputs by number
   * @param keep names of the fields that are kept
   * @param override the CRS of all inputs, whatever they say, or empty
   */
  FootprintSource(
      Dataset<Row> rows,
      String what,
      Map<Integer, String> names,
      Map<Integer, FootprintSummary> summaries,
      List<String> keep,
      String override) {
    this.rows = rows;
    this.what = what;
    this.believed = !override.isEmpty();
    this.all = new FootprintSummary();
    this.kept = new KeptTally(keep);
    for (Map.Entry<Integer, FootprintSummary> entry : summaries.entrySet()) {
      FootprintSummary summary = entry.getValue();
      all.add(summary);
      kept.add(summary.kept);
      if (summary.footprints > 0) {
        inputs.put(
            entry.getKey(), input(names.getOrDefault(entry.getKey(), what), summary, override));
      }
    }
  }

  private static StatedCrs.Input input(String name, FootprintSummary summary, String override) {
    boolean degrees = summary.looksLikeDegrees();
    if (summary.crs.size() > 1 && override.isEmpty()) {
      throw new UserError(
          name
              + " mixes the CRSs "
              + summary.crs
              + ": reproject all of it to one, or name the right one with --crs.");
    }
    String said = said(summary);
    String crs = override.isEmpty() ? said : override;
    return new StatedCrs.Input(name, crs, said, degrees, summary.extent());
  }

  /** The CRS that an input names itself, or that its format stands for; empty if none. */
  static String said(FootprintSummary summary) {
    if (!summary.crs.isEmpty()) {
      return String.join(", ", summary.crs);
    }
    return summary.degreesByDefault && summary.looksLikeDegrees() ? "EPSG:4326" : "";
  }

  FootprintSummary summary() {
    return all;
  }

  /** The CRSs of the inputs that have footprints. */
  public StatedCrs statedCrs() {
    return new StatedCrs(what, List.copyOf(inputs.values()), believed);
  }

  /**
   * The footprints in a frame, heights in metres.
   *
   * @throws UserError if there are footprints, and nothing is left of them
   */
  public FootprintSet in(Frame frame) {
    return in(frame.crs(), frame.heightUnit().metres());
  }

  /**
   * The footprints in one CRS.
   *
   * @param crs a metric CRS, or empty to take coordinates as they are
   * @param metresPerUnit metres per unit of the height and roof fields
   * @throws UserError if there are footprints, and nothing is left of them
   */
  public FootprintSet in(String crs, double metresPerUnit) {
    TreeMap<Integer, String> moves = new TreeMap<>();
    inputs.forEach(
        (number, input) -> {
          if (!crs.isEmpty()
              && !input.crs().isEmpty()
              && !CoordinateSystems.same(input.crs(), crs)) {
            moves.put(number, input.crs());
          }
        });
    if (moves.isEmpty() && metresPerUnit == 1) {
      return set(rows, crs, all, all.dropped);
    }
    Dataset<Row> placed =
        rows.mapPartitions(
            new Placing(moves, crs, metresPerUnit), Encoders.row(FootprintRows.SCHEMA));
    FootprintSummary after = new FootprintSummary();
    for (Row row :
        placed.filter(functions.col("kind").equalTo(FootprintRows.SUMMARY)).collectAsList()) {
      after.add(FootprintSummary.parse(row.getString(FootprintRows.NOTE)));
    }
    Map<String, Long> dropped = new TreeMap<>(all.dropped);
    after.dropped.forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    if (after.footprints == 0 && all.footprints > 0) {
      throw new UserError(
          what
              + " has no footprint that can be brought from "
              + moves.values().stream().map(CoordinateSystems::displayName).distinct().toList()
              + " to "
              + CoordinateSystems.displayName(crs)
              + ": name the real CRS of the input with --crs.");
    }
    return set(placed, crs, after, dropped);
  }

  private FootprintSet set(
      Dataset<Row> placed, String crs, FootprintSummary summary, Map<String, Long> dropped) {
    return new FootprintSet(
        UniqueNames.give(placed, summary.footprints),
        placed
            .filter(functions.col("kind").equalTo(FootprintRows.REJECTED))
            .select(functions.col("id"), functions.col("note").as("reason")),
        crs,
        summary.footprints > 0 ? Optional.of(summary.extent()) : Optional.empty(),
        summary.outermost.outliers(summary.footprints),
        summary.footprints,
        summary.withoutHeight,
        Map.copyOf(dropped),
        squareMetres(summary.droppedAreas),
        kept.columns(),
        rows);
  }

  private static Map<String, Double> squareMetres(Map<String, Long> squareCentimetres) {
    Map<String, Double> result = new TreeMap<>();
    squareCentimetres.forEach((reason, area) -> result.put(reason, area / 1e4));
    return Map.copyOf(result);
  }

  @Override
  public void close() {
    rows.unpersist();
  }

  /** Brings footprints to another CRS and heights to metres; ends with a summary of what came. */
  private static final class Placing implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private static final String NOWHERE = "cannot be reprojected";

    /** The CRSs that differ from the target, by the number of the input. */
    private final TreeMap<Integer, String> moves;

    private final String target;
    private final double metresPerUnit;

    Placing(TreeMap<Integer, String> moves, String target, double metresPerUnit) {
      this.moves = moves;
      this.target = target;
      this.metresPerUnit = metresPerUnit;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> source) {
      FootprintSummary summary = new FootprintSummary();
      return new RowIterator() {
        private boolean told;

        @Override
        Row advance() {
          while (source.hasNext()) {
            Row row = source.next();
            int kind = row.getInt(FootprintRows.KIND);
            if (kind == FootprintRows.FOOTPRINT) {
              return placed(row, summary);
            } else if (kind == FootprintRows.REJECTED) {
              return row;
            }
          }
          Row last = told ? null : FootprintRows.summary(summary);
          told = true;
          return last;
        }
      };
    }

    /** The row in its place, or that of a rejected feature if there is none for it. */
    private Row placed(Row row, FootprintSummary summary) {
      String from = moves.get(row.getInt(FootprintRows.SOURCE));
      byte[] wkb = row.getAs(FootprintRows.GEOMETRY);
      Geometry geometry = Wkb.geometry(wkb);
      if (from != null) {
        Transformed transformed = new Transformed(CoordinateSystems.transform(from, target));
        geometry.apply(transformed);
        if (transformed.failed) {
          double area = CoordinateSystems.groundArea(from, Wkb.geometry(wkb));
          summary.droppedArea(NOWHERE, area);
          return FootprintRows.rejected(row.getString(FootprintRows.ID), NOWHERE, summary);
        }
        geometry.geometryChanged();
        wkb = Wkb.of(geometry);
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      values.set(FootprintRows.GEOMETRY, wkb);
      for (int i : new int[] {FootprintRows.HEIGHT, FootprintRows.ROOF}) {
        if (!row.isNullAt(i)) {
          values.set(i, row.getDouble(i) * metresPerUnit);
        }
      }
      Envelope envelope = geometry.getEnvelopeInternal();
      boolean hasHeight =
          !(row.isNullAt(FootprintRows.HEIGHT)
              && row.isNullAt(FootprintRows.ROOF)
              && row.isNullAt(FootprintRows.LIDAR)
              && row.isNullAt(FootprintRows.STOREYS));
      summary.footprint(row.getString(FootprintRows.ID), envelope, hasHeight);
      return RowFactory.create(values.toArray());
    }
  }

  /** Moves every coordinate; stops at the first that has no place. */
  private static final class Transformed implements CoordinateSequenceFilter {
    private final MathTransform transform;
    private final double[] point = new double[2];
    private boolean failed;

    Transformed(MathTransform transform) {
      this.transform = transform;
    }

    @Override
    public void filter(CoordinateSequence sequence, int i) {
      point[0] = sequence.getX(i);
      point[1] = sequence.getY(i);
      try {
        transform.transform(point, 0, point, 0, 1);
      } catch (TransformException e) {
        failed = true;
      }
      failed |= !Double.isFinite(point[0]) || !Double.isFinite(point[1]);
      sequence.setOrdinate(i, 0, point[0]);
      sequence.setOrdinate(i, 1, point[1]);
    }

    @Override
    public boolean isDone() {
      return failed;
    }

    @Override
    public boolean isGeometryChanged() {
      return true;
    }
  }
}
