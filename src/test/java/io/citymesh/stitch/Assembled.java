package io.citymesh.stitch;

import io.citymesh.air.AirPart;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * A whole city meshed in memory, tile by tile and stitch by stitch, with its parts put together.
 */
final class Assembled {
  final StitchTree tree;
  final Bounds domain;
  final MeshOptions options;
  final Terrain terrain;
  final List<Building> city;
  final int buildings;

  /** Rectangles of the tiles that were left out. */
  final List<Bounds> holes = new ArrayList<>();

  final List<Part> parts = new ArrayList<>();

  /** The air above each part, if the domain is filled with cells. */
  final List<AirPart> airs = new ArrayList<>();

  final PartQuality quality = new PartQuality();
  Frontier root;

  /** Cubic metres below the top of a closed domain. */
  double volume;

  /** The first vertex of each part, by node. */
  final int[] offset;

  double[] vertices;
  int[] faces;
  int[] markers;
  byte[] kinds;

  /**
   * Which faces of seams touch, or have a neighbour that touches, the rim of a part that was sealed
   * before.
   */
  boolean[] nearRim;

  /** Plain tiles; those in {@code failing} are left out as if they had failed. */
  static Assembled mesh(
      Bounds domain,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      Set<Integer> failing) {
    return new Assembled(Domain.of(domain), options, terrain, city, failing, tile -> 0);
  }

  /** Plain tiles of a domain of any kind; some are left out. */
  static Assembled mesh(
      Domain domain,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      Set<Integer> failing) {
    return new Assembled(domain, options, terrain, city, failing, tile -> 0);
  }

  /** Plain tiles of a domain of any kind. */
  static Assembled mesh(Domain domain, MeshOptions options, Terrain terrain, List<Building> city) {
    return new Assembled(domain, options, terrain, city, Set.of(), tile -> 0);
  }

  /** Tiles in pieces: each halved as often as {@code halvings} says of its node. */
  static Assembled inPieces(
      Bounds domain,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      IntUnaryOperator halvings) {
    return inPieces(Domain.of(domain), options, terrain, city, halvings);
  }

  /** The same of a domain of any kind. */
  static Assembled inPieces(
      Domain domain,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      IntUnaryOperator halvings) {
    return new Assembled(domain, options, terrain, city, Set.of(), halvings);
  }

  /** The tiles of a tree. */
  static Assembled mesh(
      StitchTree tree, MeshOptions options, Terrain terrain, List<Building> city) {
    return new Assembled(tree, options, terrain, city, Set.of(), tile -> 0);
  }

  private Assembled(
      Domain shape,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      Set<Integer> failing,
      IntUnaryOperator halvings) {
    this(tree(shape, options), options, terrain, city, failing, halvings);
  }

  private static StitchTree tree(Domain shape, MeshOptions options) {
    TileGrid grid = new TileGrid(shape.bounds(), options);
    return new StitchTree(grid, shape, new int[grid.tiles()]);
  }

  private Assembled(
      StitchTree tree,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      Set<Integer> failing,
      IntUnaryOperator halvings) {
    this.tree = tree;
    this.domain = tree.bounds();
    this.options = options;
    this.terrain = terrain;
    this.city = city;
    this.buildings = city.size();
    Stitcher stitcher = new Stitcher(tree, options, terrain);
    Frontier[] frontiers = new Frontier[tree.nodes()];
    for (int node = 0; node < tree.nodes(); node++) {
      if (tree.isTile(node) && failing.contains(node)) {
        frontiers[node] = stitcher.failed(node);
        holes.add(tree.rectangle(node));
        continue;
      }
      Stitched made;
      if (tree.isTile(node)) {
        Bounds r = tree.rectangle(node);
        List<Building> here = city.stream().filter(b -> b.bounds().intersects(r)).toList();
        made = stitcher.core(node, here, halvings.applyAsInt(node));
      } else {
        int a = tree.firstChild(node);
        int b = tree.secondChild(node);
        made = stitcher.stitch(node, frontiers[a], frontiers[b]);
        frontiers[a] = null;
        frontiers[b] = null;
      }
      frontiers[node] = asKept(made.frontier());
      parts.add(made.part());
      made.air().ifPresent(airs::add);
      quality.add(made.quality());
      volume += made.volume();
    }
    root = frontiers[tree.root()];
    offset = new int[tree.nodes() + 1];
    assemble();
  }

  /** The part of a node that has one. */
  Part part(int node) {
    return parts.stream().filter(part -> part.node() == node).findFirst().orElseThrow();
  }

  /** The frontier as a later run finds it. */
  private static Frontier asKept(Frontier frontier) {
    RecordOutput record = new RecordOutput();
    frontier.write(record);
    RecordInput kept = new RecordInput(ByteBuffer.wrap(record.bytes()));
    try {
      Frontier read = Frontier.read(kept);
      kept.end();
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assemble() {
    int n = 0;
    int m = 0;
    for (Part part : parts) {
      offset[part.node()] = n;
      n += part.vertexCount();
      m += part.faceCount();
    }
    vertices = new double[3 * n];
    faces = new int[3 * m];
    markers = new int[m];
    kinds = new byte[m];
    nearRim = new boolean[m];
    Map<Long, Integer> indices =
        city.stream().collect(Collectors.toMap(Building::key, Building::index));
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(
          part.vertices(), 0, vertices, 3 * offset[part.node()], part.vertices().length);
      System.arraycopy(part.faceKinds(), 0, kinds, at, part.faceCount());
      for (int f = 0; f < part.faceCount(); f++) {
        int building = part.building()[f];
        int index = building < 0 ? -1 : indices.get(part.buildings()[building]);
        markers[at + f] = Markers.of(part.faceKinds()[f], index, buildings);
      }
      for (int i = 0; i < part.faces().length; i++) {
        int v = part.faces()[i];
        int own = part.vertexCount();
        faces[3 * at + i] =
            v < own
                ? offset[part.node()] + v
                : offset[tree.node(part.foreignPart(v - own))] + part.foreignIndex(v - own);
      }
      markNearRim(part, at);
      at += part.faceCount();
    }
    parts.forEach(this::requireGhosts);
  }

  /** That a part has its foreign vertices where their owners have them, to the last bit. */
  private void requireGhosts(Part part) {
    for (int i = 0; i < part.ghosts().length; i++) {
      int vertex = offset[tree.node(part.foreignPart(i / 3))] + part.foreignIndex(i / 3);
      if (Double.doubleToRawLongBits(part.ghosts()[i])
          != Double.doubleToRawLongBits(vertices[3 * vertex + i % 3])) {
        throw new AssertionError(part.name() + " has foreign vertex " + i / 3 + " elsewhere");
      }
    }
  }

  private void markNearRim(Part part, int at) {
    int own = part.vertexCount();
    boolean[] near = new boolean[own + part.foreignCount()];
    int[] corners = part.faces();
    for (int i = 0; i < corners.length; i += 3) {
      if (corners[i] >= own || corners[i + 1] >= own || corners[i + 2] >= own) {
        near[corners[i]] = true;
        near[corners[i + 1]] = true;
        near[corners[i + 2]] = true;
      }
    }
    for (int i = 0; i < corners.length; i++) {
      nearRim[at + i / 3] |= near[corners[i]];
    }
  }

  /** Defects by name, as the oracle counts them; empty if the surface keeps the contract. */
  Map<String, Integer> defects() {
    return new ContractOracle(this).defects();
  }

  /** How many triangles ground and roofs have. */
  long triangles() {
    return Arrays.stream(quality.planarHistogram()).sum();
  }

  /** How many of them are below the minimum angle. */
  long below() {
    long below = 0;
    for (PartQuality.Cause cause : PartQuality.Cause.values()) {
      below += quality.below(cause);
    }
    return below;
  }
}
