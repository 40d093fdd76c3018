package io.citymesh.job;

import io.citymesh.format.BuildingPatches;
import io.citymesh.format.Format;
import io.citymesh.format.MeshParts;
import io.citymesh.format.PatchChoice;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.vector.KeptField;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** Finds the patches of a mesh for a format. */
final class MeshPatches {
  private static final String RENAMED = "input_";

  private MeshPatches() {}

  /**
   * The mesh with the patches that a format is to have.
   *
   * @param out the output directory with the mesh
   * @throws UserError if they cannot be made
   */
  static MeshParts mesh(
      JavaSparkContext spark, String out, Manifest manifest, PatchChoice choice, Format format)
      throws IOException {
    MeshParts plain = MeshParts.of(manifest);
    if (!choice.ofBuildings() || !format.dividesBuildings(plain)) {
      return plain;
    }
    return choice.field().isEmpty()
        ? MeshParts.byBuilding(manifest)
        : byField(spark, out, manifest, choice.field());
  }

  private static MeshParts byField(
      JavaSparkContext spark, String out, Manifest manifest, String field) throws IOException {
    List<String> columns =
        BuildingsFile.kept(OutputDir.of(out, spark.hadoopConfiguration())).stream()
            .map(KeptField::column)
            .toList();
    String column = columns.contains(field) ? field : RENAMED + field;
    if (!columns.contains(column)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--patch-field %s: the buildings have no such column, but %s: build with"
                  + " --keep-fields %s",
              field,
              columns.isEmpty() ? "none of the input" : String.join(", ", columns),
              field));
    }
    PublishedParts parts = PublishedParts.of(spark, out, MeshParts.of(manifest));
    try {
      TreeSet<String> values =
          parts
              .buildingFiles(spark)
              .mapPartitions(files -> List.of(values(parts, files, column)).iterator())
              .treeReduce(MeshPatches::both);
      if (values.size() > PatchChoice.MOST_VALUES) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "--patch-field %s has more than %d values, such as %s: take a column of few, or"
                    + " --patches building",
                field,
                PatchChoice.MOST_VALUES,
                values.stream().limit(3).collect(Collectors.joining(", "))));
      }
      return MeshParts.byField(manifest, column, List.copyOf(values));
    } finally {
      parts.destroy();
    }
  }

  /** The different values of a column, or some more than there may be. */
  private static TreeSet<String> values(PublishedParts parts, Iterator<String> files, String column)
      throws IOException {
    TreeSet<String> values = new TreeSet<>();
    while (files.hasNext()) {
      BuildingsFile.read(
          parts.output(),
          files.next(),
          row -> {
            if (values.size() <= PatchChoice.MOST_VALUES) {
              values.add(BuildingPatches.value(row.kept().get(column)));
            }
          });
    }
    return values;
  }

  /** Of many, the first ones, so that it does not matter in which order they come. */
  private static TreeSet<String> both(TreeSet<String> some, TreeSet<String> others) {
    TreeSet<String> all = new TreeSet<>(some);
    all.addAll(others);
    while (all.size() > PatchChoice.MOST_VALUES + 1) {
      all.pollLast();
    }
    return all;
  }
}
