package io.citymesh.tile;

import io.citymesh.geo.Fingerprint;
import java.io.Serializable;

/**
 * In what layers the air of a closed domain is divided, if it is filled with cells.
 *
 * @param first height of the first layer, metres; NaN for no cells
 * @param growth how many times higher each layer is than the one below, above the highest roof; at
 *     least 1
 * @param cap the highest layer, metres, at least {@code first}
 * @param ground the elevation from which heights are counted, metres
 * @param highest the highest roof, metres: layers below it have the same height
 */
public record Filling(double first, double growth, double cap, double ground, double highest)
    implements Serializable, Fingerprint.Content {
  /** The surface alone. */
  public static final Filling NONE =
      new Filling(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  public boolean isNone() {
    return Double.isNaN(first);
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(first).put(growth).put(cap).put(ground).put(highest);
  }
}
