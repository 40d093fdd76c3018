package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Wkb;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/** Zones from files and rectangles. */
class ZoneReaderTest extends SparkTest {
  private static final Bounds DOMAIN = new Bounds(0, 0, 1000, 1000);

  @TempDir Path dir;

  private final List<String> notes = new ArrayList<>();

  private MeshOptions read(String... refine) {
    OptionValues values = new OptionValues();
    values.parse(OptionTable.REFINE, List.of(refine));
    return read(values);
  }

  private MeshOptions focus(String focus) {
    OptionValues values = new OptionValues();
    values.parse(OptionTable.FOCUS, List.of(focus));
    return read(values);
  }

  private MeshOptions read(OptionValues values) {
    MeshOptions options = MeshOptions.of(values);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    GeometryFactory factory = new GeometryFactory();
    List<PackedFootprint> footprints =
        Stream.of(100, 300, 700)
            .map(x -> factory.toGeometry(new Envelope(x, x + 20, 100, 110)))
            .map(
                box ->
                    PackedFootprint.of(
                        "b" + Math.round(box.getCoordinate().x),
                        Wkb.of(box),
                        new Heights(Double.NaN, 5, Double.NaN, Double.NaN)))
            .toList();
    List<SizeZone> zones =
        new ZoneReader(spark(), options, "", "", context.parallelize(footprints), notes::add)
            .read();
    ZoneReader.requireInside(zones, Sides.of(DOMAIN));
    return options.withZones(zones);
  }

  /** The sizes hold within 3 times the largest dimension: 60 m around footprints of 20 m. */
  @Test
  void aFocusIsAGeometryAFileOrFootprints() throws Exception {
    SizeField one = focus("b300").field();
    assertEquals(1, one.at(Sizes.Kind.GROUND, 300 - 59, 105));
    assertEquals(6, one.at(Sizes.Kind.GROUND, 300 - 70, 105), 1e-9);
    assertEquals(10, one.at(Sizes.Kind.GROUND, 700, 105));
    assertEquals(1, focus("b100, b700").field().at(Sizes.Kind.GROUND, 700, 200));
    assertEquals(1, focus("POINT(5 5)").field().at(Sizes.Kind.GROUND, 5, 5));
    SizeField file = focus(triangle()).field();
    assertEquals(1, file.at(Sizes.Kind.GROUND, 500, 1000));
    refused("holds nothing", () -> focus("b400"));
    refused("holds nothing", () -> focus("POLYGON EMPTY"));
    refused("is no WKT", () -> focus("POLYGON((1 2, 3 4))"));
    refused("nowhere.gpkg", () -> focus("nowhere.gpkg"));
    refused("lies outside the domain", () -> focus("POINT(-10 -10)"));
  }

  private String file(String geometry) throws Exception {
    Path file = dir.resolve("zone.geojson");
    Files.writeString(
        file,
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
            + "\"geometry\":"
            + geometry
            + "}]}");
    return file.toString();
  }

  private String triangle() throws Exception {
    return file(
        "{\"type\":\"Polygon\",\"coordinates\":[[[400,400],[600,400],[500,600],[400,400]]]}");
  }

  @Test
  void theSmallestSizeCounts() throws Exception {
    MeshOptions options = read(triangle() + ":2,1.5,3", "450,410,550,430:1");
    SizeField field = options.field();
    assertEquals(2, field.at(Sizes.Kind.GROUND, 500, 500));
    assertEquals(1.5, field.at(Sizes.Kind.ROOF, 500, 500));
    assertEquals(3, field.at(Sizes.Kind.WALL, 500, 500));
    assertEquals(1, field.at(Sizes.Kind.GROUND, 500, 420));
    assertEquals(10, field.at(Sizes.Kind.GROUND, 100, 500));
    assertEquals(List.of(), notes);
  }

  @Test
  void aZoneWithoutAnEffectIsTold() {
    assertTrue(read("450,410,550,430:20").field().isUniform());
    assertEquals(1, notes.size());
    assertTrue(notes.get(0).startsWith("--refine 450,410,550,430:20 has no effect"));
  }

  @Test
  void whatIsNoZoneIsAUserErrorOfOneLine() throws Exception {
    refused("lies outside the domain", "2000,0,2001,1:1");
    refused("nowhere.gpkg", dir.resolve("nowhere.gpkg") + ":1");
    refused("no polygon", file("{\"type\":\"Point\",\"coordinates\":[1,2]}") + ":1");
    StringBuilder ring = new StringBuilder();
    int n = 100_000;
    for (int i = 0; i <= n; i++) {
      double angle = 2 * Math.PI * (i % n) / n;
      ring.append(i == 0 ? "[" : ",[")
          .append(500 + 100 * Math.cos(angle))
          .append(',')
          .append(500 + 100 * Math.sin(angle))
          .append(']');
    }
    String round = file("{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}");
    refused("at most 100,000 vertices", round + ":1");
  }

  private void refused(String words, String zone) {
    refused(words, () -> read(zone));
  }

  private static void refused(String words, Executable read) {
    UserError error = assertThrows(UserError.class, read);
    assertTrue(error.getMessage().contains(words), error.getMessage());
    assertTrue(error.getMessage().matches("(?s)--(refine|focus) .*"), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }
}
