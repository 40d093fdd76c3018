package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Keys that stand for all that a node's part and frontier depend on, as a Merkle tree over the
 * stitching tree: SHA-256, in hexadecimal digits.
 *
 * <p>A tile's key is made of the program, the options of the mesh, the node's place in the tree
 * (its number, because other parts name its vertices by it; its name; its rectangle and the
 * domain's), how many buildings the city has (markers depend on it), the terrain in the tile, and
 * index, roof and rings of each building that meets the tile. A stitch's key is made of the same,
 * with its children's keys in place of terrain and buildings: a stitch sees nothing that its
 * children have not seen. So partitions, fan-in, stores and the rest of the city do not matter.
 *
 * <p>Where nothing is kept ({@link Work#off}), all keys are empty and cost nothing.
 */
final class NodeKeys {
  private final Setting setting;
  private final MessageDigest sha;
  private final DataOutputStream data;

  private NodeKeys(Setting setting, int node, String kind) throws IOException {
    this.setting = setting;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    data = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
    data.writeUTF(kind);
    data.writeUTF(setting.work().program());
    data.writeUTF(setting.options().toString()); // A record of doubles: exact, and all of them.
    data.writeInt(setting.buildings());
    data.writeInt(node);
    data.writeUTF(setting.tree().partName(node));
    write(setting.tree().rectangle(node));
    write(setting.tree().domain());
  }

  private void write(Bounds bounds) throws IOException {
    data.writeDouble(bounds.xmin());
    data.writeDouble(bounds.ymin());
    data.writeDouble(bounds.xmax());
    data.writeDouble(bounds.ymax());
  }

  private String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }

  /**
   * The key of a tile.
   *
   * @param here the buildings that meet it, in any order
   */
  static String tile(Setting setting, int tile, List<Building> here) {
    if (!setting.work().isOn()) {
      return "";
    }
    try {
      NodeKeys key = new NodeKeys(setting, tile, "tile");
      key.data.writeUTF(setting.terrain().fingerprint(setting.tree().rectangle(tile)));
      for (Building building :
          here.stream().sorted(Comparator.comparingInt(Building::index)).toList()) {
        key.write(building);
      }
      return key.hex();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written anywhere.
    }
  }

  private void write(Building building) throws IOException {
    data.writeInt(building.index());
    data.writeDouble(building.roof());
    data.writeInt(building.rings().length);
    for (double[] ring : building.rings()) {
      data.writeInt(ring.length);
      for (double coordinate : ring) {
        data.writeDouble(coordinate);
      }
    }
  }

  /**
   * The key of a tile that was halved.
   *
   * @param whole the key of the tile in one piece
   * @param halvings how often, 0 or more
   */
  static String pieces(Setting setting, int tile, String whole, int halvings) {
    boolean different = setting.work().isOn() && halvings > 0;
    return different ? of(setting, tile, "halved " + halvings, whole) : whole;
  }

  /**
   * The key of a tile that has failed: good for this run, so that the tile and what is stitched to
   * it are tried again in the next.
   */
  static String failed(Setting setting, int tile) {
    return setting.work().isOn() ? of(setting, tile, "failed", setting.id()) : "";
  }

  /** The key of a stitch. */
  static String stitch(Setting setting, int node, String first, String second) {
    return setting.work().isOn() ? of(setting, node, "stitch", first + second) : "";
  }

  private static String of(Setting setting, int node, String kind, String more) {
    try {
      NodeKeys key = new NodeKeys(setting, node, kind);
      key.data.writeUTF(more);
      return key.hex();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written anywhere.
    }
  }
}
