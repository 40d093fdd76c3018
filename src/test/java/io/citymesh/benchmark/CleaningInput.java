package io.citymesh.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.footprint.Groups;
import io.citymesh.geo.Heights;
import io.citymesh.geo.Wkb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * A footprint to be cleaned.
 *
 * @param id unique in the city
 * @param wkb in CRS coordinates, metres
 * @param heights what is known of its height
 */
public record CleaningInput(String id, byte[] wkb, Heights heights) {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  /** Copies of a city stand so far apart, metres: whole millimetres, of no round number. */
  private static final double COPY_STEP = 3001.237;

  private static final int COPIES_PER_ROW = 20;

  /** The spacing of the vertices of a ring, metres. */
  private static final double RING_STEP = 0.1 * Math.PI;

  /**
   * A ring around a circle.
   *
   * @param noise the farthest that a vertex lies outside the circle, metres
   */
  public static CleaningInput ring(int vertices, double noise) {
    Random random = new Random(1);
    Coordinate[] ring = new Coordinate[vertices + 1];
    for (int i = 0; i < vertices; i++) {
      double radius = RING_STEP * vertices / (2 * Math.PI) + noise * random.nextDouble();
      double turn = 2 * Math.PI * i / vertices;
      ring[i] =
          new Coordinate(100_000 + radius * Math.cos(turn), 400_000 + radius * Math.sin(turn));
    }
    ring[vertices] = ring[0].copy();
    return new CleaningInput("ring", Wkb.of(FACTORY.createPolygon(ring)), Heights.UNKNOWN);
  }

  /**
   * Houses that stand alone on a grid of 40 m: rectangles and L shapes, in any direction, of whole
   * millimetres.
   */
  public static List<CleaningInput> houses(int count) {
    Random random = new Random(1);
    List<CleaningInput> result = new ArrayList<>();
    int columns = (int) Math.ceil(Math.sqrt(count));
    for (int i = 0; i < count; i++) {
      double width = 8 + 8 * random.nextDouble();
      double depth = 8 + 8 * random.nextDouble();
      double[] xy =
          random.nextInt(3) == 0
              ? new double[] {
                0,
                0,
                width,
                0,
                width,
                0.5 * depth,
                0.6 * width,
                0.5 * depth,
                0.6 * width,
                depth,
                0,
                depth
              }
              : new double[] {0, 0, width, 0, width, depth, 0, depth};
      double turn = 2 * Math.PI * random.nextDouble();
      double x = 80_000 + 40 * (i % columns);
      double y = 440_000 + 40 * (i / columns);
      Coordinate[] ring = new Coordinate[xy.length / 2 + 1];
      for (int j = 0; j < ring.length; j++) {
        double u = xy[2 * j % xy.length];
        double v = xy[(2 * j + 1) % xy.length];
        ring[j] =
            new Coordinate(
                Math.rint(1000 * (x + u * Math.cos(turn) - v * Math.sin(turn))) / 1000,
                Math.rint(1000 * (y + u * Math.sin(turn) + v * Math.cos(turn))) / 1000);
      }
      result.add(
          new CleaningInput(
              "h" + i,
              Wkb.of(FACTORY.createPolygon(ring)),
              Heights.above(3 + 9 * random.nextDouble())));
    }
    return result;
  }

  /** The polygons of a GeoJSON file, and moved copies of them; nothing is known of heights. */
  public static List<CleaningInput> copies(Path geoJson, int copies) throws IOException {
    List<Geometry> shapes = new ArrayList<>();
    for (JsonNode feature : new ObjectMapper().readTree(geoJson.toFile()).get("features")) {
      JsonNode geometry = feature.get("geometry");
      if (geometry.get("type").asText().equals("Polygon")) {
        shapes.add(polygon(geometry.get("coordinates")));
      } else {
        List<Polygon> parts = new ArrayList<>();
        geometry.get("coordinates").forEach(part -> parts.add(polygon(part)));
        shapes.add(FACTORY.createMultiPolygon(parts.toArray(new Polygon[0])));
      }
    }
    List<CleaningInput> result = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      AffineTransformation moved =
          AffineTransformation.translationInstance(
              COPY_STEP * (copy % COPIES_PER_ROW), COPY_STEP * (copy / COPIES_PER_ROW));
      for (int i = 0; i < shapes.size(); i++) {
        Geometry shape = copy == 0 ? shapes.get(i) : moved.transform(shapes.get(i));
        result.add(new CleaningInput(copy + "-" + i, Wkb.of(shape), Heights.UNKNOWN));
      }
    }
    return result;
  }

  private static Polygon polygon(JsonNode rings) {
    List<LinearRing> lines = new ArrayList<>();
    for (JsonNode ring : rings) {
      List<Coordinate> line = new ArrayList<>();
      ring.forEach(p -> line.add(new Coordinate(p.get(0).asDouble(), p.get(1).asDouble())));
      lines.add(FACTORY.createLinearRing(line.toArray(new Coordinate[0])));
    }
    return FACTORY.createPolygon(
        lines.get(0), lines.subList(1, lines.size()).toArray(new LinearRing[0]));
  }

  /** The connected components of "no farther apart than a distance", metres. */
  public static List<List<CleaningInput>> clusters(List<CleaningInput> inputs, double distance) {
    STRtree index = new STRtree();
    List<Geometry> shapes = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Geometry shape = Wkb.geometry(inputs.get(i).wkb);
      shapes.add(shape);
      index.insert(shape.getEnvelopeInternal(), i);
    }
    Groups groups = new Groups(inputs.size());
    for (int i = 0; i < shapes.size(); i++) {
      Envelope near = new Envelope(shapes.get(i).getEnvelopeInternal());
      near.expandBy(distance);
      for (Object found : index.query(near)) {
        int other = (Integer) found;
        if (other > i
            && groups.find(i) != groups.find(other)
            && shapes.get(i).distance(shapes.get(other)) <= distance) {
          groups.join(i, other);
        }
      }
    }
    return groups.all().stream().map(group -> group.stream().map(inputs::get).toList()).toList();
  }
}
