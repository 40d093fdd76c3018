package io.citymesh.inspect;

import io.citymesh.crs.Frame;
import io.citymesh.geo.Sides;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import io.citymesh.terrain.RasterSummary;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Reads a raster, or what a city needs of it, before anything is built on it: whether its blocks
 * are whole, how many cells have no value, and whether some have one that cannot be meant. {@code
 * build} and {@code inspect} say the same of it, in the same words.
 */
public final class TerrainSurvey {
  /** The distance from the other elevations at which one counts as wrong, metres. */
  static final double FAR = 1000;

  private final RasterSummary raster;
  private final RasterSummary.Cells cells;
  private final String where;

  private TerrainSurvey(RasterSummary raster, RasterSummary.Cells cells, String where) {
    this.raster = raster;
    this.cells = cells;
    this.where = where;
  }

  /**
   * Cells, or why they cannot be read.
   *
   * @param row of blocks, the first of those with an error
   */
  private record Read(RasterSummary.Cells cells, int row, String error) implements Serializable {
    static final Read NOTHING = new Read(RasterSummary.Cells.NONE, 0, "");

    static Read of(RasterSummary raster, RasterSummary.BlockRow blocks) {
      try {
        return new Read(raster.cells(blocks), blocks.row(), "");
      } catch (UserError e) {
        return new Read(RasterSummary.Cells.NONE, blocks.row(), e.getMessage());
      }
    }

    Read plus(Read other) {
      Read told = error.isEmpty() || !other.error.isEmpty() && other.row < row ? other : this;
      return new Read(cells.plus(other.cells), told.row, told.error);
    }
  }

  /** Surveys the whole raster. */
  public static TerrainSurvey of(JavaSparkContext spark, RasterSummary raster) {
    return of(spark, raster, raster.blocks(raster.extent(), block -> true), "");
  }

  /**
   * Surveys the part of a raster that a domain needs: the blocks that do not lie outside.
   *
   * @param frame in which the domain is
   */
  public static TerrainSurvey of(
      JavaSparkContext spark, RasterSummary raster, Frame frame, Sides domain) {
    List<RasterSummary.BlockRow> blocks =
        raster.blocks(
            frame.terrainWindow(domain.bounds()),
            block -> domain.isRectangle() || !domain.exclude(frame.fromTerrain(block)));
    return of(spark, raster, blocks, " in and around the domain");
  }

  private static TerrainSurvey of(
      JavaSparkContext spark,
      RasterSummary raster,
      List<RasterSummary.BlockRow> rows,
      String where) {
    Read read =
        rows.isEmpty()
            ? Read.NOTHING
            : spark
                .parallelize(rows, Math.min(rows.size(), 4 * spark.defaultParallelism()))
                .map(row -> Read.of(raster, row))
                .reduce(Read::plus);
    if (!read.error.isEmpty()) {
      throw new UserError(read.error);
    }
    return new TerrainSurvey(raster, read.cells, where);
  }

  public RasterSummary.Cells cells() {
    return cells;
  }

  /** Why the raster cannot be used: the first of its damaged blocks, and how many there are. */
  public Optional<String> obstacle() {
    if (cells.damaged().isEmpty()) {
      return Optional.empty();
    }
    String first = cells.error();
    int more = cells.damaged().cardinality() - 1;
    return Optional.of(
        more == 0
            ? first
            : first
                + String.format(
                    Locale.ROOT, " %,d more block%s cannot be read.", more, more == 1 ? "" : "s"));
  }

  /**
   * The remarks for the user, a line each.
   *
   * @param metres per unit of elevation
   */
  public List<String> remarks(double metres) {
    List<String> remarks = new ArrayList<>();
    if (cells.empty() > 0 && cells.empty() < cells.cells()) {
      remarks.add(
          percent(cells.empty())
              + " of the terrain's cells"
              + where
              + " have no value"
              + kinds()
              + ": each takes that of the nearest that has one.");
    }
    List<RasterSummary.Band> groups = cells.groups(FAR / metres);
    groups.stream()
        .max(Comparator.comparingLong(RasterSummary.Band::cells))
        .ifPresent(
            rest ->
                groups.stream()
                    .filter(group -> group != rest)
                    .forEach(group -> remarks.add(sentinel(group, rest))));
    return remarks;
  }

  private String kinds() {
    List<String> kinds = new ArrayList<>();
    if (cells.notFinite() > 0) {
      kinds.add(count(cells.notFinite()) + " NaN, infinite or masked");
    }
    if (cells.leftOut() > 0) {
      kinds.add(count(cells.leftOut()) + " in blocks that the file leaves out");
    }
    return kinds.isEmpty() ? "" : " (" + String.join(", ", kinds) + ")";
  }

  private String sentinel(RasterSummary.Band group, RasterSummary.Band rest) {
    boolean one = group.lowest() == group.highest();
    return count(group.cells())
        + (group.cells() == 1 ? " cell" : " cells")
        + " of the terrain "
        + raster.path()
        + where
        + (group.cells() == 1 ? " has" : " have")
        + (one
            ? " the elevation " + text(group.lowest())
            : " elevations from " + text(group.lowest()) + " to " + text(group.highest()))
        + ", more than 1000 m from the rest ("
        + text(rest.lowest())
        + " to "
        + text(rest.highest())
        + "): "
        + (one
            ? "if it stands for no value, say so with --nodata " + text(group.lowest()) + "."
            : "if they stand for no value, name them with --nodata, or correct the raster.");
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private String percent(long n) {
    double percent = 100.0 * n / cells.cells();
    return String.format(
        Locale.ROOT, percent >= 99.95 || percent < 0.05 ? "%.2g%%" : "%.1f%%", percent);
  }

  /** The shortest text that is read as the same elevation. */
  private static String text(double elevation) {
    return elevation == (float) elevation && Math.abs(elevation) >= 1e15
        ? Float.toString((float) elevation)
        : OptionCheck.text(elevation);
  }
}
