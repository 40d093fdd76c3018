package io.citymesh.raster;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The placement, the CRS and the numbers' meaning in a GeoTIFF, from its tags.
 *
 * @param placement where the cells lie, if the file itself says so
 * @param keys what it says of the CRS
 * @param noData the number in the file that stands for no value; never NaN
 * @param scale that the numbers in the file are to be multiplied with
 * @param offset that is to be added then
 */
public record GeoTags(
    Optional<Placement> placement,
    GeoKeys keys,
    OptionalDouble noData,
    double scale,
    double offset) {
  private static final int MODEL_PIXEL_SCALE = 33550;
  private static final int MODEL_TIEPOINT = 33922;
  private static final int MODEL_TRANSFORMATION = 34264;
  private static final int GDAL_METADATA = 42112;
  private static final int GDAL_NO_DATA = 42113;

  /**
   * An affine grid.
   *
   * @param originX x of the centre of the first cell
   * @param originY y of the centre of the first cell
   * @param stepX from a column to the next
   * @param stepY from a row to the next
   * @param upright whether columns run along y and rows along x
   */
  public record Placement(
      double originX, double originY, double stepX, double stepY, boolean upright) {}

  /**
   * @throws RasterException if a tag is not whole, or is no number where one must be
   */
  static GeoTags of(TiffDirectory tags) throws IOException {
    GeoKeys keys = GeoKeys.of(tags);
    double[] scaling = scaling(tags.text(GDAL_METADATA));
    return new GeoTags(
        placement(tags, keys.cellIsPoint() ? 0 : 0.5),
        keys,
        noData(tags.text(GDAL_NO_DATA)),
        scaling[0],
        scaling[1]);
  }

  /**
   * @param centre of a cell from its reference point, in cells
   */
  private static Optional<Placement> placement(TiffDirectory tags, double centre)
      throws IOException {
    double[] scale = tags.doubles(MODEL_PIXEL_SCALE);
    double[] tie = tags.doubles(MODEL_TIEPOINT);
    double[] matrix = tags.doubles(MODEL_TRANSFORMATION);
    if (scale.length >= 2 && tie.length >= 6) {
      return Optional.of(
          new Placement(
              tie[3] - scale[0] * (tie[0] - centre),
              tie[4] + scale[1] * (tie[1] - centre),
              scale[0],
              -scale[1],
              true));
    }
    if (matrix.length >= 8) {
      return Optional.of(
          new Placement(
              matrix[3] + centre * (matrix[0] + matrix[1]),
              matrix[7] + centre * (matrix[4] + matrix[5]),
              matrix[0],
              matrix[5],
              matrix[1] == 0 && matrix[4] == 0));
    }
    if (tie.length >= 12) {
      throw new RasterException(
          "is placed by " + tie.length / 6 + " points and no grid: warp it with gdalwarp.");
    }
    return Optional.empty();
  }

  /** The no-data number in a text; empty if the text is no number, which no cell could equal. */
  private static OptionalDouble noData(String text) {
    try {
      double value = Double.parseDouble(text.strip());
      return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    } catch (NumberFormatException e) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "inf", "+inf" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
        case "-inf" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
        default -> OptionalDouble.empty();
      };
    }
  }

  /** Scale and offset of the first band in GDAL's metadata. */
  private static double[] scaling(String xml) throws RasterException {
    double[] result = {1, 0};
    if (!xml.contains("scale") && !xml.contains("offset")) {
      return result;
    }
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new StringReader(xml));
      while (in.hasNext()) {
        if (in.next() == XMLStreamConstants.START_ELEMENT
            && in.getLocalName().equals("Item")
            && "0".equals(in.getAttributeValue(null, "sample"))
            && in.getAttributeValue(null, "role") != null) {
          switch (in.getAttributeValue(null, "role")) {
            case "scale" -> result[0] = Double.parseDouble(in.getElementText().strip());
            case "offset" -> result[1] = Double.parseDouble(in.getElementText().strip());
            default -> {}
          }
        }
      }
    } catch (XMLStreamException | RuntimeException e) {
      throw new RasterException(
          "has a scale or an offset that cannot be read (GDAL's metadata, tag 42112): correct it"
              + " with gdal_edit.py -scale 1 -offset 0, or copy it again.",
          -1,
          e);
    }
    if (!Double.isFinite(result[0]) || result[0] == 0 || !Double.isFinite(result[1])) {
      throw new RasterException(
          "has the scale " + result[0] + " and the offset " + result[1] + ": is it damaged?");
    }
    return result;
  }
}
