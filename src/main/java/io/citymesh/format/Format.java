package io.citymesh.format;

import java.io.Serializable;
import java.util.List;

/**
 * A format that a mesh can be written in, beside its parts. {@link Formats} lists all there are.
 *
 * <p>Each is a small class with its options as components, which travels to the executors.
 */
public sealed interface Format extends Serializable
    permits PartFormat, FeatureFormat, RasterFormat, TableFormat, TilesetFormat {

  /** The format's name for {@code --format}, such as {@code vtu}. */
  String name();

  /** The usual ending of its (first) file's name, without the dot. */
  default String extension() {
    return name();
  }

  /**
   * The files that it makes, the first of which is what a user opens.
   *
   * @param file the name that was asked for, such as {@code mesh.vtu}
   * @param mesh that is written
   */
  default List<String> files(String file, MeshParts mesh) {
    return List.of(file);
  }

  /** The name by which its files go in an output directory. */
  default String usualName() {
    return "mesh." + extension();
  }

  /**
   * The room that the files take, bytes; right to within a third.
   *
   * @param faces of the mesh, which has half as many vertices
   */
  double room(double faces);

  /**
   * Whether buildings can have patches of their own in it, see {@link MeshParts#patches}.
   *
   * @param mesh that is written, with any patches
   */
  default boolean dividesBuildings(MeshParts mesh) {
    return false;
  }

  /** Whether it holds the air of a mesh, which one with failed tiles does not enclose. */
  default boolean isOfAir() {
    return false;
  }

  /**
   * What is subtracted from all coordinates (x, y, z, metres): zeros, but for formats whose readers
   * have single precision.
   */
  default double[] origin(MeshParts mesh) {
    return new double[3];
  }

  /** Whether readers add it themselves, since the files say it in a way that the format has. */
  default boolean tellsOrigin(MeshParts mesh) {
    return false;
  }
}
