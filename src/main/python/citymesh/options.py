"""The options of a build; made of citymesh's table of options by its tests."""

from typing import Annotated, Sequence, TypedDict, Union

Names = Union[str, Sequence[str]]


class Options(TypedDict, total=False):
    """Options by their names; help(citymesh.Options) tells what each says."""

    layer: Annotated[str, "layer of a GeoPackage"]
    id_field: Annotated[str, "column with the ids that source_ids tells"]
    keep_fields: Annotated[Names, "columns that the buildings keep in buildings.parquet, geoparquet, gpkg and cityjsonseq; may be repeated"]  # noqa: E501
    terrain: Annotated[str, "a GeoTIFF, or flat:Z for a plane at elevation Z"]
    nodata: Annotated[Names, "elevations in the raster that stand for no value, beside those that it names, in its unit"]  # noqa: E501
    points: Annotated[str, "lidar points: LAS or LAZ files, folders of them, or globs"]
    cell: Annotated[float, "cells of the terrain made of points"]
    ground: Annotated[str, "ground points are those of the ground's class, or the lowest around"]
    ground_classes: Annotated[Names, "classes of ground points, 0 to 255"]
    building_classes: Annotated[Names, "classes of points on buildings, 0 to 255"]
    roof_percentile: Annotated[float, "percentile of a building's points that is its roof, above 0 to 100"]
    on_bad_file: Annotated[str, "when a file of points cannot be read as a whole"]
    crs: Annotated[str, "CRS of the inputs, such as EPSG:28992, whatever they say"]
    target_crs: Annotated[str, "metric CRS of the mesh"]
    height_unit: Annotated[str, "unit of height and roof fields and of raster elevations"]
    height_field: Annotated[str, "column with the height above ground"]
    roof_field: Annotated[str, "column with the roof's elevation"]
    storeys_field: Annotated[str, "column with the number of storeys, of 3 m each"]
    building_height: Annotated[float, "height of a building whose columns say nothing"]
    bounds: Annotated[Names, "the domain, in the CRS of the mesh"]
    margin: Annotated[float, "from the footprints to the domain's boundary"]
    extend_terrain: Annotated[str, "what the ground is where the domain goes beyond the terrain: an error, of the nearest elevation, or levelling off to the mean elevation of the terrain's end"]  # noqa: E501
    flat_rim: Annotated[float, "width before the domain's boundary over which the terrain goes over to one elevation"]  # noqa: E501
    rim_elevation: Annotated[float, "elevation of the flat rim, metres"]
    domain: Annotated[str, "the bounds, or the footprints and the margin; or, closed, around the buildings as far as the tallest of them asks for: a rectangle turned with the wind, or a circle (of 36 sides) for all winds; or the polygon that those of a file make, or a POLYGON as WKT in the CRS of the mesh"]  # noqa: E501
    domain_rule: Annotated[str, "how far that is upstream, at the sides and downstream (and all around a circle), in heights of the tallest building: 5,5,15 by COST 732, 5,5,10 by AIJ"]  # noqa: E501
    close: Annotated[bool, "close the mesh with a level top and upright sides, so that every edge has two faces; always with domain wind and round, and with volume"]  # noqa: E501
    top: Annotated[float, "elevation of the top, metres"]
    flow_direction: Annotated[float, "from where the wind comes, clockwise from north: it makes inlets and outlets of sides that it meets within 60 degrees of their normals, 0 to 360"]  # noqa: E501
    volume: Annotated[bool, "fill the air up to the top with cells, most of them wedges, in layers that follow the ground; closes the mesh, and roof-step is 0.5 unless it is given"]  # noqa: E501
    first_layer: Annotated[float, "height of the layers up to the highest roof; lower roofs are one layer high, 0.001 to 1000"]  # noqa: E501
    layer_growth: Annotated[float, "how many times higher each layer above the highest roof is than the one below, 1 to 10"]  # noqa: E501
    layer_max: Annotated[float, "the highest layer; not below first-layer, 0.001 to 10000"]
    min_detail: Annotated[float, "close footprint details narrower than this, 0.01 to 100"]
    min_area: Annotated[float, "leave out smaller buildings"]
    merge: Annotated[bool, "make one of buildings that touch or nearly touch"]
    merge_roofs: Annotated[str, "what becomes of the roofs of merged buildings: one at their mean or at the highest, or each is kept and only equal ones are merged"]  # noqa: E501
    merge_tolerance: Annotated[float, "merge buildings nearer than this, 0 to 100"]
    ground_percentile: Annotated[float, "a building's ground is this percentile of the terrain inside, 0 to 100"]  # noqa: E501
    roof_step: Annotated[float, "without merging, roofs that touch are equal or at least so far apart; whole millimetres, 0 leaves them, 0 to 100"]  # noqa: E501
    base: Annotated[str, "what buildings stand on: the terrain as it is, or one elevation for those that touch, to which the ground around is levelled"]  # noqa: E501
    base_apron: Annotated[float, "how far around a flat base the ground is levelled, 0.5 to 100"]
    max_size: Annotated[float, "size of ground triangles: area at most 0.5 x M^2"]
    building_size: Annotated[float, "the same for roofs"]
    wall_size: Annotated[float, "rows of walls are at most so high, and at most 10,000; 0 for one row"]
    min_angle: Annotated[float, "smallest angle of a triangle in plan, 0 to 33"]
    gradation: Annotated[float, "triangles grow from small features outwards by at most this factor; below 1.3, tiles must be larger"]  # noqa: E501
    refine: Annotated[str, "smaller triangles at a place: FILE:SIZE for the polygons of a file, or XMIN,YMIN,XMAX,YMAX:SIZE; more sizes are those of buildings and walls. Around it sizes grow by the gradation (1.5 if there is none) up to those elsewhere; may be repeated, the smallest size counts"]  # noqa: E501
    focus: Annotated[str, "what the mesh is made for, with small triangles around it: a geometry as WKT in the CRS of the mesh, the polygons of a file, or ids of footprints"]  # noqa: E501
    focus_radius: Annotated[float, "how far around the focus its sizes hold"]
    focus_size: Annotated[str, "size of triangles there, and those of buildings and walls"]
    terrain_error: Annotated[float, "triangles of ground are so small that no cell of the terrain lies farther above or below; where it is smooth they are as large as max-size"]  # noqa: E501
    resume: Annotated[bool, "go on from the parts of an earlier run, and keep in the output's _work what a later one needs for that"]  # noqa: E501
    verify: Annotated[bool, "with resume, read the parts of the earlier run and compare their checksums"]
    compress: Annotated[str, "compression of the parts"]
    format: Annotated[Names, "also write the mesh in other formats; may be repeated"]
    patches: Annotated[str, "what buildings are in formats with patches: walls and roofs, or a patch for each building"]  # noqa: E501
    patch_field: Annotated[str, "a patch for each value of a column of keep-fields, at most 100, in place of walls and roofs"]  # noqa: E501
    ascii: Annotated[bool, "write stl as text, with a solid for each patch"]
    quantize: Annotated[bool, "write glb and 3dtiles with coordinates of 16 bits (a 65,535th of the city, or of the tile)"]  # noqa: E501
    base_faces: Annotated[bool, "write obj and stl with the bottoms of buildings"]
    solids: Annotated[bool, "write obj and stl with each building as a closed solid, bottom included"]
    raster_cell: Annotated[float, "side of a cell of the rasters that tif makes"]
    cells: Annotated[str, "what vtu, vtkhdf, xdmf and msh have of a volume: its wedges and other cells as they are, or all divided into tets"]  # noqa: E501
    wind_speed: Annotated[float, "speed of the wind 10 m above the ground, in cases of OpenFOAM"]
    roughness: Annotated[float, "roughness length of the ground before the city and between its buildings, there"]  # noqa: E501
    report: Annotated[bool, "write report.html, a page that shows what was built"]
    tile_size: Annotated[Union[float, str], "side of a tile; 0 means one tile; auto: of about 200,000 faces"]
    tile_memory: Annotated[int, "halve tiles that take more heap than this, whatever heap there is"]
    fan_in: Annotated[Union[int, str], "regions that a task of stitching joins; auto leaves it to the plan"]
    partitions: Annotated[int, "spread the tiles over N partitions; 0 leaves it to the job"]
    store: Annotated[str, "where the files of parts are made"]
    spill_dir: Annotated[Names, "directories of the disk store"]
    keep_intermediate: Annotated[bool, "keep a copy of the parts in the disk store"]
    on_tile_failure: Annotated[str, "when a tile cannot be meshed"]
