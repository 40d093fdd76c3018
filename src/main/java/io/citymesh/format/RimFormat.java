package io.citymesh.format;

/** A format that numbers cells through the whole mesh, and so has to know the rims of the parts. */
public sealed interface RimFormat extends PartFormat permits OpenFoamFormat {
  /**
   * Requires a mesh that the format can hold.
   *
   * @throws io.citymesh.report.UserError if it is not filled with cells
   */
  void require(MeshParts mesh);

  /**
   * The same format, when the rims are known.
   *
   * @param folder with a file for each part that has a rim, named by its number: a whole path that
   *     the executors share
   */
  PartFormat withRims(String folder);
}
