package io.citymesh.footprint;

import java.util.Locale;

/** Where a roof's elevation comes from, in the order in which the sources are asked. */
public enum HeightSource {
  /** A field with the roof's elevation. */
  ROOF_FIELD,
  /** A field with the height above the ground. */
  HEIGHT_FIELD,
  /** The points inside the footprint. */
  LIDAR,
  /** A field with the number of storeys. */
  STOREYS_FIELD,
  /** The one height for all buildings whose sources say nothing. */
  BUILDING_HEIGHT;

  /** The source's name in {@code buildings.parquet}: {@code roof_field} and so on. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The source's name in remarks: {@code roof field} and so on. */
  String words() {
    return column().replace('_', ' ');
  }
}
