package io.citymesh.cli;

import io.citymesh.CityMesh;
import java.util.List;
import picocli.CommandLine.Option;

/** The options about lidar points. */
final class PointArguments {
  @Option(
      names = "--points",
      arity = "1..*",
      paramLabel = "PATH",
      description = "lidar points: LAS or LAZ files, folders of them, or globs")
  private String[] points = {};

  @Option(
      names = "--cell",
      paramLabel = "M",
      defaultValue = "1",
      description = "cells of the terrain made of points (default: ${DEFAULT-VALUE})")
  private double cell;

  @Option(
      names = "--ground",
      paramLabel = "class|lowest",
      defaultValue = "class",
      description =
          "ground points are those of the ground's class, or the lowest around"
              + " (default: ${DEFAULT-VALUE})")
  private String ground;

  @Option(
      names = "--ground-classes",
      split = ",",
      paramLabel = "N",
      defaultValue = "2",
      description = "classes of ground points (default: ${DEFAULT-VALUE})")
  private List<Integer> groundClasses;

  @Option(
      names = "--building-classes",
      split = ",",
      paramLabel = "N",
      defaultValue = "6",
      description = "classes of points on buildings (default: ${DEFAULT-VALUE})")
  private List<Integer> buildingClasses;

  @Option(
      names = "--roof-percentile",
      paramLabel = "P",
      defaultValue = "90",
      description =
          "percentile of a building's points that is its roof (default: ${DEFAULT-VALUE})")
  private double roofPercentile;

  @Option(
      names = "--on-bad-file",
      paramLabel = "fail|skip",
      defaultValue = "fail",
      description = "when a file of points cannot be read as a whole (default: ${DEFAULT-VALUE})")
  private String onBadFile;

  List<String> paths() {
    return List.of(points);
  }

  CityMesh.Builder applyTo(CityMesh.Builder builder) {
    return builder
        .points(points)
        .cell(cell)
        .ground(ground)
        .groundClasses(groundClasses.toArray(Integer[]::new))
        .buildingClasses(buildingClasses.toArray(Integer[]::new))
        .roofPercentile(roofPercentile)
        .onBadFile(onBadFile);
  }
}
