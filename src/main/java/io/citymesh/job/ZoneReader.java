package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Wkt;
import io.citymesh.option.OptionTable;
import io.citymesh.report.UserError;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.ZoneRequest;
import io.citymesh.tile.ZoneShape;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.locationtech.jts.geom.Geometry;

/**
 * Finds the zones that options ask for. They travel to every task with the options, so they must be
 * small.
 */
final class ZoneReader {
  /** The most vertices of all the zones together. */
  private static final long MOST_VERTICES = 100_000;

  /** Names of files with footprints. */
  private static final Pattern FILE =
      Pattern.compile(
          "\\.(geo)?json(l|seq)?(\\.gz)?$|\\.(shp|gpkg|(geo)?parquet)$", Pattern.CASE_INSENSITIVE);

  private final SparkSession spark;
  private final MeshOptions options;
  private final String inputCrs;
  private final String crs;
  private final JavaRDD<PackedFootprint> footprints;
  private final Consumer<String> notes;
  private long vertices;

  /**
   * @param options with requests for zones
   * @param inputCrs the CRS of the inputs, whatever they say; empty to believe them
   * @param crs of the mesh, empty if unknown
   * @param footprints of the city, in the CRS of the mesh
   * @param notes is told of zones without an effect
   */
  ZoneReader(
      SparkSession spark,
      MeshOptions options,
      String inputCrs,
      String crs,
      JavaRDD<PackedFootprint> footprints,
      Consumer<String> notes) {
    this.spark = spark;
    this.options = options;
    this.inputCrs = inputCrs;
    this.crs = crs;
    this.footprints = footprints;
    this.notes = notes;
  }

  /**
   * The zones.
   *
   * @throws UserError if one cannot be read, holds nothing or is too large
   */
  List<SizeZone> read() {
    List<SizeZone> zones = new ArrayList<>();
    for (ZoneRequest request : options.refine()) {
      Optional<Bounds> rectangle = request.rectangle();
      String what = OptionTable.REFINE.flag() + " " + request.text();
      ZoneShape shape =
          rectangle.isPresent() ? ZoneShape.of(rectangle.get()) : file(request.place(), what);
      zones.add(checked(options.zone(request, shape), what));
    }
    if (!options.focus().isEmpty()) {
      String what = OptionTable.FOCUS.flag() + " " + options.focus();
      zones.add(checked(options.focusZone(focus(options.focus(), what)), what));
    }
    // In an order of their own, so that nothing depends on that of the options.
    zones.sort(Comparator.comparing(zone -> new Fingerprint().put(zone).hex()));
    return zones;
  }

  /**
   * Requires that zones have a part in the domain.
   *
   * @throws UserError if one lies outside
   */
  static void requireInside(List<SizeZone> zones, Sides domain) {
    for (SizeZone zone : zones) {
      if (!zone.bounds().intersects(domain.bounds()) || domain.exclude(zone.bounds())) {
        throw new UserError(
            (zone.name().equals(ZoneRequest.FOCUS)
                    ? OptionTable.FOCUS.flag()
                    : OptionTable.REFINE.flag() + " " + zone.name())
                + " lies outside the domain: it is "
                + zone.bounds()
                + ", the domain "
                + (domain.isRectangle() ? "" : domain.words() + " within ")
                + domain.bounds());
      }
    }
  }

  private SizeZone checked(SizeZone zone, String what) {
    if (options.withZones(List.of(zone)).field().isUniform()) {
      notes.accept(what + " has no effect: its sizes are not smaller than those elsewhere");
    }
    return zone;
  }

  /** A geometry as WKT, the polygons of a file, or footprints by their ids. */
  private ZoneShape focus(String focus, String what) {
    if (Wkt.isOne(focus)) {
      return wkt(focus, what);
    }
    if (FILE.matcher(focus).find()) {
      return file(focus, what);
    }
    Set<String> ids = Set.of(focus.split("\\s*,\\s*"));
    return shape(
        footprints.filter(footprint -> ids.contains(footprint.id())),
        what,
        what
            + " holds nothing: no footprint has such an id, and it is neither WKT nor the name of"
            + " a file");
  }

  private ZoneShape wkt(String text, String what) {
    Geometry geometry = Wkt.read(text, what);
    if (geometry.isEmpty()) {
      throw new UserError(what + " holds nothing: the geometry is empty");
    }
    vertices += geometry.getNumPoints();
    requireFew(what);
    return ZoneShape.of(List.of(geometry));
  }

  private ZoneShape file(String path, String what) {
    try (FootprintSet read = FootprintReader.polygons(spark, List.of(path), inputCrs, crs)) {
      return shape(read.footprints(), what, what + " holds no polygon");
    } catch (UserError e) {
      throw e.getMessage().startsWith(what) ? e : new UserError(what + ": " + e.getMessage(), e);
    }
  }

  private ZoneShape shape(JavaRDD<PackedFootprint> polygons, String what, String nothing) {
    vertices +=
        Math.round(polygons.mapToDouble(polygon -> polygon.geometry().getNumPoints()).sum());
    requireFew(what);
    List<Geometry> shapes = polygons.map(PackedFootprint::geometry).collect();
    if (shapes.isEmpty()) {
      throw new UserError(nothing);
    }
    return ZoneShape.of(shapes);
  }

  private void requireFew(String what) {
    if (vertices > MOST_VERTICES) {
      throw new UserError(
          String.format(
                  Locale.ROOT,
                  "%s: zones have at most %,d vertices in all, and these are %,d: simplify them, or"
                      + " take",
                  what,
                  MOST_VERTICES,
                  vertices)
              + " rectangles");
    }
  }
}
