package io.citymesh.cli;

import io.citymesh.geo.Bounds;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code xmin,ymin,xmax,ymax}. */
final class BoundsConverter implements ITypeConverter<Bounds> {
  @Override
  public Bounds convert(String text) {
    try {
      List<Double> v = List.of(text.split(",", -1)).stream().map(Double::valueOf).toList();
      if (v.size() == 4) {
        return new Bounds(v.get(0), v.get(1), v.get(2), v.get(3));
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new TypeConversionException(
        "'" + text + "' is not xmin,ymin,xmax,ymax (four numbers, metres)");
  }
}
