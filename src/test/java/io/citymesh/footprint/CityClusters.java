package io.citymesh.footprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.TestData;
import io.citymesh.geo.Heights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/** Clusters of footprints for tests, without Spark: of real cities, and made up. */
final class CityClusters {
  private CityClusters() {}

  /** The clusters of a city among the test data; the test is skipped where they are not. */
  static List<List<SourceFootprint>> of(String city) {
    List<SourceFootprint> footprints = new ArrayList<>();
    try {
      JsonNode file =
          new ObjectMapper().readTree(TestData.path(city).resolve("buildings.geojson").toFile());
      for (JsonNode feature : file.get("features")) {
        JsonNode geometry = feature.get("geometry");
        if (geometry != null && !geometry.isNull()) {
          String id = "f" + (100_000 + footprints.size());
          footprints.add(new SourceFootprint(id, geometry(geometry), Heights.UNKNOWN));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return clusters(footprints, CleaningOptions.DEFAULT.clusterDistance());
  }

  private static Geometry geometry(JsonNode node) {
    JsonNode coordinates = node.get("coordinates");
    if (node.get("type").asText().equals("Polygon")) {
      return polygon(coordinates);
    }
    List<Polygon> parts = new ArrayList<>();
    coordinates.forEach(part -> parts.add(polygon(part)));
    return Shapes.FACTORY.createMultiPolygon(parts.toArray(new Polygon[0]));
  }

  private static Polygon polygon(JsonNode rings) {
    List<LinearRing> result = new ArrayList<>();
    for (JsonNode ring : rings) {
      List<Coordinate> coordinates = new ArrayList<>();
      ring.forEach(c -> coordinates.add(new Coordinate(c.get(0).asDouble(), c.get(1).asDouble())));
      result.add(Shapes.FACTORY.createLinearRing(coordinates.toArray(new Coordinate[0])));
    }
    return Shapes.FACTORY.createPolygon(
        result.get(0), result.subList(1, result.size()).toArray(new LinearRing[0]));
  }

  private static List<List<SourceFootprint>> clusters(
      List<SourceFootprint> footprints, double distance) {
    Groups groups = new Groups(footprints.size());
    STRtree index = new STRtree();
    for (int i = 0; i < footprints.size(); i++) {
      index.insert(footprints.get(i).geometry().getEnvelopeInternal(), i);
    }
    for (int i = 0; i < footprints.size(); i++) {
      Geometry geometry = footprints.get(i).geometry();
      Envelope near = new Envelope(geometry.getEnvelopeInternal());
      near.expandBy(distance);
      for (Object found : index.query(near)) {
        int other = (Integer) found;
        if (other > i
            && groups.find(i) != groups.find(other)
            && geometry.isWithinDistance(footprints.get(other).geometry(), distance)) {
          groups.join(i, other);
        }
      }
    }
    List<List<SourceFootprint>> result = new ArrayList<>();
    for (List<Integer> group : groups.all()) {
      result.add(group.stream().map(footprints::get).toList());
    }
    return result;
  }

  /**
   * A ring around a point with so many vertices, of a radius that varies at random; on the grid.
   */
  static Polygon star(Random random, double x, double y, double radius, double depth, int size) {
    Coordinate[] ring = new Coordinate[size + 1];
    double turn = random.nextDouble();
    for (int i = 0; i < size; i++) {
      double r = radius * (1 - depth * random.nextDouble());
      double angle = 2 * Math.PI * (i + turn) / size;
      ring[i] = Shapes.snapped(x + r * Math.cos(angle), y + r * Math.sin(angle));
    }
    ring[size] = ring[0].copy();
    return Shapes.FACTORY.createPolygon(ring);
  }
}
