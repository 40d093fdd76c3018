package io.citymesh.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.CityMesh;
import io.citymesh.output.PublishTest;
import io.citymesh.terrain.TestRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStateTest {
  @TempDir Path dir;

  @Test
  void isMadeOnceAndDroppedAtTheEnd() {
    List<Object> dropped = new ArrayList<>();
    SessionState<Object> state = new SessionState<>(Object::new, dropped::add);
    Object first = state.get();
    assertSame(first, state.get());
    SessionState.endSession();
    SessionState.endSession();
    assertEquals(List.of(first), dropped);
    assertNotSame(first, state.get());
  }

  @Test
  void copiesOfFilesGoWithTheSession() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.remote.impl", PublishTest.RemoteFileSystem.class, FileSystem.class);
    Path file = Files.writeString(dir.resolve("far.txt"), "one");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L));
    String path = "remote://" + file;
    Path copy = LocalFile.of(path, hadoop);
    assertEquals("one", Files.readString(copy));
    assertEquals(Files.getLastModifiedTime(file), Files.getLastModifiedTime(copy));
    assertEquals(copy, LocalFile.of(path, hadoop));
    Files.writeString(file, "two");
    Path other = LocalFile.of(path, hadoop);
    assertNotEquals(copy, other);
    assertEquals("two", Files.readString(other));
    Files.writeString(dir.resolve("far.prj"), "beside");
    Path both = LocalFile.of(path, List.of("far.tfw", "far.prj"), hadoop);
    assertEquals("two", Files.readString(both));
    assertEquals("beside", Files.readString(both.resolveSibling("far.prj")));
    SessionState.endSession();
    assertFalse(Files.exists(both.getParent()));
    assertFalse(Files.exists(copy.getParent()));
    assertFalse(Files.exists(other.getParent()));
    assertEquals("two", Files.readString(LocalFile.of(path, hadoop)));
    SessionState.endSession();
  }

  /** Looks at a city in one session, and at what is kept when that is over. */
  public static final class TwoSessions {
    private static final List<Object> DROPPED = new ArrayList<>();
    private static final SessionState<Object> STATE = new SessionState<>(Object::new, DROPPED::add);

    public static void main(String[] args) throws IOException {
      for (int session = 1; session <= 2; session++) {
        SparkSession spark =
            SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.local.dir", args[2])
                .getOrCreate();
        Object kept = STATE.get();
        assertTrue(
            CityMesh.builder(spark)
                .buildings(args[0])
                .terrain(args[1])
                .buildingHeight(9)
                .inspect()
                .ready());
        assertSame(kept, STATE.get());
        Path scratch = Scratch.file("copy");
        assertTrue(scratch.startsWith(args[2]), scratch.toString());
        spark.stop();
        assertFalse(Files.exists(scratch));
        assertEquals(session, DROPPED.size(), "dropped with the session, not with the next one");
      }
    }
  }

  @Test
  @Tag("slow")
  void nothingOutlivesASparkSession() throws Exception {
    Path raster =
        new TestRaster(50, 50, (c, r) -> 1)
            .origin(84_900, 445_400)
            .steps(10, 10)
            .write(dir.resolve("t.tif"));
    Path buildings =
        Files.writeString(
            dir.resolve("b.geojson"),
            "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                + "\"EPSG:28992\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{},"
                + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[85000,445200],"
                + "[85020,445200],[85020,445220],[85000,445200]]]}}]}");
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            List.of("-Xmx512m"),
            TwoSessions.class,
            List.of(buildings.toString(), raster.toString(), dir.resolve("scratch").toString()));
    assertEquals(0, outcome.code(), outcome.output());
  }
}
