package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.geo.Bounds;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options about inputs, the same for {@code build} and {@code inspect}. */
final class InputArguments {
  @Option(
      names = "--buildings",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "footprints: files, folders or globs; GeoJSON, .shp, GeoPackage, (Geo)Parquet (default:"
              + " none, ground alone)")
  private String[] buildings = {};

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "layer of a GeoPackage (default: the only one with polygons)")
  private String layer = "";

  @Option(
      names = "--id-field",
      paramLabel = "NAME",
      description = "column with the ids (default: the feature's id, else a column named like one)")
  private String idField = "";

  @Option(
      names = "--terrain",
      paramLabel = "PATH",
      description =
          "terrain: a GeoTIFF, or flat:Z for a plane at elevation Z (default: made of --points)")
  private String terrain = "";

  @Option(
      names = "--nodata",
      split = ",",
      paramLabel = "Z",
      description = "elevations in the raster that stand for no value (default: what it says)")
  private List<Double> noData = List.of();

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
      description =
          "the domain (default: the footprints' extent and a margin; without any, the terrain's)")
  private Bounds bounds;

  @Option(
      names = "--margin",
      paramLabel = "M",
      defaultValue = "50",
      description = "from the footprints to the domain's boundary (default: ${DEFAULT-VALUE})")
  private double margin;

  CityMesh.Builder applyTo(CityMesh.Builder builder) {
    points
        .applyTo(builder)
        .buildings(buildings)
        .layer(layer)
        .idField(idField)
        .terrain(terrain)
        .noData(noData.toArray(Double[]::new))
        .crs(crs)
        .targetCrs(targetCrs)
        .heightUnit(heightUnit)
        .heightField(heightField)
        .roofField(roofField)
        .storeysField(storeysField)
        .margin(margin);
    if (buildingHeight != null) {
      builder.buildingHeight(buildingHeight);
    }
    if (bounds != null) {
      builder.bounds(bounds);
    }
    return builder;
  }

  /** Looks for the files of this machine. */
  void requireFiles() {
    Preflight.requireFiles("--buildings", List.of(buildings));
    Preflight.requireFiles("--points", points.paths());
    Preflight.requireTerrain(terrain);
  }
}
