package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import java.util.List;

/**
 * Keys that stand for all that a node's part and frontier depend on, as a Merkle tree over the
 * stitching tree: each is a {@link Fingerprint}.
 *
 * <p>A tile's key is made of the program, the options of the mesh with the zones that have a say in
 * the tile, the node's place (its id in the tree, because other parts name its vertices by it; its
 * name; its rectangle and the one around the domain), the sides of the domain that meet the tile,
 * the terrain in it, and each building that meets it, in the order in which they are meshed. A
 * stitch's key is made of the same, with its children's keys in place of terrain and buildings: a
 * stitch sees nothing that its children have not seen. So partitions, fan-in, stores and the rest
 * of the city do not matter: a building that is added or removed, a zone that is moved and a corner
 * of the domain that is inside the rectangle around it change the keys of the tiles that they meet
 * and of the stitches above them, and no other's.
 */
final class NodeKeys {
  private NodeKeys() {}

  /**
   * The key of a tile.
   *
   * @param here the buildings that meet it, in any order
   */
  static String tile(Setting setting, int tile, List<Building> here) {
    Fingerprint print = of(setting, tile, "tile");
    print.put(setting.terrain().fingerprint(setting.tree().rectangle(tile)));
    print.put(here.size());
    here.stream().sorted().forEach(print::put);
    return print.hex();
  }

  /**
   * The key of a tile that was halved.
   *
   * @param whole the key of the tile in one piece
   * @param halvings how often, 0 or more
   */
  static String pieces(Setting setting, int tile, String whole, int halvings) {
    return halvings > 0 ? of(setting, tile, "halved").put(halvings).put(whole).hex() : whole;
  }

  /**
   * The key of a tile that has failed: good for this run, so that the tile and what is stitched to
   * it are tried again in the next.
   */
  static String failed(Setting setting, int tile) {
    return of(setting, tile, "failed").put(setting.id()).hex();
  }

  /** The key of a stitch. */
  static String stitch(Setting setting, int node, String first, String second) {
    return of(setting, node, "stitch").put(first).put(second).hex();
  }

  /** The beginning of all keys. */
  private static Fingerprint of(Setting setting, int node, String kind) {
    Bounds rectangle = setting.tree().rectangle(node);
    return new Fingerprint()
        .put(kind)
        .put(setting.work().program())
        .put(setting.options().isByPlace() ? 1 : 0)
        .put(setting.options().seenIn(rectangle))
        .put(setting.tree().id(node))
        .put(setting.tree().partName(node))
        .put(rectangle)
        .put(setting.tree().domain().seenIn(rectangle));
  }
}
