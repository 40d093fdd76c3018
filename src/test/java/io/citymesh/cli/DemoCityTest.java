package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.geo.Bounds;
import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.geotools.api.referencing.ReferenceIdentifier;
import org.geotools.coverage.grid.GridCoverage2D;
import org.geotools.gce.geotiff.GeoTiffReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.coverage.CoverageValidator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

class DemoCityTest {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  @TempDir Path dir;

  private record Read(List<Polygon> polygons, List<Double> heights, List<String> ids) {}

  @Test
  void theSameArgumentsGiveTheSameBytes() throws Exception {
    DemoCity.Written a = DemoCity.write(dir.resolve("a"), 3, 2, 7);
    DemoCity.Written b = DemoCity.write(dir.resolve("b"), 3, 2, 7);
    DemoCity.Written c = DemoCity.write(dir.resolve("c"), 3, 2, 8);
    assertArrayEquals(Files.readAllBytes(a.buildings()), Files.readAllBytes(b.buildings()));
    assertArrayEquals(Files.readAllBytes(a.terrain()), Files.readAllBytes(b.terrain()));
    assertNotEquals(-1, Files.mismatch(a.buildings(), c.buildings()));
  }

  @Test
  void footprintsAreValidMatchedAtTheirEdgesAndInsideTheDomain() throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      DemoCity.Written city = DemoCity.write(dir.resolve("s" + seed), 6, 5, seed);
      Read read = read(city.buildings());
      assertEquals(city.count(), read.polygons().size());
      assertEquals(city.count(), new HashSet<>(read.ids()).size(), "ids are unique");
      Envelope domain = envelope(city.bounds());
      for (int i = 0; i < read.polygons().size(); i++) {
        Polygon polygon = read.polygons().get(i);
        assertTrue(polygon.isValid(), () -> polygon.toText());
        assertTrue(domain.contains(polygon.getEnvelopeInternal()), () -> polygon.toText());
        assertTrue(polygon.getArea() > 15, () -> polygon.toText());
        assertTrue(read.heights().get(i) >= 4);
        Coordinate[] c = polygon.getCoordinates();
        for (int k = 1; k < polygon.getExteriorRing().getNumPoints(); k++) {
          assertTrue(c[k].distance(c[k - 1]) > 0.9, () -> polygon.toText());
        }
      }
      Geometry[] coverage = read.polygons().toArray(Geometry[]::new);
      assertTrue(CoverageValidator.isValid(coverage), "no overlap, and shared walls are noded");
    }
  }

  @Test
  void itHoldsWhatIsHardInRealCities() throws Exception {
    Read read = read(DemoCity.write(dir, 6, 5, 1).buildings());
    assertTrue(read.polygons().stream().anyMatch(p -> p.getNumInteriorRing() > 0), "a courtyard");
    int touching = 0;
    int inside = 0;
    for (int i = 0; i < read.polygons().size(); i++) {
      Polygon a = read.polygons().get(i);
      for (int j = 0; j < read.polygons().size(); j++) {
        Polygon b = read.polygons().get(j);
        if (i == j || !a.getEnvelopeInternal().intersects(b.getEnvelopeInternal())) {
          continue;
        }
        boolean touches = a.touches(b);
        if (i < j && touches && !read.heights().get(i).equals(read.heights().get(j))) {
          touching++;
        }
        if (!touches
            && a.getNumInteriorRing() > 0
            && FACTORY.createPolygon(a.getExteriorRing()).contains(b)) {
          inside++;
        }
      }
    }
    assertTrue(touching > 50, "row houses of different heights: " + touching);
    assertTrue(inside > 0, "a building in a courtyard");
  }

  @Test
  void tilesHaveTheSameContent() throws Exception {
    double size = 250;
    DemoCity.Written city = DemoCity.writeTiles(dir, 4, 4, size, 5);
    assertEquals(new Bounds(84000, 446000, 85000, 447000), city.bounds());
    Set<Set<String>> inner = new HashSet<>();
    TreeMap<String, Set<String>> tiles = new TreeMap<>();
    for (Polygon polygon : read(city.buildings()).polygons()) {
      Envelope e = polygon.getEnvelopeInternal();
      assertTrue(envelope(city.bounds()).contains(e));
      long column = (long) Math.floor((e.getMinX() - city.bounds().xmin()) / size);
      long row = (long) Math.floor((e.getMinY() - city.bounds().ymin()) / size);
      StringBuilder relative = new StringBuilder();
      for (Coordinate c : polygon.getCoordinates()) {
        relative.append(Math.round((c.x - column * size) * 1000)).append(' ');
        relative.append(Math.round((c.y - row * size) * 1000)).append(' ');
      }
      tiles.computeIfAbsent(column + "," + row, t -> new HashSet<>()).add(relative.toString());
    }
    for (String tile : List.of("1,1", "1,2", "2,1", "2,2")) {
      inner.add(tiles.get(tile));
    }
    assertEquals(1, inner.size(), "all inner tiles are alike");
    assertFalse(inner.iterator().next().isEmpty());
    assertThrows(IllegalArgumentException.class, () -> DemoCity.writeTiles(dir, 1, 1, 40, 1));
  }

  @Test
  void theTerrainIsAGeoTiffThatCoversTheDomain() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 1);
    GeoTiffReader reader = new GeoTiffReader(city.terrain().toFile());
    GridCoverage2D coverage = reader.read(null);
    Set<String> codes = new HashSet<>();
    for (ReferenceIdentifier id : coverage.getCoordinateReferenceSystem2D().getIdentifiers()) {
      codes.add(id.toString());
    }
    assertEquals(Set.of("EPSG:28992"), codes);
    Envelope covered =
        new Envelope(
            coverage.getEnvelope2D().getMinX(),
            coverage.getEnvelope2D().getMaxX(),
            coverage.getEnvelope2D().getMinY(),
            coverage.getEnvelope2D().getMaxY());
    assertTrue(covered.contains(envelope(city.bounds().grow(90))), covered.toString());
    float corner =
        coverage.getRenderedImage().getData(new Rectangle(0, 0, 1, 1)).getSampleFloat(0, 0, 0);
    double x = covered.getMinX() + 2.5;
    double y = covered.getMaxY() - 2.5;
    assertEquals(DemoTerrain.hills(700).elevation(x, y), corner, 1e-5);
    reader.dispose();
  }

  private static Envelope envelope(Bounds b) {
    return new Envelope(b.xmin(), b.xmax(), b.ymin(), b.ymax());
  }

  private static Read read(Path file) throws Exception {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertEquals("urn:ogc:def:crs:EPSG::28992", root.at("/crs/properties/name").asText());
    Read read = new Read(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (JsonNode feature : root.get("features")) {
      List<LinearRing> rings = new ArrayList<>();
      for (JsonNode ring : feature.at("/geometry/coordinates")) {
        List<Coordinate> points = new ArrayList<>();
        ring.forEach(p -> points.add(new Coordinate(p.get(0).asDouble(), p.get(1).asDouble())));
        rings.add(FACTORY.createLinearRing(points.toArray(Coordinate[]::new)));
      }
      LinearRing[] holes = rings.subList(1, rings.size()).toArray(LinearRing[]::new);
      read.polygons().add(FACTORY.createPolygon(rings.get(0), holes));
      read.heights().add(feature.at("/properties/height").asDouble());
      read.ids().add(feature.get("id").asText());
    }
    return read;
  }
}
