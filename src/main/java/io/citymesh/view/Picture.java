package io.citymesh.view;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Progress;
import io.citymesh.stitch.FaceKind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;

/**
 * A picture of a mesh, without a browser or a graphics card: all faces of the parts in a parallel
 * projection, the nearest in each sample, with the edges of triangles that are large enough to be
 * seen. The same mesh gives the same samples. It holds a part and the picture.
 */
public final class Picture {
  /** Samples along the side of a pixel. */
  private static final int SAMPLES = 2;

  /** The share of the picture that the city fills, along the side that limits it. */
  private static final double FILLED = 0.96;

  /** From where the oblique view is, radians: to the south-west, above the horizon. */
  private static final double AZIMUTH = -1.95;

  private static final double RISE = 0.62;

  private static final int BACKGROUND = 0xFFFFFF;
  private static final int[] COLOURS = {0xC9CDB4, 0xE9E0CF, 0xB4694B};
  private static final double[] LIGHT = {-0.55, -0.35, 0.75};

  /**
   * How dark an edge is, at most, and of which heights of triangles, in pixels, from none to most.
   */
  private static final double EDGE = 0.55;

  private static final double FROM = 3;
  private static final double MOST = 14;

  private final int width;
  private final int height;
  private final int[] colours;
  private final float[] depths;

  /** Unit vectors to the right, up, and towards the eye. */
  private final double[][] axes;

  private double scale;
  private double left;
  private double top;

  private Picture(int width, int height, boolean map) {
    this.width = width * SAMPLES;
    this.height = height * SAMPLES;
    colours = new int[this.width * this.height];
    depths = new float[colours.length];
    Arrays.fill(colours, BACKGROUND);
    Arrays.fill(depths, Float.NEGATIVE_INFINITY);
    double ca = StrictMath.cos(AZIMUTH);
    double sa = StrictMath.sin(AZIMUTH);
    double cr = StrictMath.cos(RISE);
    double sr = StrictMath.sin(RISE);
    axes =
        map
            ? new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
            : new double[][] {{-sa, ca, 0}, {-ca * sr, -sa * sr, cr}, {ca * cr, sa * cr, sr}};
  }

  /**
   * Draws a mesh.
   *
   * @param width of the picture, pixels
   * @param height of the picture, pixels
   * @param map whether it is seen from above, north up, instead of from the south-west
   */
  public static BufferedImage of(
      OutputDir out, MeshParts mesh, int width, int height, boolean map, Progress progress)
      throws IOException {
    Picture picture = new Picture(width, height, map);
    double[] extent = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    double[] origin = mesh.localOrigin();
    progress.step("reading");
    for (int part = 0; part < mesh.count(); part++) {
      FormatPart.read(
          out,
          mesh,
          part,
          read -> {
            picture.extend(extent, new Faces(read, origin));
            return null;
          });
      progress.done(part + 1L, mesh.count(), "parts");
    }
    if (extent[0] <= extent[2]) {
      picture.fit(extent);
      progress.step("drawing");
      for (int part = 0; part < mesh.count(); part++) {
        FormatPart.read(
            out,
            mesh,
            part,
            read -> {
              picture.draw(new Faces(read, origin));
              return null;
            });
        progress.done(part + 1L, mesh.count(), "parts");
      }
    }
    return picture.image();
  }

  /** The faces of a part, about the city's origin. */
  private static final class Faces {
    final int[] corners;
    final byte[] kinds;
    private final double[] own;
    private final double[] ghosts;
    private final double[] origin;

    Faces(FormatPart part, double[] origin) throws IOException {
      corners = part.faces();
      kinds = part.kinds();
      own = part.vertices();
      ghosts = part.ghosts();
      this.origin = origin;
    }

    double coordinate(int corner, int axis) {
      int at = 3 * corners[corner] + axis;
      return (at < own.length ? own[at] : ghosts[at - own.length]) - origin[axis];
    }

    /** Whether a face is seen: what closes a domain hides the city. */
    boolean isSeen(int face) {
      return kinds[face] < FaceKind.TOP;
    }
  }

  /** A corner along an axis of the view, metres. */
  private double along(Faces faces, int corner, int axis) {
    double[] a = axes[axis];
    return a[0] * faces.coordinate(corner, 0)
        + a[1] * faces.coordinate(corner, 1)
        + a[2] * faces.coordinate(corner, 2);
  }

  private void extend(double[] extent, Faces faces) {
    for (int c = 0; c < faces.corners.length; c++) {
      if (faces.isSeen(c / 3)) {
        double x = along(faces, c, 0);
        double y = along(faces, c, 1);
        extent[0] = Math.min(extent[0], x);
        extent[1] = Math.min(extent[1], y);
        extent[2] = Math.max(extent[2], x);
        extent[3] = Math.max(extent[3], y);
      }
    }
  }

  private void fit(double[] extent) {
    double across = Math.max(extent[2] - extent[0], 1e-6);
    double up = Math.max(extent[3] - extent[1], 1e-6);
    scale = FILLED * Math.min(width / across, height / up);
    left = (extent[0] + extent[2]) / 2 - width / (2 * scale);
    top = (extent[1] + extent[3]) / 2 + height / (2 * scale);
  }

  private void draw(Faces faces) {
    double[] x = new double[3];
    double[] y = new double[3];
    double[] depth = new double[3];
    for (int f = 0; f < faces.kinds.length; f++) {
      if (faces.isSeen(f)) {
        for (int c = 0; c < 3; c++) {
          x[c] = (along(faces, 3 * f + c, 0) - left) * scale;
          y[c] = (top - along(faces, 3 * f + c, 1)) * scale;
          depth[c] = along(faces, 3 * f + c, 2);
        }
        fill(x, y, depth, colour(faces, f));
      }
    }
  }

  private static int colour(Faces faces, int face) {
    double[] u = new double[3];
    double[] v = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      u[axis] = faces.coordinate(3 * face + 1, axis) - faces.coordinate(3 * face, axis);
      v[axis] = faces.coordinate(3 * face + 2, axis) - faces.coordinate(3 * face, axis);
    }
    double[] n = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    double lit = (n[0] * LIGHT[0] + n[1] * LIGHT[1] + n[2] * LIGHT[2]) / Math.max(length, 1e-12);
    int colour =
        switch (faces.kinds[face]) {
          case FaceKind.WALL -> COLOURS[1];
          case FaceKind.ROOF -> COLOURS[2];
          default -> COLOURS[0];
        };
    return scaled(colour, 0.62 + 0.5 * Math.max(0, lit));
  }

  private static int scaled(int colour, double by) {
    int scaled = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int channel = (int) Math.min(255, Math.round((colour >> shift & 255) * by));
      scaled |= channel << shift;
    }
    return scaled;
  }

  /** Fills a triangle where it is nearer than what is there; of equals the first stays. */
  private void fill(double[] x, double[] y, double[] depth, int colour) {
    double area = (x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0]);
    if (area == 0 || !Double.isFinite(area)) {
      return; // Seen from its edge.
    }
    double[] perPixel = new double[3]; // From a share of the area to a distance from an edge.
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < 3; c++) {
      int a = (c + 1) % 3;
      int b = (c + 2) % 3;
      perPixel[c] = Math.abs(area) / Math.hypot(x[b] - x[a], y[b] - y[a]);
      least = Math.min(least, perPixel[c]);
    }
    double seen = (least / SAMPLES - FROM) / (MOST - FROM);
    int line = scaled(colour, 1 - EDGE * Math.max(0, Math.min(1, seen)));
    int west = (int) Math.max(0, Math.ceil(Math.min(x[0], Math.min(x[1], x[2])) - 0.5));
    int east = (int) Math.min(width - 1.0, Math.max(x[0], Math.max(x[1], x[2])) - 0.5);
    int north = (int) Math.max(0, Math.ceil(Math.min(y[0], Math.min(y[1], y[2])) - 0.5));
    int south = (int) Math.min(height - 1.0, Math.max(y[0], Math.max(y[1], y[2])) - 0.5);
    for (int j = north; j <= south; j++) {
      for (int i = west; i <= east; i++) {
        double px = i + 0.5;
        double py = j + 0.5;
        double u = ((x[1] - px) * (y[2] - py) - (y[1] - py) * (x[2] - px)) / area;
        double v = ((x[2] - px) * (y[0] - py) - (y[2] - py) * (x[0] - px)) / area;
        double w = 1 - u - v;
        if (u >= 0 && v >= 0 && w >= 0) {
          float near = (float) (u * depth[0] + v * depth[1] + w * depth[2]);
          int at = j * width + i;
          if (near > depths[at]) {
            depths[at] = near;
            double edge = Math.min(u * perPixel[0], Math.min(v * perPixel[1], w * perPixel[2]));
            colours[at] = edge < SAMPLES / 2.0 ? line : colour;
          }
        }
      }
    }
  }

  /** Each pixel the mean of its samples. */
  private BufferedImage image() {
    int w = width / SAMPLES;
    int h = height / SAMPLES;
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    for (int j = 0; j < h; j++) {
      for (int i = 0; i < w; i++) {
        int[] sums = new int[3];
        for (int s = 0; s < SAMPLES * SAMPLES; s++) {
          int colour = colours[(j * SAMPLES + s / SAMPLES) * width + i * SAMPLES + s % SAMPLES];
          sums[0] += colour >> 16 & 255;
          sums[1] += colour >> 8 & 255;
          sums[2] += colour & 255;
        }
        int n = SAMPLES * SAMPLES;
        image.setRGB(
            i, j, (sums[0] + n / 2) / n << 16 | (sums[1] + n / 2) / n << 8 | (sums[2] + n / 2) / n);
      }
    }
    return image;
  }
}
