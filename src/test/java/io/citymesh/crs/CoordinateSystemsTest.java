package io.citymesh.crs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import io.citymesh.terrain.TestRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.ProjectedCRS;
import org.geotools.referencing.CRS;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinateSystemsTest {
  private static final String DATABASE = "EPSG-HSQL.directory";

  @TempDir Path dir;

  @Test
  void theDatabaseLiesInAFolderOfThisUserAlone() throws Exception {
    CoordinateSystems.transform("EPSG:28992", "EPSG:32631");
    Path folder = Path.of(System.getProperty(DATABASE));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertTrue(folder.getFileName().toString().matches("citymesh-epsg[0-9]+"), folder.toString());
  }

  /** Asks what a run on one metric CRS asks, and then for a transformation. */
  public static final class Asker {
    public static void main(String[] args) {
      String crs = Terrains.open(args[0]).crs();
      assertEquals("EPSG:28992", crs);
      assertTrue(CoordinateSystems.isMetric(crs));
      assertEquals("metres", CoordinateSystems.unit(crs));
      assertFalse(CoordinateSystems.isGeographic(crs));
      assertTrue(CoordinateSystems.same(crs, "EPSG:28992"));
      assertNull(System.getProperty(DATABASE), "no database was needed");
      assertFalse(CoordinateSystems.same("EPSG:28992", "EPSG:32631"));
    }
  }

  @Test
  @Tag("slow")
  void theDatabaseIsOpenedOnlyWhereItIsNeededAndNeverWhereOthersMayHaveLeftOne() throws Exception {
    Path planted = dir.resolve("GeoTools/Databases/HSQL/v11.0.31");
    Files.createDirectories(planted);
    for (String name : new String[] {"EPSG.data", "EPSG.properties", "EPSG.script"}) {
      Files.writeString(planted.resolve(name), "planted");
    }
    Files.createFile(planted.resolve("EPSG_creation_marker.txt"));
    Path raster = new TestRaster(4, 4, (c, r) -> 1).write(dir.resolve("t.tif"));
    ChildJvm.Outcome outcome =
        ChildJvm.run(List.of("-Djava.io.tmpdir=" + dir), Asker.class, List.of(raster.toString()));
    assertEquals(0, outcome.code(), outcome.output());
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(
          List.of("GeoTools", "t.tif"),
          left.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aDefinitionThatIsNoneIsOneLine() {
    String deep = "PROJCS[\"a\",".repeat(20_000);
    for (String definition :
        new String[] {
          deep,
          "PROJCS[\"a\"",
          "PROJCS[]",
          "PROJCS[\"a\",GEOGCS[\"b\",DATUM[\"c\",SPHEROID[\"d\",0,-1]]]]",
          "PROJCS[\"two\nlines\t\",GEOGCS[\"b\"]]",
          "PROJCS[\"" + "long ".repeat(20_000) + "\"]",
          "EPSG:99999999999999999999",
          "ESRI:[",
        }) {
      UserError error = assertThrows(UserError.class, () -> CoordinateSystems.unit(definition));
      assertTrue(error.getMessage().contains("not known"), error.getMessage());
      assertEquals(1, error.getMessage().lines().count());
      assertTrue(error.getMessage().length() < 400, error.getMessage());
    }
  }

  @Test
  void metricCodesAreKnownWithoutTheDatabaseAsItKnowsThem() throws Exception {
    for (int code : new int[] {28992, 3857, 2154, 27700, 32601, 32760, 25832, 26918, 6690, 5514}) {
      assertTrue(CoordinateSystems.isKnownMetric("EPSG:" + code), "EPSG:" + code);
    }
    for (String other :
        new String[] {
          "EPSG:4326", "EPSG:2263", "EPSG:7415", "EPSG:999999", "ESRI:102100", "EPSG:"
        }) {
      assertFalse(CoordinateSystems.isKnownMetric(other), other);
    }
    EpsgDatabase.makePrivate();
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      String code = "EPSG:" + (2000 + random.nextInt(6000));
      boolean metric = false;
      try {
        CoordinateReferenceSystem crs = CRS.decode(code, true);
        metric =
            crs instanceof ProjectedCRS
                && crs.getCoordinateSystem().getAxis(0).getUnit().toString().equals("m");
      } catch (FactoryException | LinkageError e) {
        // There is none, or the library cannot make it.
      }
      assertEquals(metric, CoordinateSystems.isKnownMetric(code), code);
    }
  }

  /** Keys that GeoTools ends with "All factories fail", "Index -1 out of bounds" and the like. */
  @Test
  void aRasterWhoseKeysMakeNoSenseIsOneLine() throws Exception {
    byte[] good = Files.readAllBytes(Path.of("src/test/resources/raster/crs/userdefined.tif"));
    ByteBuffer tags = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    int directory = tags.getInt(4);
    int keys = 0;
    for (int i = 0; i < tags.getShort(directory); i++) {
      int tag = directory + 2 + 12 * i;
      if (Short.toUnsignedInt(tags.getShort(tag)) == 34735) {
        keys = tags.getInt(tag + 8);
      }
    }
    int count = tags.getShort(keys + 6);
    int unknown = 0;
    for (int i = 0; i < 4 * count; i++) {
      ByteBuffer bad = ByteBuffer.wrap(good.clone()).order(ByteOrder.LITTLE_ENDIAN);
      bad.putShort(keys + 8 + 2 * i, (short) (i % 2 == 0 ? 0xffff : 32766));
      Path raster = Files.write(dir.resolve("keys" + i + ".tif"), bad.array());
      try {
        CoordinateSystems.unit(Terrains.open(raster.toString()).crs());
      } catch (UserError e) {
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().contains("--crs"), e.getMessage());
        unknown++;
      }
    }
    assertTrue(unknown > 5, "some make no sense: " + unknown);
  }

  @Test
  void aDefinitionOfBlanksIsReadInNoTime() {
    String blanks = "PROJCS[" + " ".repeat(1 << 16) + "]";
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> CoordinateSystems.fromWkt(blanks));
  }
}
