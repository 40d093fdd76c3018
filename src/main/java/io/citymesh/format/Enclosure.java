package io.citymesh.format;

import io.citymesh.option.OptionTable;
import io.citymesh.report.Manifest;
import java.io.Serializable;
import java.util.List;

/**
 * What a closed mesh encloses, and how large its triangles are, as the manifest tells it.
 *
 * @param rings of the domain, shell first; each x0, y0, x1, y1, ..., metres
 * @param top its elevation, metres; NaN if the mesh is open
 * @param layers of cells that fill it, 0 if it is a surface alone
 * @param wind from where the wind comes, degrees clockwise from north; NaN for none
 * @param groundSize of triangles of ground, metres
 * @param roofSize of triangles of roofs, metres
 * @param zones where they are smaller
 */
record Enclosure(
    double[][] rings,
    double top,
    int layers,
    double wind,
    double groundSize,
    double roofSize,
    List<Manifest.Zone> zones)
    implements Serializable {

  /** Of an open mesh of which nothing else is known. */
  static final Enclosure NONE =
      new Enclosure(new double[0][], Double.NaN, 0, Double.NaN, 0, 0, List.of());

  static Enclosure of(Manifest manifest) {
    Manifest.Extent b = manifest.bounds();
    double[][] rings =
        manifest.domain().isEmpty()
            ? new double[][] {
              {b.xmin(), b.ymin(), b.xmax(), b.ymin(), b.xmax(), b.ymax(), b.xmin(), b.ymax()}
            }
            : manifest.domain().stream()
                .map(ring -> ring.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
    return new Enclosure(
        rings,
        manifest.closing().getOrDefault("top", Double.NaN),
        manifest.closing().getOrDefault("layers", 0.0).intValue(),
        manifest.closing().getOrDefault("flow_direction", Double.NaN),
        manifest.number(OptionTable.MAX_SIZE.name()),
        manifest.number(OptionTable.BUILDING_SIZE.name()),
        manifest.zones());
  }

  boolean isClosed() {
    return !Double.isNaN(top);
  }

  boolean isFilled() {
    return layers > 0;
  }
}
