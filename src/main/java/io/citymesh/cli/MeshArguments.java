package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.job.RunOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Triangles, cleaning, stores and failures: the options of every command that builds a mesh. */
final class MeshArguments {
  @Option(
      names = "--max-size",
      paramLabel = "M",
      defaultValue = "10",
      description = "size of ground triangles: area at most 0.5 x M^2 (default: ${DEFAULT-VALUE})")
  double maxSize;

  @Option(
      names = "--building-size",
      paramLabel = "M",
      defaultValue = "5",
      description = "the same for roofs (default: ${DEFAULT-VALUE})")
  double buildingSize;

  @Option(
      names = "--wall-size",
      paramLabel = "M",
      description = "rows of walls are at most so high, 0 for one row (default: --building-size)")
  Double wallSize;

  @Option(
      names = "--min-angle",
      paramLabel = "DEG",
      defaultValue = "25",
      description = "smallest angle in plan, 0 to 33 (default: ${DEFAULT-VALUE})")
  double minAngle;

  @Option(
      names = "--gradation",
      paramLabel = "F",
      description = "triangles grow from small features by at most this factor (default: no bound)")
  Double gradation;

  @Option(
      names = "--min-detail",
      paramLabel = "M",
      defaultValue = "0.5",
      description = "close footprint details narrower than this (default: ${DEFAULT-VALUE})")
  double minDetail;

  @Option(
      names = "--min-area",
      paramLabel = "M2",
      defaultValue = "15",
      description = "leave out smaller buildings (default: ${DEFAULT-VALUE})")
  double minArea;

  @Option(
      names = "--merge",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "make one of buildings that touch or nearly touch (default: --merge)")
  boolean merge;

  @Option(
      names = "--merge-roofs",
      paramLabel = "mean|max|keep",
      description =
          "what becomes of the roofs of merged buildings: one at their mean or at the highest, or"
              + " each is kept and only equal ones are merged (default: mean)")
  String mergeRoofs;

  @Option(
      names = "--merge-tolerance",
      paramLabel = "M",
      defaultValue = "0.5",
      description = "merge buildings nearer than this (default: ${DEFAULT-VALUE})")
  double mergeTolerance;

  @Option(
      names = "--ground-percentile",
      paramLabel = "P",
      defaultValue = "10",
      description =
          "a building's ground is this percentile of the terrain inside (default:"
              + " ${DEFAULT-VALUE})")
  double groundPercentile;

  @Option(
      names = "--roof-step",
      paramLabel = "M",
      defaultValue = "0.1",
      description =
          "roofs that touch are equal or at least so far apart, 0 to leave them (default:"
              + " ${DEFAULT-VALUE})")
  double roofStep;

  @Option(
      names = "--store",
      paramLabel = "disk|memory",
      defaultValue = "disk",
      description = "where parts lie until they are published (default: ${DEFAULT-VALUE})")
  String store;

  @Option(
      names = "--spill-dir",
      paramLabel = "DIR",
      split = ",",
      description = "directories of the disk store (default: the executor's)")
  String[] spillDirs = {};

  @Option(names = "--keep-intermediate", description = "leave the spilled parts behind")
  boolean keepIntermediate;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description = "spread the tiles over N partitions (default: the job's choice)")
  int partitions;

  @Option(
      names = "--on-tile-failure",
      paramLabel = "skip|fail",
      defaultValue = "skip",
      description = "when a tile cannot be meshed (default: ${DEFAULT-VALUE})")
  String onTileFailure;

  @Option(
      names = "--tile-memory",
      paramLabel = "MB",
      defaultValue = "" + RunOptions.TILE_MEMORY,
      description =
          "halve tiles that take more heap than this, whatever there is (default:"
              + " ${DEFAULT-VALUE})")
  int tileMemory;

  @Option(
      names = "--fan-in",
      paramLabel = "N|auto",
      defaultValue = "2",
      converter = FanInConverter.class,
      description =
          "regions that a task of stitching joins; auto leaves it to the plan (default:"
              + " ${DEFAULT-VALUE})")
  int fanIn;

  @Option(
      names = "--compress",
      paramLabel = "none|deflate:1..9",
      defaultValue = "none",
      description = "compression of the parts (default: ${DEFAULT-VALUE})")
  String compress;

  @Mixin FormatArguments format;

  @Option(names = "--overwrite", description = "replace an output of citymesh, or an empty folder")
  boolean overwrite;

  @Option(
      names = "--resume",
      description = "keep sealed parts in the output, and go on from those of an earlier run")
  boolean resume;

  @Option(names = "--dry-run", description = "print the plan and build nothing")
  boolean dryRun;

  CityMesh.Builder applyTo(CityMesh.Builder builder) {
    if (mergeRoofs != null) {
      builder.mergeRoofs(mergeRoofs);
    }
    return builder
        .maxSize(maxSize)
        .buildingSize(buildingSize)
        .wallSize(wallSize == null ? buildingSize : wallSize)
        .minAngle(minAngle)
        .gradation(gradation == null ? Double.POSITIVE_INFINITY : gradation)
        .minDetail(minDetail)
        .minArea(minArea)
        .merge(merge)
        .mergeTolerance(mergeTolerance)
        .groundPercentile(groundPercentile)
        .roofStep(roofStep)
        .store(store)
        .spillDirs(spillDirs)
        .keepIntermediate(keepIntermediate)
        .partitions(partitions)
        .onTileFailure(onTileFailure)
        .fanIn(fanIn)
        .tileMemory(tileMemory)
        .compress(compress)
        .formats(format.formats.toArray(String[]::new))
        .groupBy(format.groupBy)
        .ascii(format.ascii)
        .overwrite(overwrite)
        .resume(resume);
  }
}
