package io.citymesh.inspect;

import io.citymesh.input.CityInput;
import io.citymesh.report.UserError;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintInputs;
import io.citymesh.vector.FootprintScan;
import io.citymesh.vector.FootprintSource;
import io.citymesh.vector.InputReport;
import io.citymesh.vector.RepeatedIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Footprints and the findings about them, read once: by {@link #of} as {@code inspect} sees them,
 * where a file that cannot be read is told, not thrown, and by {@link #required} as a run does. The
 * features stay in the executors; {@link #close} frees them.
 */
public final class FootprintInspection implements AutoCloseable {
  private final List<InputReport> inputs;
  private final List<Bad> bad;
  private final List<String> objections;
  private final RepeatedIds repeated;
  private final Optional<FootprintSource> source;
  private final Optional<FootprintScan> scan;

  /**
   * A file that cannot be read.
   *
   * @param error as a run says it
   */
  public record Bad(String path, String error) {}

  private FootprintInspection(
      List<InputReport> inputs,
      List<Bad> bad,
      List<String> objections,
      RepeatedIds repeated,
      Optional<FootprintSource> source,
      Optional<FootprintScan> scan) {
    this.inputs = inputs;
    this.bad = bad;
    this.objections = objections;
    this.repeated = repeated;
    this.source = source;
    this.scan = scan;
  }

  /**
   * Reads the footprints of a city.
   *
   * @throws UserError if a path leads to no file
   */
  public static FootprintInspection of(SparkSession spark, CityInput input) {
    List<Bad> bad = new ArrayList<>();
    FootprintInputs found =
        FootprintInputs.readable(
            spark, input, (path, error) -> bad.add(new Bad(path, error.getMessage())));
    if (found.list().isEmpty() && !bad.isEmpty()) {
      return new FootprintInspection(
          List.of(), bad, List.of(), RepeatedIds.NONE, Optional.empty(), Optional.empty());
    }
    FootprintScan scan = FootprintScan.of(found);
    try {
      return of(scan, bad, input);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      scan.close();
      throw e;
    }
  }

  private static FootprintInspection of(FootprintScan scan, List<Bad> bad, CityInput input) {
    scan.errors().forEach((path, error) -> bad.add(new Bad(path, error)));
    List<InputReport> inputs = scan.reports(input.heightFields());
    List<String> objections = new ArrayList<>();
    if (!inputs.isEmpty()) {
      objections.addAll(scan.objections(FootprintFields.of(input)));
    }
    Optional<FootprintSource> source = Optional.empty();
    if (scan.footprints() > 0 || (scan.features() == 0 && bad.isEmpty())) {
      try {
        source = Optional.of(scan.source(input.georeference().crs()));
      } catch (UserError e) {
        objections.add(e.getMessage());
      }
    }
    return new FootprintInspection(
        inputs, bad, objections, scan.repeated(), source, Optional.of(scan));
  }

  /**
   * Reads the footprints of a city as a run does; of the fields only those with heights are looked
   * at, unless none is named.
   *
   * @throws UserError as {@link io.citymesh.vector.FootprintReader#open}
   */
  public static FootprintInspection required(SparkSession spark, CityInput input) {
    FootprintScan scan = FootprintScan.of(FootprintInputs.required(spark, input));
    try {
      scan.requireUsable(FootprintFields.of(input));
      return new FootprintInspection(
          scan.reports(input.heightFields()),
          List.of(),
          List.of(),
          scan.repeated(),
          Optional.of(scan.source(input.georeference().crs())),
          Optional.of(scan));
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      scan.close();
      throw e;
    }
  }

  /** The inputs that could be read, in the order of the paths. */
  public List<InputReport> inputs() {
    return List.copyOf(inputs);
  }

  /** The files that cannot be read. */
  public List<Bad> bad() {
    return List.copyOf(bad);
  }

  /** Why no city can be built of what could be read, as a run says it. */
  public List<String> objections() {
    return List.copyOf(objections);
  }

  /** Ids that occur more than once, in all inputs together. */
  public RepeatedIds repeated() {
    return repeated;
  }

  /** The footprints of all files that could be read, perhaps none; empty if a run would stop. */
  public Optional<FootprintSource> source() {
    return source;
  }

  @Override
  public void close() {
    scan.ifPresent(FootprintScan::close);
  }
}
