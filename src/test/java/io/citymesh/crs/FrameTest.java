package io.citymesh.crs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.input.PointInput;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import io.citymesh.terrain.TestRaster;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.FootprintSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;

class FrameTest extends SparkTest {
  private static final Georeference AS_READ = Georeference.AS_READ;

  /** The tower of the Oude Kerk in Delft, in degrees and in metres of the Dutch grid. */
  private static final double[] DEGREES = {4.35575, 52.01256};

  private static final double[] RD = {84_190, 447_627};

  @TempDir Path dir;

  private FootprintSource source(String epsg, double x, double y, double side, Georeference said) {
    String crs =
        epsg.isEmpty()
            ? ""
            : "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" + epsg + "\"}},";
    String text =
        "{\"type\":\"FeatureCollection\","
            + crs
            + "\"features\":[{\"type\":\"Feature\",\"id\":1,\"properties\":{\"height\":10},"
            + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%1$s,%2$s],[%3$s,%2$s],[%3$s,%4$s],[%1$s,%2$s]]]}}]}"
                .formatted(x, y, x + side, y + side);
    try {
      Path file = Files.writeString(dir.resolve("f" + System.nanoTime() + ".geojson"), text);
      CityInput.Files files = new CityInput.Files(List.of(file.toString()), "", "");
      return FootprintReader.open(
          spark(),
          new CityInput(
              files,
              "flat:0",
              PointInput.NONE,
              new HeightFields("height", "", ""),
              OptionalDouble.empty(),
              Optional.empty(),
              50,
              said));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Terrain flat() {
    return Terrains.open("flat:0");
  }

  private Terrain raster(int epsg, double west, double north, double step) {
    return Terrains.open(
        new TestRaster(120, 120, (c, r) -> 10 * Math.sin(c / 7.0) + 5 * Math.cos(r / 5.0))
            .epsg(epsg)
            .origin(west, north)
            .steps(step, step)
            .write(dir.resolve("r" + System.nanoTime() + ".tif"))
            .toString());
  }

  @Test
  void whatCannotBeReprojectedIsToldWithItsArea() throws IOException {
    // On the pole Mercator's y is infinite. The triangle there is half of 1 by 0.5 degrees.
    String house = "{\"type\":\"Polygon\",\"coordinates\":[[[4,52],[4.001,52],[4,52.001],[4,52]]]}";
    String pole =
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,89.5],[0.9,89.5],[0.9,90],[0,89.5]]]}";
    String feature = "{\"type\":\"Feature\",\"properties\":{\"height\":10},\"geometry\":%s}";
    Path file = dir.resolve("pole.geojson");
    Files.writeString(
        file,
        "{\"type\":\"FeatureCollection\",\"features\":[%s,%s]}"
            .formatted(feature.formatted(house), feature.formatted(pole)));
    try (FootprintSource source =
        FootprintReader.open(
            spark(),
            new CityInput(
                new CityInput.Files(List.of(file.toString()), "", ""),
                "flat:0",
                PointInput.NONE,
                new HeightFields("height", "", ""),
                OptionalDouble.empty(),
                Optional.empty(),
                50,
                new Georeference("", "EPSG:3857", HeightUnit.METRE)))) {
      FootprintSet set = source.in("EPSG:3857", 1);
      assertEquals(1, set.count());
      assertEquals(Map.of("cannot be reprojected", 1L), set.dropped());
      double radius = 6_371_007.2;
      double cap = radius * radius * (1 - Math.sin(Math.toRadians(89.5)));
      assertEquals(
          0.5 * Math.toRadians(0.9) * cap, set.droppedAreas().get("cannot be reprojected"), 1e-3);
    }
  }

  @Test
  void degreesGoToTheirUtmZone() {
    for (String[] place :
        new String[][] {
          {"4.35", "52", "32631"}, {"-70.6", "-33.4", "32719"}, {"179.9", "1", "32660"}
        }) {
      double x = Double.parseDouble(place[0]);
      double y = Double.parseDouble(place[1]);
      try (FootprintSource source = source("EPSG:4326", x, y, 0.001, AS_READ)) {
        Frame frame = new Frame(source.statedCrs(), flat(), AS_READ);
        assertEquals("EPSG:" + place[2], frame.crs());
        Bounds extent = source.in(frame).extent().orElseThrow();
        assertTrue(extent.width() > 60 && extent.height() > 100, extent.toString());
      }
    }
  }

  @Test
  void eastComesFirstAndTheDatumIsShifted() {
    try (FootprintSource source = source("EPSG:4326", DEGREES[0], DEGREES[1], 1e-4, AS_READ)) {
      Terrain terrain = raster(28992, RD[0] - 100, RD[1] + 100, 2);
      Frame frame = new Frame(source.statedCrs(), terrain, AS_READ);
      assertEquals("EPSG:28992", frame.crs());
      Bounds extent = source.in(frame).extent().orElseThrow();
      Envelope near = new Envelope(RD[0] - 20, RD[0] + 20, RD[1] - 20, RD[1] + 20);
      assertTrue(near.contains(extent.xmin(), extent.ymin()), extent.toString());
      assertTrue(frame.notes().get(0).contains("from EPSG:4326 to EPSG:28992"));
    }
  }

  @Test
  void theUserOverrides() {
    Georeference rd = new Georeference("28992", "", HeightUnit.METRE);
    try (FootprintSource source = source("EPSG:4326", RD[0], RD[1], 20, rd)) {
      Frame frame = new Frame(source.statedCrs(), raster(28992, RD[0] - 100, RD[1] + 100, 2), rd);
      assertEquals(
          new Bounds(RD[0], RD[1], RD[0] + 20, RD[1] + 20),
          source.in(frame).extent().orElseThrow());
      assertEquals(1, frame.notes().size());
      assertTrue(frame.notes().get(0).startsWith("--crs EPSG:28992 overrides EPSG:4326 of the f"));
    }
    try (FootprintSource source = source("EPSG:28992", RD[0], RD[1], 20, rd)) {
      assertEquals(List.of(), new Frame(source.statedCrs(), flat(), rd).notes());
    }
  }

  @Test
  void inFeet() {
    Georeference feet = new Georeference("", "", HeightUnit.FOOT);
    try (FootprintSource source = source("EPSG:28992", RD[0], RD[1], 20, feet)) {
      Terrain terrain = raster(28992, RD[0] - 100, RD[1] + 100, 2);
      Frame frame = new Frame(source.statedCrs(), terrain, feet);
      assertEquals(3.048, source.in(frame).footprints().first().heights().height(), 1e-12);
      Terrain metres = frame.terrain(new Bounds(RD[0] - 50, RD[1] - 50, RD[0] + 50, RD[1] + 50));
      double[] xy = {RD[0] + 3, RD[1] + 4};
      assertEquals(0.3048 * terrain.elevations(xy, 1)[0], metres.elevations(xy, 1)[0], 1e-12);
      assertGridIsAsOneByOne(metres);
      assertEquals(terrain.extent(), metres.extent());
    }
  }

  /**
   * Points of a grid around the terrain's south-western corner, of which those inside are wanted.
   */
  private static void assertGridIsAsOneByOne(Terrain terrain) {
    Bounds e = terrain.extent();
    double[] x = new double[12];
    double[] y = new double[10];
    for (int from : new int[] {-3, 1}) {
      Arrays.setAll(x, i -> e.xmin() + 3.7 * (i + from));
      Arrays.setAll(y, i -> e.ymin() + 3.7 * (i + from));
      boolean[] wanted = new boolean[x.length * y.length];
      double[] expected = new double[wanted.length];
      int count = 0;
      for (int i = 0; i < wanted.length; i++) {
        double[] xy = {x[i % x.length], y[i / x.length]};
        wanted[i] = i % 5 > 0 && e.contains(xy[0], xy[1]);
        if (wanted[i]) {
          expected[count++] = terrain.elevations(xy, 1)[0];
        }
      }
      assertTrue(count > 30, "points: " + count);
      assertArrayEquals(Arrays.copyOf(expected, count), terrain.elevations(x, y, wanted, count));
    }
  }

  @Test
  void aTerrainInDegreesIsSampledWhereItLies() {
    Georeference utm = new Georeference("", "EPSG:32631", HeightUnit.METRE);
    Terrain degrees = raster(4326, DEGREES[0] - 0.06, DEGREES[1] + 0.06, 0.001);
    try (FootprintSource source = source("EPSG:28992", RD[0], RD[1], 20, AS_READ)) {
      String message =
          assertThrows(UserError.class, () -> new Frame(source.statedCrs(), degrees, AS_READ))
              .getMessage();
      assertTrue(message.contains("--target-crs, for example EPSG:28992"), message);
      Frame frame = new Frame(source.statedCrs(), degrees, utm);
      Bounds domain = source.in(frame).extent().orElseThrow().grow(500);
      Terrain terrain = frame.terrain(domain);
      assertEquals("EPSG:32631", terrain.crs());
      assertTrue(terrain.extent().contains(domain), terrain.extent() + " " + domain);
      Bounds e = terrain.extent();
      assertGridIsAsOneByOne(terrain);
      Random random = new Random(3);
      for (int i = 0; i < 200; i++) {
        double ax = e.xmin() + random.nextDouble() * e.width();
        double ay = e.ymin() + random.nextDouble() * e.height();
        double bx = e.xmin() + random.nextDouble() * e.width();
        double by = e.ymin() + random.nextDouble() * e.height();
        double bound = terrain.maxAlong(ax, ay, bx, by);
        for (int k = 0; k <= 50; k++) {
          double t = k / 50.0;
          double[] xy = {ax + t * (bx - ax), ay + t * (by - ay)};
          assertTrue(terrain.elevations(xy, 1)[0] <= bound);
        }
      }
      // Without a domain it is as large as it gets: about 8 by 13 km, a little of it cut off.
      Bounds widest = frame.terrain().extent();
      assertTrue(widest.contains(e), widest + " " + e);
      assertTrue(widest.width() > 7_500 && widest.width() < 8_300, widest::toString);
      assertTrue(widest.height() > 12_500 && widest.height() < 13_400, widest::toString);
      // All four corners are inside, and beyond the terrain's own edge nothing is.
      double[] corners = {
        e.xmin(), e.ymin(), e.xmax(), e.ymin(), e.xmax(), e.ymax(), e.xmin(), e.ymax()
      };
      assertEquals(4, terrain.elevations(corners, 4).length);
      assertThrows(
          UserError.class, () -> terrain.elevations(new double[] {e.xmin() - 1, e.ymin()}, 1));
      Terrain all = frame.terrain(domain.grow(50_000));
      assertTrue(all.extent().width() > 7_000 && all.extent().width() < 8_300, "" + all.extent());
      assertTrue(
          assertThrows(
                  UserError.class,
                  () -> frame.terrain(new Bounds(300_000, 5_000_000, 301_000, 5_001_000)))
              .getMessage()
              .contains("do not overlap"));
    }
  }

  @Test
  void sameSystemUnderAnotherNameMovesNothing() {
    String esri =
        "PROJCS[\"Some_Name\",GEOGCS[\"GCS_Amersfoort\",DATUM[\"D_Amersfoort\","
            + "SPHEROID[\"Bessel_1841\",6377397.155,299.1528128]],PRIMEM[\"Greenwich\",0.0],"
            + "UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Double_Stereographic\"],"
            + "PARAMETER[\"False_Easting\",155000.0],PARAMETER[\"False_Northing\",463000.0],"
            + "PARAMETER[\"Central_Meridian\",5.38763888888889],"
            + "PARAMETER[\"Scale_Factor\",0.9999079],"
            + "PARAMETER[\"Latitude_Of_Origin\",52.1561605555556],UNIT[\"Meter\",1.0]]";
    String code = CoordinateSystems.fromWkt(esri);
    assertEquals("Some_Name", CoordinateSystems.displayName(code));
    assertTrue(CoordinateSystems.same(code, "EPSG:28992"));
    assertTrue(CoordinateSystems.isMetric(code));
    assertEquals("EPSG:28992", CoordinateSystems.fromWkt(esri.replace("Some_Name", "RD_New")));
    assertEquals("EPSG:28992", CoordinateSystems.code("EPSG:7415"));
  }

  @Test
  void namesInPrjFiles() {
    String[][] known = {
      {"WGS_1984_UTM_Zone_31N", "EPSG:32631"},
      {"WGS_1984_UTM_Zone_19S", "EPSG:32719"},
      {"WGS 84 / UTM zone 5N", "EPSG:32605"},
      {"ETRS_1989_UTM_Zone_32N", "EPSG:25832"},
      {"NAD_1983_UTM_Zone_10N", "EPSG:26910"},
      {"WGS_1984_Web_Mercator_Auxiliary_Sphere", "EPSG:3857"},
      {"British_National_Grid", "EPSG:27700"},
      {"RGF_1993_Lambert_93", "EPSG:2154"},
      {"CH1903+_LV95", "EPSG:2056"}
    };
    for (String[] pair : known) {
      assertEquals(
          pair[1], CoordinateSystems.fromWkt("PROJCS[\"" + pair[0] + "\",GEOGCS[\"x\"]]"), pair[0]);
      assertTrue(CoordinateSystems.isMetric(pair[1]));
    }
    assertEquals("EPSG:4326", CoordinateSystems.fromWkt("GEOGCS[\"GCS_WGS_1984\",DATUM[\"x\"]]"));
    assertEquals(
        "EPSG:5514",
        CoordinateSystems.fromWkt("PROJCS[\"any\",GEOGCS[\"x\"],AUTHORITY[\"EPSG\",\"5514\"]]"));
    assertEquals("", CoordinateSystems.fromWkt("LOCAL_CS[\"site\"]"));
    assertEquals(
        "EPSG:28992", CoordinateSystems.code("https://www.opengis.net/def/crs/EPSG/0/28992"));
  }
}
