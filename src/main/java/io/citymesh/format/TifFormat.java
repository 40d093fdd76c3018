package io.citymesh.format;

import io.citymesh.raster.CogLayout;
import io.citymesh.raster.CogSample;
import io.citymesh.report.UserError;
import java.util.List;
import java.util.Locale;

/**
 * What was meshed as rasters: cloud optimised GeoTIFFs of the uppermost surface (DSM), of the
 * ground (DTM; below a building the building's ground), of the buildings' heights and of their
 * indices. A cell has the value at its centre. Cells are anchored at multiples of their side.
 *
 * @param cell side of a cell, metres
 */
record TifFormat(double cell) implements RasterFormat {
  static final String NAME = "tif";

  private static final List<String> KINDS = List.of("dsm", "dtm", "height", "id");

  @Override
  public String name() {
    return NAME;
  }

  /** {@code mesh_dsm.tif} and so on for {@code mesh.tif}. */
  @Override
  public List<String> files(String file, MeshParts mesh) {
    int dot = file.lastIndexOf('.');
    String stem = dot > 0 ? file.substring(0, dot) : file;
    String ending = dot > 0 ? file.substring(dot) : "";
    return KINDS.stream().map(kind -> stem + "_" + kind + ending).toList();
  }

  @Override
  public List<Band> bands() {
    int none = CogSample.ELEVATION.none();
    return List.of(
        new Band(CogSample.ELEVATION, (top, building, ground) -> bits(top)),
        new Band(CogSample.ELEVATION, (top, building, ground) -> bits(ground)),
        new Band(
            CogSample.ELEVATION,
            (top, building, ground) -> building < 0 ? none : bits(top - ground)),
        new Band(CogSample.ID, (top, building, ground) -> building));
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  @Override
  public CogLayout layout(MeshParts mesh) {
    double west = Math.floor(mesh.bounds()[0] / cell);
    double south = Math.floor(mesh.bounds()[1] / cell);
    double east = Math.ceil(mesh.bounds()[2] / cell);
    double north = Math.ceil(mesh.bounds()[3] / cell);
    if (Math.max(east - west, north - south) > 1 << 22 || (east - west) * (north - south) > 1e12) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--raster-cell %s is too small for the domain: a raster would have %.0f x %.0f cells",
              cell,
              east - west,
              north - south));
    }
    return new CogLayout(
        (int) Math.max(1, east - west),
        (int) Math.max(1, north - south),
        west * cell,
        north * cell,
        cell,
        mesh.crs());
  }

  /** Of faces as large as cells; compressed, a cell takes some 3 bytes in all rasters. */
  @Override
  public double room(double faces) {
    return 8 * faces;
  }
}
