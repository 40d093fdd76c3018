package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A format of one record after the other: a head, one for each building, and one for the ground of
 * each part. The faces of a building, which lie in several parts, meet in one task.
 */
public non-sealed interface FeatureFormat extends Format {

  /**
   * What stands before the records.
   *
   * @param length of all records together, bytes
   */
  byte[] head(MeshParts mesh, long length) throws IOException;

  /**
   * The record of a building.
   *
   * @param faces its walls and roofs, part by part; none where a tile has failed
   */
  byte[] building(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces) throws IOException;

  /** The record of the ground of a part; empty if it has none. */
  Optional<byte[]> ground(FormatPart part) throws IOException;
}
