package io.citymesh.option;

import static io.citymesh.option.Range.above;
import static io.citymesh.option.Range.atLeast;
import static io.citymesh.option.Range.between;

import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All options, in the order in which the help and the page of options show them. */
public final class OptionTable {
  private static final List<Option<?>> ALL = new ArrayList<>();

  // Input.

  public static final Option<List<String>> BUILDINGS =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "buildings",
                  "PATH",
                  paths(),
                  "footprints: files, folders or globs of GeoJSON, shapefiles, GeoPackages or"
                      + " (Geo)Parquet")
              .byDefault(List.of(), "none: ground alone"));

  public static final Option<String> LAYER =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "layer",
                  "NAME",
                  new Kind.Text(),
                  "layer of a GeoPackage")
              .byDefault("", "the only one with polygons"));

  public static final Option<String> ID_FIELD =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "id-field",
                  "NAME",
                  new Kind.Text(),
                  "column with the ids that `source_ids` tells")
              .byDefault("", "the feature's own id, else a column that is named like one"));

  public static final Option<List<String>> KEEP_FIELDS =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "keep-fields",
                  "NAME",
                  set(new Kind.Text()),
                  "columns that the buildings keep in `buildings.parquet`, `geoparquet`, `gpkg` and"
                      + " `cityjsonseq`; may be repeated")
              .byDefault(List.of(), "none"));

  public static final Option<String> TERRAIN =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "terrain",
                  "PATH",
                  new Kind.PathName(""),
                  "a GeoTIFF, or `flat:Z` for a plane at elevation Z")
              .byDefault("", "made of `--points`"));

  public static final Option<List<Double>> NODATA =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "nodata",
                  "Z",
                  list(new Kind.Number(Range.any())),
                  "elevations in the raster that stand for no value, beside those that it names, in"
                      + " its unit")
              .byDefault(List.of(), "what the raster says"));

  public static final Option<List<String>> POINTS =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "points",
                  "PATH",
                  paths(),
                  "lidar points: LAS or LAZ files, folders of them, or globs")
              .byDefault(List.of()));

  public static final Option<Double> CELL =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "cell",
                  "M",
                  new Kind.Number(above(0, "metres")),
                  "cells of the terrain made of points")
              .byDefault(1.0)
              .within(POINTS));

  public static final Option<String> GROUND =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "ground",
                  "",
                  choice("class", "lowest"),
                  "ground points are those of the ground's class, or the lowest around")
              .byDefault("class")
              .within(POINTS));

  public static final Option<List<Integer>> GROUND_CLASSES =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "ground-classes",
                  "N",
                  classes(),
                  "classes of ground points")
              .byDefault(List.of(2))
              .within(POINTS));

  public static final Option<List<Integer>> BUILDING_CLASSES =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "building-classes",
                  "N",
                  classes(),
                  "classes of points on buildings")
              .byDefault(List.of(6))
              .within(POINTS));

  public static final Option<Double> ROOF_PERCENTILE =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "roof-percentile",
                  "P",
                  new Kind.Number(between(0, 100, "").opened()),
                  "percentile of a building's points that is its roof")
              .byDefault(90.0)
              .within(POINTS));

  public static final Option<String> ON_BAD_FILE =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "on-bad-file",
                  "",
                  choice("fail", "skip"),
                  "when a file of points cannot be read as a whole")
              .byDefault("fail")
              .within(POINTS));

  public static final Option<String> CRS =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "crs",
                  "CODE",
                  new Kind.Text(),
                  "CRS of the inputs, such as `EPSG:28992`, whatever they say")
              .byDefault("", "what they say"));

  public static final Option<String> TARGET_CRS =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "target-crs",
                  "CODE",
                  new Kind.Text(),
                  "metric CRS of the mesh")
              .byDefault("", "the terrain's, else the footprints' or UTM"));

  public static final Option<String> HEIGHT_UNIT =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "height-unit",
                  "",
                  choice("m", "ft", "us-ft"),
                  "unit of height and roof fields and of raster elevations")
              .byDefault("m"));

  public static final Option<String> HEIGHT_FIELD =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "height-field",
                  "NAME",
                  new Kind.Text(),
                  "column with the height above ground")
              .byDefault(""));

  public static final Option<String> ROOF_FIELD =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "roof-field",
                  "NAME",
                  new Kind.Text(),
                  "column with the roof's elevation")
              .byDefault(""));

  public static final Option<String> STOREYS_FIELD =
      add(
          Option.of(
                  Group.INPUT,
                  Effect.CITY,
                  "storeys-field",
                  "NAME",
                  new Kind.Text(),
                  "column with the number of storeys, of 3 m each")
              .byDefault(""));

  public static final Option<Double> BUILDING_HEIGHT =
      add(
          Option.of(
              Group.INPUT,
              Effect.CITY,
              "building-height",
              "M",
              new Kind.Number(above(0, "metres")),
              "height of a building whose columns say nothing"));

  public static final Option<List<Double>> BOUNDS =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "bounds",
                  "XMIN,YMIN,XMAX,YMAX",
                  new Kind.Several<>(
                      new Kind.Number(Range.any()),
                      ",",
                      List.of("xmin", "ymin", "xmax", "ymax"),
                      false),
                  "the domain, in the CRS of the mesh")
              .byDefaultWords("footprints and margin; without footprints the terrain"));

  public static final Option<Double> MARGIN =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "margin",
                  "M",
                  new Kind.Number(atLeast(0, "metres")),
                  "from the footprints to the domain's boundary")
              .byDefault(50.0));

  public static final Option<String> EXTEND_TERRAIN =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.CITY,
                  "extend-terrain",
                  "",
                  choice("none", "nearest", "flat"),
                  "what the ground is where the domain goes beyond the terrain: an error, of the"
                      + " nearest elevation, or levelling off to the mean elevation of the"
                      + " terrain's end")
              .byDefault("none"));

  public static final Option<Double> FLAT_RIM =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.CITY,
                  "flat-rim",
                  "M",
                  new Kind.Number(above(0, "metres")),
                  "width before the domain's boundary over which the terrain goes over to one"
                      + " elevation")
              .byDefaultWords("none"));

  public static final Option<Double> RIM_ELEVATION =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.CITY,
                  "rim-elevation",
                  "Z",
                  new Kind.Number(Range.any()),
                  "elevation of the flat rim, metres")
              .byDefaultWords("the terrain's mean along the boundary")
              .within(FLAT_RIM));

  // Domain.

  private static final List<String> DOMAINS = List.of("tight", "wind", "round");

  public static final Option<String> DOMAIN =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "domain",
                  "tight|wind|round|FILE|WKT",
                  new Kind.WordOrText(DOMAINS, "a file of polygons or a POLYGON as WKT"),
                  "the bounds, or the footprints and the margin; or, closed, around the buildings"
                      + " as far as the tallest of them asks for: a rectangle turned with the wind,"
                      + " or a circle (of 36 sides) for all winds; or the polygon that those of a"
                      + " file make, or a POLYGON as WKT in the CRS of the mesh")
              .byDefault("tight"));

  public static final Option<String> DOMAIN_RULE =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "domain-rule",
                  "cost732|aij|UP,SIDE,DOWN",
                  new Kind.Form(
                      "cost732|aij|\\d{1,3}(\\.\\d+)?(,\\d{1,3}(\\.\\d+)?){2}",
                      "cost732, aij or three numbers such as 5,5,15"),
                  "how far that is upstream, at the sides and downstream (and all around a circle),"
                      + " in heights of the tallest building: 5,5,15 by COST 732, 5,5,10 by AIJ")
              .byDefault("cost732"));

  public static final Option<Boolean> CLOSE =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "close",
                  "",
                  new Kind.Flag(),
                  "close the mesh with a level top and upright sides, so that every edge has two"
                      + " faces; always with `--domain` wind and round, and with `--volume`")
              .byDefault(false));

  public static final Option<Double> TOP =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "top",
                  "Z",
                  new Kind.Number(Range.any()),
                  "elevation of the top, metres")
              .byDefaultWords(
                  "5 times the tallest building's height above the highest roof, and at least 6"
                      + " times above the ground; with `--volume` also as far above the highest"
                      + " building's ground as that is above the lowest one's")
              .within(CLOSE));

  public static final Option<Double> FLOW_DIRECTION =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "flow-direction",
                  "DEG",
                  new Kind.Number(between(0, 360, "degrees")),
                  "from where the wind comes, clockwise from north: it makes inlets and outlets of"
                      + " sides that it meets within 60 degrees of their normals")
              .byDefaultWords("no wind: each side is a patch of its own")
              .within(CLOSE));

  public static final Option<Boolean> VOLUME =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "volume",
                  "",
                  new Kind.Flag(),
                  "fill the air up to the top with cells, most of them wedges, in layers that"
                      + " follow the ground; closes the mesh, and `--roof-step` is 0.5 unless it is"
                      + " given")
              .byDefault(false));

  public static final Option<Double> FIRST_LAYER =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "first-layer",
                  "M",
                  new Kind.Number(between(0.001, 1000, "metres")),
                  "height of the layers up to the highest roof; lower roofs are one layer high")
              .byDefault(3.0)
              .within(VOLUME));

  public static final Option<Double> LAYER_GROWTH =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "layer-growth",
                  "FACTOR",
                  new Kind.Number(between(1, 10, "")),
                  "how many times higher each layer above the highest roof is than the one below")
              .byDefault(1.15)
              .within(VOLUME));

  public static final Option<Double> LAYER_MAX =
      add(
          Option.of(
                  Group.DOMAIN,
                  Effect.TILES,
                  "layer-max",
                  "M",
                  new Kind.Number(between(0.001, 10_000, "metres")),
                  "the highest layer; not below `--first-layer`")
              .byDefault(20.0)
              .within(VOLUME));

  // Buildings.

  public static final Option<Double> MIN_DETAIL =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "min-detail",
                  "M",
                  new Kind.Number(between(0.01, 100, "metres")),
                  "close footprint details narrower than this")
              .byDefault(0.5));

  public static final Option<Double> MIN_AREA =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "min-area",
                  "M2",
                  new Kind.Number(atLeast(0, "square metres")),
                  "leave out smaller buildings")
              .byDefault(15.0));

  public static final Option<Boolean> MERGE =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "merge",
                  "",
                  new Kind.Flag(),
                  "make one of buildings that touch or nearly touch")
              .byDefault(true));

  public static final Option<String> MERGE_ROOFS =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "merge-roofs",
                  "",
                  choice("mean", "max", "keep"),
                  "what becomes of the roofs of merged buildings: one at their mean or at the"
                      + " highest, or each is kept and only equal ones are merged")
              .byDefault("mean")
              .within(MERGE));

  public static final Option<Double> MERGE_TOLERANCE =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "merge-tolerance",
                  "M",
                  new Kind.Number(between(0, 100, "metres")),
                  "merge buildings nearer than this")
              .byDefault(0.5));

  public static final Option<Double> GROUND_PERCENTILE =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "ground-percentile",
                  "P",
                  new Kind.Number(between(0, 100, "")),
                  "a building's ground is this percentile of the terrain inside")
              .byDefault(10.0));

  public static final Option<Double> ROOF_STEP =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "roof-step",
                  "M",
                  new Kind.Millimetres(between(0, 100, "metres")),
                  "without merging, roofs that touch are equal or at least so far apart; whole"
                      + " millimetres, 0 leaves them")
              .byDefault(0.1));

  public static final Option<String> BASE =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "base",
                  "",
                  choice("terrain", "flat"),
                  "what buildings stand on: the terrain as it is, or one elevation for those that"
                      + " touch, to which the ground around is levelled")
              .byDefault("terrain"));

  public static final Option<Double> BASE_APRON =
      add(
          Option.of(
                  Group.BUILDINGS,
                  Effect.CITY,
                  "base-apron",
                  "M",
                  new Kind.Number(between(0.5, 100, "metres")),
                  "how far around a flat base the ground is levelled")
              .byDefault(5.0)
              .within(BASE, "flat"));

  // Triangles.

  public static final Option<Double> MAX_SIZE =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "max-size",
                  "M",
                  new Kind.Number(above(0, "metres")),
                  "size of ground triangles: area at most 0.5 x M^2")
              .byDefault(10.0));

  public static final Option<Double> BUILDING_SIZE =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "building-size",
                  "M",
                  new Kind.Number(above(0, "metres")),
                  "the same for roofs")
              .byDefault(5.0));

  public static final Option<Double> WALL_SIZE =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "wall-size",
                  "M",
                  new Kind.Number(atLeast(0, "metres")),
                  "rows of walls are at most so high, and at most 10,000; 0 for one row")
              .byDefault(BUILDING_SIZE, "the building size"));

  /** Above 33 degrees Delaunay refinement does not end in practice. */
  public static final Option<Double> MIN_ANGLE =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "min-angle",
                  "DEG",
                  new Kind.Number(
                      between(0, 33, "degrees")
                          .because("Delaunay refinement does not end reliably above that")),
                  "smallest angle of a triangle in plan")
              .byDefault(25.0));

  public static final Option<Double> GRADATION =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "gradation",
                  "F",
                  new Kind.Number(above(1, "").hint(", such as 1.5").orInfinite()),
                  "triangles grow from small features outwards by at most this factor; below 1.3,"
                      + " tiles must be larger")
              .byDefault(Double.POSITIVE_INFINITY, "none"));

  public static final Option<List<String>> REFINE =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "refine",
                  "PLACE:M[,M[,M]]",
                  new Kind.Several<>(zone(), "", List.of(), false),
                  "smaller triangles at a place: `FILE:SIZE` for the polygons of a file, or"
                      + " `XMIN,YMIN,XMAX,YMAX:SIZE`; more sizes are those of buildings and walls."
                      + " Around it sizes grow by the gradation (1.5 if there is none) up to those"
                      + " elsewhere; may be repeated, the smallest size counts")
              .byDefault(List.of(), "the same everywhere"));

  public static final Option<String> FOCUS =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "focus",
                  "WKT|FILE|ID,...",
                  new Kind.Text(),
                  "what the mesh is made for, with small triangles around it: a geometry as WKT in"
                      + " the CRS of the mesh, the polygons of a file, or ids of footprints")
              .byDefault("", "none"));

  public static final Option<Double> FOCUS_RADIUS =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "focus-radius",
                  "M",
                  new Kind.Number(atLeast(0, "metres")),
                  "how far around the focus its sizes hold")
              .byDefaultWords("3 times the focus's largest dimension")
              .within(FOCUS));

  public static final Option<String> FOCUS_SIZE =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "focus-size",
                  "M[,M[,M]]",
                  new Kind.Form(
                      "[0-9.]+(,[0-9.]+){0,2}", "SIZE, perhaps with ,BUILDING-SIZE,WALL-SIZE"),
                  "size of triangles there, and those of buildings and walls")
              .byDefault("1")
              .within(FOCUS));

  public static final Option<Double> TERRAIN_ERROR =
      add(
          Option.of(
                  Group.TRIANGLES,
                  Effect.TRIANGLES,
                  "terrain-error",
                  "M",
                  new Kind.Number(above(0, "metres").orInfinite()),
                  "triangles of ground are so small that no cell of the terrain lies farther above"
                      + " or below; where it is smooth they are as large as `--max-size`")
              .byDefault(Double.POSITIVE_INFINITY, "any"));

  // Output.

  public static final Option<String> OUT =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "out",
                  "DIR",
                  new Kind.PathName("a directory"),
                  "output directory, any Hadoop path")
              .byDefault("citymesh-out"));

  public static final Option<Boolean> OVERWRITE =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "overwrite",
                  "",
                  new Kind.Flag(),
                  "replace an output of citymesh, or an empty folder")
              .byDefault(false));

  public static final Option<Boolean> RESUME =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "resume",
                  "",
                  new Kind.Flag(),
                  "go on from the parts of an earlier run, and keep in the output's `_work` what a"
                      + " later one needs for that")
              .byDefault(false));

  public static final Option<Boolean> VERIFY =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "verify",
                  "",
                  new Kind.Flag(),
                  "with `--resume`, read the parts of the earlier run and compare their checksums")
              .byDefault(false)
              .within(RESUME));

  public static final Option<String> COMPRESS =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "compress",
                  "none|deflate:1..9",
                  new Kind.Form("none|deflate:[1-9]", "none or deflate:1 to deflate:9"),
                  "compression of the parts")
              .byDefault("none"));

  public static final Option<List<String>> FORMAT =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "format",
                  "NAME",
                  set(new Kind.Text()),
                  "also write the mesh in other formats; may be repeated")
              .byDefault(List.of(), "none"));

  public static final Option<String> PATCHES =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "patches",
                  "",
                  choice("surface", "building"),
                  "what buildings are in formats with patches: walls and roofs, or a patch for each"
                      + " building")
              .byDefault("surface"));

  public static final Option<String> PATCH_FIELD =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "patch-field",
                  "NAME",
                  new Kind.Text(),
                  "a patch for each value of a column of `--keep-fields`, at most 100, in place of"
                      + " walls and roofs")
              .byDefault("", "none")
              .within(KEEP_FIELDS));

  public static final Option<Boolean> ASCII =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "ascii",
                  "",
                  new Kind.Flag(),
                  "write `stl` as text, with a solid for each patch")
              .byDefault(false));

  public static final Option<Boolean> QUANTIZE =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "quantize",
                  "",
                  new Kind.Flag(),
                  "write `glb` and `3dtiles` with coordinates of 16 bits (a 65,535th of the city,"
                      + " or of the tile)")
              .byDefault(false));

  public static final Option<Boolean> BASE_FACES =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "base-faces",
                  "",
                  new Kind.Flag(),
                  "write `obj` and `stl` with the bottoms of buildings")
              .byDefault(false));

  public static final Option<Boolean> SOLIDS =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "solids",
                  "",
                  new Kind.Flag(),
                  "write `obj` and `stl` with each building as a closed solid, bottom included")
              .byDefault(false));

  public static final Option<Double> RASTER_CELL =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "raster-cell",
                  "M",
                  new Kind.Number(atLeast(0.01, "metres")),
                  "side of a cell of the rasters that `tif` makes")
              .byDefault(1.0));

  public static final Option<String> CELLS =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "cells",
                  "",
                  choice("mixed", "tets"),
                  "what `vtu`, `vtkhdf`, `xdmf` and `msh` have of a volume: its wedges and other"
                      + " cells as they are, or all divided into tets")
              .byDefault("mixed")
              .within(VOLUME));

  public static final Option<Double> WIND_SPEED =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "wind-speed",
                  "M/S",
                  new Kind.Number(above(0, "metres per second")),
                  "speed of the wind 10 m above the ground, in cases of OpenFOAM")
              .byDefault(5.0));

  public static final Option<Double> ROUGHNESS =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "roughness",
                  "M",
                  new Kind.Number(above(0, "metres")),
                  "roughness length of the ground before the city and between its buildings, there")
              .byDefault(0.1));

  public static final Option<Boolean> REPORT =
      add(
          Option.of(
                  Group.OUTPUT,
                  Effect.NOTHING,
                  "report",
                  "",
                  new Kind.Flag(),
                  "write `report.html`, a page that shows what was built")
              .byDefault(true));

  // Tiles and machine.

  public static final Option<Optional<Double>> TILE_SIZE =
      add(
          Option.of(
                  Group.TILES,
                  Effect.TILES,
                  "tile-size",
                  "M|auto",
                  new Kind.OrAuto<>(new Kind.Number(atLeast(0, "metres").hint(", or auto"))),
                  "side of a tile; 0 means one tile; auto: of about 200,000 faces")
              .byDefault(Optional.of(1000.0)));

  /**
   * The default is a constant, so that tiles do not depend on the heap. At the default sizes the
   * densest tile of 1 km of the TU Delft campus takes 47, so that a city ten times as dense keeps
   * its tiles whole. The largest tile that stays whole (1.3 million faces) can do with half of it:
   * alone in a heap of 512 MB, three at a time in 1 GB, seven in 2 GB (decision 0005).
   */
  public static final Option<Integer> TILE_MEMORY =
      add(
          Option.of(
                  Group.TILES,
                  Effect.TILES,
                  "tile-memory",
                  "MB",
                  new Kind.Count(atLeast(1, "megabytes").hint(", whatever the heap")),
                  "halve tiles that take more heap than this, whatever heap there is")
              .byDefault(512));

  public static final Option<Optional<Integer>> FAN_IN =
      add(
          Option.of(
                  Group.TILES,
                  Effect.NOTHING,
                  "fan-in",
                  "N|auto",
                  new Kind.OrAuto<>(new Kind.Count(atLeast(2, "regions").hint(", or auto"))),
                  "regions that a task of stitching joins; auto leaves it to the plan")
              .byDefault(Optional.of(2)));

  public static final Option<Integer> PARTITIONS =
      add(
          Option.of(
                  Group.TILES,
                  Effect.NOTHING,
                  "partitions",
                  "N",
                  new Kind.Count(atLeast(0, "").hint(" (0 leaves it to the job)")),
                  "spread the tiles over N partitions; 0 leaves it to the job")
              .byDefault(0));

  public static final Option<String> STORE =
      add(
          Option.of(
                  Group.TILES,
                  Effect.NOTHING,
                  "store",
                  "",
                  choice("disk", "memory"),
                  "where the files of parts are made")
              .byDefault("disk"));

  public static final Option<List<String>> SPILL_DIR =
      add(
          Option.of(
                  Group.TILES,
                  Effect.NOTHING,
                  "spill-dir",
                  "DIR",
                  list(new Kind.PathName("directories, separated by commas; one is empty")),
                  "directories of the disk store")
              .byDefault(List.of(), "the executor's"));

  public static final Option<Boolean> KEEP_INTERMEDIATE =
      add(
          Option.of(
                  Group.TILES,
                  Effect.NOTHING,
                  "keep-intermediate",
                  "",
                  new Kind.Flag(),
                  "keep a copy of the parts in the disk store")
              .byDefault(false));

  public static final Option<String> ON_TILE_FAILURE =
      add(
          Option.of(
                  Group.TILES,
                  Effect.NOTHING,
                  "on-tile-failure",
                  "",
                  choice("skip", "fail"),
                  "when a tile cannot be meshed")
              .byDefault("skip"));

  // Command.

  public static final Option<Boolean> DRY_RUN =
      add(
          Option.of(
                  Group.COMMAND,
                  Effect.NOTHING,
                  "dry-run",
                  "",
                  new Kind.Flag(),
                  "print the plan and build nothing")
              .byDefault(false));

  public static final Option<String> MASTER =
      add(
          Option.of(Group.COMMAND, Effect.NOTHING, "master", "URL", new Kind.Text(), "Spark master")
              .byDefault("", "what `spark-submit` says, else local[*]"));

  public static final Option<Map<String, String>> CONF =
      add(
          Option.of(
                  Group.COMMAND,
                  Effect.NOTHING,
                  "conf",
                  "KEY=VALUE",
                  new Kind.Pairs(),
                  "a Spark property; may be repeated")
              .byDefault(Map.of()));

  public static final Option<Boolean> VERBOSE =
      add(
          Option.of(
                  Group.COMMAND,
                  Effect.NOTHING,
                  "verbose",
                  "",
                  new Kind.Flag(),
                  "show Spark's own log")
              .byDefault(false));

  private OptionTable() {}

  private static <T> Option<T> add(Option<T> option) {
    ALL.add(option);
    return option;
  }

  /** Paths, each an argument of its own, because a path or a glob may hold a comma. */
  private static Kind<List<String>> paths() {
    return new Kind.Several<>(new Kind.PathName(""), "", List.of(), false);
  }

  /** Values that are separated by commas. */
  private static <E> Kind<List<E>> list(Kind<E> element) {
    return new Kind.Several<>(element, ",", List.of(), false);
  }

  /** The same where each counts once. */
  private static <E> Kind<List<E>> set(Kind<E> element) {
    return new Kind.Several<>(element, ",", List.of(), true);
  }

  private static Kind<String> choice(String... words) {
    return new Kind.Choice(List.of(words));
  }

  /** A place and one to three sizes. */
  private static Kind<String> zone() {
    return new Kind.Form(
        "(?s).+:[^:,]+(,[^:,]+){0,2}",
        "FILE:SIZE or XMIN,YMIN,XMAX,YMAX:SIZE, perhaps with ,BUILDING-SIZE,WALL-SIZE");
  }

  /** Classes of lidar points, as LAS numbers them. */
  private static Kind<List<Integer>> classes() {
    return set(new Kind.Count(between(0, 255, "")));
  }

  /** Whether a value of {@link #DOMAIN} is a polygon: well-known text, or the name of a file. */
  public static boolean isPolygon(String domain) {
    return !DOMAINS.contains(domain);
  }

  /** Every option. */
  public static List<Option<?>> all() {
    return List.copyOf(ALL);
  }

  /** The options of these groups. */
  public static List<Option<?>> of(Group... groups) {
    List<Group> wanted = Arrays.asList(groups);
    return ALL.stream().filter(option -> wanted.contains(option.group())).toList();
  }

  /** The options of a look at inputs: what is read, and what buildings and sizes make of it. */
  public static List<Option<?>> ofInspection() {
    return of(Group.INPUT, Group.DOMAIN, Group.BUILDINGS, Group.TRIANGLES);
  }

  /** The options of a run: all but those of commands. */
  public static List<Option<?>> ofRun() {
    return ALL.stream().filter(option -> option.group() != Group.COMMAND).toList();
  }

  /**
   * The entry of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Option<?> named(String name) {
    return ALL.stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no option " + name));
  }

  /**
   * The option of a run that has this name, in upper or lower case: Spark's data sources do not
   * tell them apart.
   *
   * @param name without dashes
   * @throws UserError if there is none
   */
  public static Option<?> ofRun(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return ofRun().stream()
        .filter(option -> option.name().equals(lower))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "there is no option '"
                        + name
                        + "': the options are "
                        + ofRun().stream().map(Option::name).collect(Collectors.joining(", "))));
  }

  /**
   * The tables of the page {@code src/docs/options.md}: for each group, its options, their defaults
   * and their words.
   */
  public static String markdown() {
    StringBuilder text = new StringBuilder();
    for (Group group : Group.values()) {
      text.append("\n**").append(group.title()).append("**\n\n");
      text.append("| option | default | what it says |\n|---|---|---|\n");
      of(group).forEach(option -> text.append(row(option)));
    }
    return text.toString();
  }

  private static String row(Option<?> option) {
    String name = "`" + option.flag() + "`";
    if (option.isNegatable()) {
      name += ", `--no-" + option.name() + "`";
    }
    String value = option.valueLabel();
    return "| "
        + (name + (value.isEmpty() ? "" : " " + value)).replace("|", "\\|")
        + " | "
        + (option.defaultText().isEmpty() ? "" : option.defaultText() + " ")
        + "| "
        + option.help()
        + " |\n";
  }
}
