package io.citymesh.terrain;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.raster.GeoKeys;
import io.citymesh.raster.GeoTags;
import io.citymesh.raster.TiffFile;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads where the cells of a raster lie, from its tags or from the files beside it. */
final class GridReader {
  /** Blocks of the largest raster that is believed: a million cells along each side. */
  private static final int MOST_BLOCKS = 1 << 24;

  private GridReader() {}

  /**
   * The grid of a raster.
   *
   * @param path as the user calls it
   * @param file on this machine
   * @throws UserError if it is not upright, not placed, or has cells without a size
   */
  static RasterGrid read(String path, TiffFile tiff, Path file) throws IOException {
    GeoTags.Placement placement = placement(path, tiff, file);
    if (!placement.upright()) {
      throw new UserError(
          "The terrain " + path + " is rotated: warp it to an upright grid with gdalwarp.");
    }
    RasterGrid grid =
        new RasterGrid(
            crs(tiff, file),
            tiff.width(),
            tiff.height(),
            placement.originX(),
            placement.originY(),
            placement.stepX(),
            placement.stepY());
    Bounds extent = grid.extent();
    if (placement.stepX() == 0
        || placement.stepY() == 0
        || !Double.isFinite(extent.width())
        || !Double.isFinite(extent.height())) {
      throw new UserError(
          "The terrain " + path + " has cells without a size or a place: is it damaged?");
    }
    if ((long) grid.blockColumns() * grid.blockRows() > MOST_BLOCKS) {
      throw new UserError(
          "The terrain "
              + path
              + String.format(
                  Locale.ROOT,
                  " has %,d x %,d cells, more than any: is it damaged?",
                  grid.width(),
                  grid.height()));
    }
    return grid;
  }

  /** What the file says, else what a world file beside it says. */
  private static GeoTags.Placement placement(String path, TiffFile tiff, Path file)
      throws IOException {
    Optional<GeoTags.Placement> own = tiff.tags().placement();
    Optional<GeoTags.Placement> placement = own.isPresent() ? own : SideFiles.placement(file);
    return placement.orElseThrow(
        () ->
            new UserError(
                "The terrain "
                    + path
                    + " cannot be read as a GeoTIFF, it does not say where it lies: place it with"
                    + " gdal_translate -a_ullr, or copy its .tfw file, too."));
  }

  /** The code of the CRS: of the file's own, else of the .prj beside it, else empty. */
  private static String crs(TiffFile tiff, Path file) throws IOException {
    GeoKeys keys = tiff.tags().keys();
    if (!keys.nameACrs()) {
      return CoordinateSystems.fromWkt(SideFiles.crs(file));
    }
    if (keys.code().isPresent()) {
      String code = "EPSG:" + keys.code().getAsInt();
      if (!keys.namesUnit()
          || keys.usualUnit()
              && (CoordinateSystems.isKnownMetric(code)
                  || CoordinateSystems.isKnownGeographic(code))) {
        return CoordinateSystems.code(code);
      }
    }
    return CoordinateSystems.of(keys);
  }
}
