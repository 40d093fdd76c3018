package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.city.Bounds;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code citymesh build}: a mesh from files. */
@Command(
    name = "build",
    description = "Build the mesh of a city.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--buildings",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "footprints: files, folders or globs; GeoJSON, .shp, GeoPackage, (Geo)Parquet")
  private String[] buildings;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "layer of a GeoPackage (default: the only one with polygons)")
  private String layer = "";

  @Option(
      names = "--terrain",
      paramLabel = "PATH",
      description =
          "terrain: a GeoTIFF, or flat:Z for a plane at elevation Z (default: made of --points)")
  private String terrain = "";

  @Mixin private PointArguments points;

  @Option(
      names = "--crs",
      paramLabel = "CODE",
      description = "CRS of the inputs, whatever they say (default: what they say)")
  private String crs = "";

  @Option(
      names = "--target-crs",
      paramLabel = "CODE",
      description = "CRS of the mesh (default: the terrain's, else the footprints' or UTM)")
  private String targetCrs = "";

  @Option(
      names = "--height-unit",
      paramLabel = "m|ft|us-ft",
      defaultValue = "m",
      description = "unit of height fields and raster elevations (default: ${DEFAULT-VALUE})")
  private String heightUnit;

  @Option(
      names = "--height-field",
      paramLabel = "NAME",
      description = "column with the height above ground")
  private String heightField = "";

  @Option(
      names = "--roof-field",
      paramLabel = "NAME",
      description = "column with the roof's elevation")
  private String roofField = "";

  @Option(
      names = "--storeys-field",
      paramLabel = "NAME",
      description = "column with the number of storeys, of 3 m each")
  private String storeysField = "";

  @Option(
      names = "--building-height",
      paramLabel = "M",
      description = "height of a building whose columns say nothing")
  private Double buildingHeight;

  @Option(
      names = "--bounds",
      paramLabel = "XMIN,YMIN,XMAX,YMAX",
      converter = BoundsConverter.class,
      description = "the domain (default: the footprints' extent and a margin)")
  private Bounds bounds;

  @Option(
      names = "--margin",
      paramLabel = "M",
      defaultValue = "50",
      description = "from the footprints to the domain's boundary (default: ${DEFAULT-VALUE})")
  private double margin;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "citymesh-out",
      description = "output directory (default: ${DEFAULT-VALUE})")
  private String out;

  @Option(
      names = "--tile-size",
      paramLabel = "M|auto",
      defaultValue = "1000",
      description =
          "side of a tile; 0 means one tile; auto leaves it to the plan (default: ${DEFAULT-VALUE})")
  private String tileSize;

  @Mixin private MeshArguments mesh;

  @Mixin private SparkArguments spark;

  @Override
  public Integer call() {
    CityMesh.Builder builder =
        points
            .applyTo(mesh.applyTo(CityMesh.builder(spark::open)))
            .buildings(buildings)
            .layer(layer)
            .terrain(terrain)
            .crs(crs)
            .targetCrs(targetCrs)
            .heightUnit(heightUnit)
            .margin(margin)
            .out(out);
    if (tileSize.equals("auto")) {
      builder.autoTileSize();
    } else {
      builder.tileSize(tileSize(tileSize));
    }
    if (!heightField.isEmpty()) {
      builder.heightField(heightField);
    }
    if (!roofField.isEmpty()) {
      builder.roofField(roofField);
    }
    if (!storeysField.isEmpty()) {
      builder.storeysField(storeysField);
    }
    if (buildingHeight != null) {
      builder.buildingHeight(buildingHeight);
    }
    if (bounds != null) {
      builder.bounds(bounds);
    }
    // A wrong option is told before a missing file.
    OutputOptions output = builder.options().output();
    if (spark.local()) {
      Preflight.requireFiles("--buildings", List.of(buildings));
      Preflight.requireFiles("--points", points.paths());
      Preflight.requireTerrain(terrain);
      Preflight.requireFree(output);
    }
    PrintWriter text = spec.commandLine().getOut();
    return run(builder, mesh.dryRun, text);
  }

  private static double tileSize(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserError("--tile-size must be metres, or auto, not '" + text + "'", e);
    }
  }

  /** Plans or builds, prints what came of it, and returns the exit code. */
  static int run(CityMesh.Builder builder, boolean dryRun, PrintWriter text) {
    Progress progress = SparkArguments.progress();
    builder.progress(progress);
    try {
      if (dryRun) {
        CityMesh.Plan plan = builder.plan();
        progress.finish();
        text.println(plan.text());
        return ExitCode.COMPLETE;
      }
      CityMesh.Result result = builder.build();
      progress.finish();
      text.println(result.summary());
      return result.failedTiles() > 0 ? ExitCode.TILES_MISSING : ExitCode.COMPLETE;
    } finally {
      progress.finish();
    }
  }
}
