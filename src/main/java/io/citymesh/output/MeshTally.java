package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What is counted and measured of the faces of a part, or of all; and what is wrong with them. */
final class MeshTally {
  final Findings findings = new Findings();

  /** Of a closed mesh, the shells that its surface is made of. */
  final Shells shells = new Shells();

  final ShapeStatistics planarShapes;
  final ShapeStatistics wallShapes = new ShapeStatistics(0);
  final double largestGround;
  final double largestRoof;

  /** Open edges around failed tiles, which are no defects. */
  long holes;

  /** How many buildings have a roof, as far as this part of the check has found them. */
  long roofs;

  long largeGround;
  long largeRoofs;
  double shortestEdge = Double.POSITIVE_INFINITY;
  double longestEdge;

  /** How many faces of the top and the sides there are, by kind. */
  private final long[] patches = new long[FaceKind.LAST + 1];

  private final ExactSum ground = new ExactSum();
  private final ExactSum belowTop = new ExactSum();
  private final ExactSum roofArea = new ExactSum();

  MeshTally(Manifest manifest) {
    planarShapes = new ShapeStatistics(manifest.number("min-angle"));
    largestGround = largestArea(manifest.number("max-size"));
    largestRoof = largestArea(manifest.number("building-size"));
  }

  /** The contract's bound for a size, with room for rounding. */
  private static double largestArea(double size) {
    return 0.5 * size * size * (1 + 1e-9);
  }

  /** Adds the planar area of a face of the ground. */
  void addGround(double area) {
    ground.add(area);
  }

  /** Adds the planar area of a face of a roof. */
  void addRoof(double area) {
    roofArea.add(area);
  }

  /**
   * Adds what lies between a face of the ground or a roof and the top of a closed mesh; nothing of
   * an open one.
   *
   * @param area in plan, square metres
   * @param height of the top above its middle, metres; NaN if there is no top
   */
  void addBelowTop(double area, double height) {
    if (!Double.isNaN(height)) {
      belowTop.add(area * height);
    }
  }

  /** Counts a face of the top or a side. */
  void addPatch(byte kind) {
    patches[kind]++;
  }

  /** The volume between the surface and the top, cubic metres. */
  double volume() {
    return belowTop.sum();
  }

  /** How many faces of a kind close the mesh. */
  long patch(int kind) {
    return patches[kind];
  }

  double coveredArea() {
    return ground.sum() + roofArea.sum();
  }

  double roofArea() {
    return roofArea.sum();
  }

  /** The tally as bytes that {@link #add(byte[])} takes. */
  byte[] bytes() {
    RecordOutput out = new RecordOutput();
    findings.write(out);
    planarShapes.write(out);
    wallShapes.write(out);
    out.put(holes).put(roofs).put(largeGround).put(largeRoofs);
    out.put(shortestEdge).put(longestEdge);
    ground.write(out);
    roofArea.write(out);
    belowTop.write(out);
    out.put(patches);
    shells.write(out);
    return out.bytes();
  }

  /** Adds another tally, of what comes after this one. */
  void add(byte[] tally) throws IOException {
    RecordInput in = new RecordInput(ByteBuffer.wrap(tally));
    findings.add(Findings.read(in));
    planarShapes.add(in);
    wallShapes.add(in);
    holes += in.longNumber();
    roofs += in.longNumber();
    largeGround += in.longNumber();
    largeRoofs += in.longNumber();
    shortestEdge = Math.min(shortestEdge, in.real());
    longestEdge = Math.max(longestEdge, in.real());
    ground.add(in);
    roofArea.add(in);
    belowTop.add(in);
    long[] more = in.longs();
    for (int kind = 0; kind < patches.length; kind++) {
      patches[kind] += more[kind];
    }
    shells.add(in);
  }

  /** A sum that does not lose small terms (Neumaier 1974). */
  private static final class ExactSum {
    private double sum;
    private double rest;

    void add(double value) {
      double next = sum + value;
      rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }

    double sum() {
      return sum + rest;
    }

    void write(RecordOutput out) {
      out.put(sum).put(rest);
    }

    void add(RecordInput in) throws IOException {
      add(in.real());
      add(in.real());
    }
  }
}
