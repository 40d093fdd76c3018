package io.citymesh.footprint;

import io.citymesh.geo.Heights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Blocks of stacked parts, as the cities have them whose building parts are towers on podiums: each
 * block a podium with towers in it or over its edge, towers in towers, a part that is as high as
 * another, and in places one without a height.
 */
public final class StackedCity {
  /** From block to block, metres. */
  private static final double SPACING = 90;

  private StackedCity() {}

  /** A part of a block: an axis-parallel rectangle of a height above the ground, metres. */
  public record Part(double x0, double y0, double x1, double y1, double height) {
    Geometry area() {
      return Shapes.FACTORY.toGeometry(new Envelope(x0, x1, y0, y1));
    }
  }

  /** Five parts, each in the one before, from 10 to 50 m high. */
  public static List<Part> terraces() {
    List<Part> result = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      result.add(new Part(4 * i, 4 * i, 60 - 5 * i, 50 - 4 * i, 10 * (i + 1)));
    }
    return result;
  }

  /** A podium, a tower in it, a taller one over its edge, and a spire in that. */
  public static List<Part> block() {
    return List.of(
        new Part(0, 0, 50, 40, 15),
        new Part(5, 5, 25, 30, 120),
        new Part(30, 10, 60, 35, 200),
        new Part(36, 16, 50, 28, 320));
  }

  /**
   * Blocks on a square grid, turned by a few degrees.
   *
   * @param blocks how many
   * @return with ids in an order that has nothing to do with their heights
   */
  public static List<SourceFootprint> of(int blocks, Random random) {
    int columns = (int) Math.ceil(Math.sqrt(blocks));
    List<SourceFootprint> result = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      double x = SPACING * (b % columns);
      double y = SPACING * (b / columns);
      AffineTransformation place =
          AffineTransformation.rotationInstance(0.2 * random.nextDouble()).translate(x, y);
      for (Part part : parts(random)) {
        String id = "p%05d".formatted(random.nextInt(100_000));
        result.add(
            new SourceFootprint(id, place.transform(part.area()), Heights.above(part.height)));
      }
    }
    return result;
  }

  private static List<Part> parts(Random random) {
    double width = 35 + 20 * random.nextDouble();
    double depth = 30 + 20 * random.nextDouble();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(0, 0, width, depth, 8 + random.nextInt(20)));
    int towers = 1 + random.nextInt(3);
    for (int i = 0; i < towers; i++) {
      double x = (0.1 + 0.7 * random.nextDouble()) * width;
      double y = (0.1 + 0.7 * random.nextDouble()) * depth;
      double w = 10 + 15 * random.nextDouble();
      double d = 10 + 15 * random.nextDouble();
      double height = 30 + random.nextInt(150);
      parts.add(new Part(x, y, x + w, y + d, height));
      if (random.nextBoolean()) {
        parts.add(new Part(x + 2, y + 2, x + w - 3, y + d - 3, height + 20 + random.nextInt(100)));
      }
    }
    if (random.nextInt(3) == 0) {
      Part podium = parts.get(0);
      parts.add(new Part(-8, 5, 10, 20, podium.height));
    }
    return parts;
  }

  /** The volume below the highest roof over each point of level ground, cubic metres. */
  public static double volume(List<SourceFootprint> footprints) {
    List<SourceFootprint> highestFirst = new ArrayList<>(footprints);
    highestFirst.sort(Comparator.comparingDouble(f -> -f.heights().height()));
    Geometry covered = Shapes.FACTORY.createMultiPolygon();
    double volume = 0;
    for (SourceFootprint footprint : highestFirst) {
      Geometry all = OverlayNGRobust.overlay(covered, footprint.geometry(), OverlayNG.UNION);
      volume += (all.getArea() - covered.getArea()) * footprint.heights().height();
      covered = all;
    }
    return volume;
  }
}
