package io.citymesh.stitch;

/** Puts two frontiers side by side: vertices and edges are appended, equal features become one. */
final class FrontierUnion {
  private final Frontier to;
  private final Features features;

  private FrontierUnion(Frontier to, Features features) {
    this.to = to;
    this.features = features;
  }

  /**
   * @param id the id of the union's node
   * @param first the frontier of the first region
   * @param second the frontier of the second
   * @param features an empty table, which is filled
   */
  static Frontier of(long id, Frontier first, Frontier second, Features features) {
    Frontier to = new Frontier(id);
    to.roofs = Roofs.union(first.roofs, second.roofs);
    FrontierUnion union = new FrontierUnion(to, features);
    union.append(first);
    union.append(second);
    features.write(to.lines);
    to.covers.sort();
    to.featureHints.sort();
    return to;
  }

  private void append(Frontier from) {
    int[] labels = from.roofs.labelsIn(to.roofs);
    int[] numbers = features.addAll(from.lines, labels);
    Table.Renumbering renumbering = new Table.Renumbering(to.vertexCount(), numbers, labels);
    to.vertices.append(from.vertices, renumbering);
    to.levels.append(from.levels, renumbering);
    to.air.append(from.air, renumbering);
    to.edges.append(from.edges, renumbering);
    to.covers.append(from.covers, renumbering);
    to.hints.append(from.hints, renumbering);
    to.featureHints.append(from.featureHints, renumbering);
    to.failed.append(from.failed, renumbering);
    to.area += from.area;
    to.boundary += from.boundary;
  }
}
