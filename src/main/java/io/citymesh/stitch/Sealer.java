package io.citymesh.stitch;

import io.citymesh.air.Layers;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.ZoneCounts;
import java.util.Optional;

/**
 * Turns the kept triangles of a planar mesh into a sealed 3D part and the frontier of the region
 * around it.
 *
 * <ol>
 *   <li>{@link OpenEdges}: where the kept triangles end.
 *   <li>{@link FilledAir}: the levels of the air above them, if it is filled with cells.
 *   <li>{@link LevelColumns}: the 3D vertices on the vertical lines above the planar ones.
 *   <li>{@link PartFaces}: ground, roofs and walls between them.
 *   <li>{@link FrontierWriter}: what the next stitch needs.
 * </ol>
 *
 * <p>Where the domain is closed, the vertical line above each planar vertex has one level more, the
 * top; the top is a copy of the kept triangles there, and an edge on the domain's boundary carries
 * an upright face up to it, so that each edge has two faces wherever the planar mesh has no end.
 *
 * <p>It proves itself: the sum of the areas of what is covered equals the area that the open edges
 * and the domain's boundary enclose.
 */
final class Sealer {
  private final KeptTriangles triangles;
  private final KeptZone zone;
  private final Bounds rectangle;
  private final Domain domain;
  private final Roofs roofs;
  private final Terrain terrain;
  private final MeshOptions options;
  private final SizeField sizes;
  private final Optional<Layers> layers;

  /**
   * @param zone tells what was refined: hints are taken from there only
   * @param rectangle the rectangle of the region's tiles
   * @param domain what is meshed: areas are summed from its corner, which keeps them exact enough
   * @param roofs the buildings, by label
   * @param options the minimum angle for the statistics
   * @param sizes the sizes of walls
   * @param layers those of the air, if it is filled with cells
   */
  Sealer(
      KeptTriangles triangles,
      KeptZone zone,
      Bounds rectangle,
      Domain domain,
      Roofs roofs,
      Terrain terrain,
      MeshOptions options,
      SizeField sizes,
      Optional<Layers> layers) {
    this.triangles = triangles;
    this.zone = zone;
    this.rectangle = rectangle;
    this.domain = domain;
    this.roofs = roofs;
    this.terrain = terrain;
    this.options = options;
    this.sizes = sizes;
    this.layers = layers;
  }

  Stitched seal(int node, long id, Part.Kind kind, String name) {
    Bounds all = domain.bounds();
    OpenEdges edges = new OpenEdges(triangles, all.xmin(), all.ymin());
    Optional<FilledAir> air = layers.map(known -> fill(edges, known, id));
    LevelColumns columns =
        new LevelColumns(triangles, edges, roofs, terrain, sizes, domain.top(), id, air);
    ZoneCounts byZone = new ZoneCounts(options, rectangle);
    PartFaces faces =
        new PartFaces(triangles, edges, columns, roofs, domain, options.minAngle(), byZone);
    int[] buildings = faces.buildings();
    Part part =
        new Part(
            node,
            id,
            kind,
            name,
            columns.vertices(),
            faces.corners(),
            faces.kinds(),
            faces.building(buildings),
            roofs.keys(buildings),
            columns.foreign(),
            columns.ghosts());
    Frontier frontier = new Frontier(id);
    frontier.area = triangles.old().area + faces.area();
    new FrontierWriter(triangles, edges, columns, roofs, zone, rectangle, frontier).write();
    prove(frontier, name);
    return new Stitched(
        part,
        air.map(filled -> filled.part(faces.kinds(), faces::sideKind)),
        faces.quality(),
        byZone.counts(),
        faces.area(),
        faces.volume(),
        frontier);
  }

  private FilledAir fill(OpenEdges edges, Layers known, long id) {
    return new FilledAir(triangles, edges, roofs, terrain, rectangle, known, id);
  }

  private void prove(Frontier frontier, String name) {
    Bounds all = domain.bounds();
    double enclosed = frontier.boundary;
    double scale = 1;
    int[] ends = frontier.edges.ends.values;
    double[] xy = frontier.vertices.xy.values;
    for (int e = 0; e < ends.length; e += 2) {
      int u = ends[e];
      int v = ends[e + 1];
      // By differences along the edge: far from the corner, products of coordinates lose metres.
      double x = (xy[2 * u] - all.xmin()) * (xy[2 * v + 1] - xy[2 * u + 1]);
      double y = (xy[2 * u + 1] - all.ymin()) * (xy[2 * v] - xy[2 * u]);
      enclosed += x - y;
      scale += Math.abs(x) + Math.abs(y);
    }
    scale += Math.abs(frontier.boundary);
    double difference = Math.abs(0.5 * enclosed - frontier.area);
    if (difference > 1e-12 * scale + 1e-6) {
      throw new IllegalStateException(
          "part "
              + name
              + " does not close: its triangles cover "
              + frontier.area
              + " m2, its boundary encloses "
              + 0.5 * enclosed);
    }
  }
}
