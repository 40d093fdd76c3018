package io.citymesh.view;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.report.UserError;
import java.util.Optional;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;

/**
 * Where a city about a local origin lies on the globe.
 *
 * <p>The axes of the CRS at the origin, not east and north, go to earth-centred coordinates, with
 * their scale: so the convergence of meridians turns nothing. The plane touches the ellipsoid at
 * the origin, from which the earth falls away by 2 m in 5 km. Elevations count as heights above the
 * ellipsoid.
 */
final class Placement {
  private static final double RADIUS = 6_378_137;
  private static final double FLATTENING = 1 / 298.257223563;
  private static final double SQUARED_ECCENTRICITY = FLATTENING * (2 - FLATTENING);

  /** Half of the length along which an axis is measured, metres. */
  private static final double STEP = 50;

  private Placement() {}

  /**
   * The matrix from coordinates about the origin to earth-centred ones (EPSG:4978), by columns: 16.
   * Empty without a CRS, or with one that has no place there.
   *
   * @param crs such as {@code EPSG:28992}, or an empty text
   */
  static Optional<double[]> transform(String crs, double[] origin) {
    if (crs.isEmpty()) {
      return Optional.empty();
    }
    try {
      MathTransform degrees = CoordinateSystems.transform(crs, "EPSG:4326");
      double[] at = geodetic(degrees, origin[0], origin[1]);
      double[] here = geocentric(at);
      double[] x = axis(degrees, origin, STEP, 0);
      double[] y = axis(degrees, origin, 0, STEP);
      double longitude = Math.toRadians(at[0]);
      double latitude = Math.toRadians(at[1]);
      double[] up = {
        Math.cos(latitude) * Math.cos(longitude),
        Math.cos(latitude) * Math.sin(longitude),
        Math.sin(latitude)
      };
      double[] all = {
        x[0], x[1], x[2], 0, y[0], y[1], y[2], 0, up[0], up[1], up[2], 0, here[0], here[1], here[2],
        1
      };
      for (double number : all) {
        if (!Double.isFinite(number)) {
          return Optional.empty();
        }
      }
      return Optional.of(all);
    } catch (TransformException | UserError e) {
      return Optional.empty(); // A local frame is shown all the same.
    }
  }

  /** Metres on the earth for each along an axis. */
  private static double[] axis(MathTransform degrees, double[] origin, double dx, double dy)
      throws TransformException {
    double[] ahead = geocentric(geodetic(degrees, origin[0] + dx, origin[1] + dy));
    double[] behind = geocentric(geodetic(degrees, origin[0] - dx, origin[1] - dy));
    double[] axis = new double[3];
    for (int i = 0; i < 3; i++) {
      axis[i] = (ahead[i] - behind[i]) / (2 * (dx + dy));
    }
    return axis;
  }

  /** Longitude and latitude, degrees. */
  private static double[] geodetic(MathTransform degrees, double x, double y)
      throws TransformException {
    double[] place = {x, y};
    degrees.transform(place, 0, place, 0, 1);
    return place;
  }

  private static double[] geocentric(double[] place) {
    double longitude = Math.toRadians(place[0]);
    double latitude = Math.toRadians(place[1]);
    double sine = Math.sin(latitude);
    double normal = RADIUS / Math.sqrt(1 - SQUARED_ECCENTRICITY * sine * sine);
    return new double[] {
      normal * Math.cos(latitude) * Math.cos(longitude),
      normal * Math.cos(latitude) * Math.sin(longitude),
      normal * (1 - SQUARED_ECCENTRICITY) * sine
    };
  }
}
