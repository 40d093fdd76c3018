package io.citymesh.inspect;

import io.citymesh.input.CityInput;
import io.citymesh.terrain.RasterSummary;
import java.util.Locale;

/** The notes on a raster: its grid, its elevations, and elevations that cannot be right. */
final class TerrainNotes {
  /** No place on Earth is higher (metres), nor lower; it holds for feet as a first guess. */
  private static final double HIGHEST_PLACE = 9000;

  private static final double LOWEST_PLACE = -500;

  private final CityInput input;
  private final InspectionNotes notes;

  TerrainNotes(CityInput input, InspectionNotes notes) {
    this.input = input;
    this.notes = notes;
  }

  /** Adds the section of a raster, and the advice on it. */
  void tell(RasterSummary raster, TerrainSurvey survey) {
    RasterSummary.Cells cells = survey.cells();
    Lines lines = new Lines();
    lines.add(
        "format",
        String.format(
            Locale.ROOT,
            "GeoTIFF, %,d x %,d cells of %s x %s",
            raster.columns(),
            raster.rows(),
            Words.number(raster.cellX()),
            Words.number(raster.cellY())));
    lines.add("CRS", Words.crs(raster.crs()));
    lines.add("extent", Words.extent(raster.extent(), raster.crs()));
    double empty = cells.cells() == 0 ? 0 : cells.empty() / (double) cells.cells();
    lines.add("no data", Words.percent(empty) + " of the cells");
    if (cells.lowest() <= cells.highest()) {
      lines.add("elevation", Words.number(cells.lowest()) + " to " + Words.number(cells.highest()));
    }
    notes.section("terrain", Words.path(raster.path()), lines);
    double metres = input.georeference().heightUnit().metres();
    survey.remarks(metres).forEach(notes::advice);
    boolean oneGroup = cells.groups(TerrainSurvey.FAR / metres).size() == 1;
    if (oneGroup && (cells.lowest() < LOWEST_PLACE || cells.highest() > HIGHEST_PLACE)) {
      notes.advice(
          "The terrain's elevations go from "
              + Words.number(cells.lowest())
              + " to "
              + Words.number(cells.highest())
              + ": if one of them stands for no value, say so with --nodata.");
    }
  }
}
