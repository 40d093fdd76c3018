package io.citymesh.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.report.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
      String crs = CoordinateSystems.code("28992");
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
    ChildJvm.Outcome outcome =
        ChildJvm.run(List.of("-Djava.io.tmpdir=" + dir), Asker.class, List.of());
    assertEquals(0, outcome.code(), outcome.output());
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(
          List.of("GeoTools"), left.map(path -> path.getFileName().toString()).sorted().toList());
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
  void aDefinitionOfBlanksIsReadInNoTime() {
    String blanks = "PROJCS[" + " ".repeat(1 << 16) + "]";
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> CoordinateSystems.fromWkt(blanks));
  }
}
