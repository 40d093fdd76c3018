package io.citymesh.format;

import java.io.IOException;
import java.util.SortedMap;

/**
 * A format whose one file ends with a group of faces for each building, gathered from all parts
 * that have faces of it: what comes before is laid out by part, and the groups are shuffled.
 */
public sealed interface GroupedFormat extends PartFormat permits ObjFormat.ByBuilding {

  /**
   * The bytes of each building's faces in a part.
   *
   * @return by the building's index
   */
  SortedMap<Integer, byte[]> groups(FormatPart part) throws IOException;

  /** The bytes before the faces of a building. */
  byte[] heading(int building);
}
