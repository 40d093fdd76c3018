package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The surfaces of a mesh, for formats that tell them apart by name: ground, walls and roofs; of a
 * closed mesh also its top and its sides, in the order of their kinds.
 *
 * @param names of the patches
 * @param ofKind the patch of each kind of face, by its place in {@code names}, or -1
 */
public record Patches(List<String> names, byte[] ofKind) implements Serializable {
  static final int GROUND = 0;
  static final int WALLS = 1;
  static final int ROOFS = 2;

  /** How many patches the city itself has. */
  static final int OF_CITY = 3;

  /**
   * @param kinds the kinds of a closed mesh's top and sides by name, as a manifest has them
   */
  static Patches of(Map<String, Integer> kinds) {
    List<String> names = new ArrayList<>(List.of("ground", "walls", "roofs"));
    byte[] ofKind = new byte[FaceKind.LAST + 1];
    Arrays.fill(ofKind, (byte) -1);
    ofKind[FaceKind.GROUND] = GROUND;
    ofKind[FaceKind.HALO] = GROUND;
    ofKind[FaceKind.WALL] = WALLS;
    ofKind[FaceKind.ROOF] = ROOFS;
    kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .forEach(
            kind -> {
              ofKind[kind.getValue()] = (byte) names.size();
              names.add(kind.getKey());
            });
    return new Patches(List.copyOf(names), ofKind);
  }

  /** How many there are. */
  int count() {
    return names.size();
  }

  /** Whether the mesh may have faces of a kind. */
  boolean has(byte kind) {
    return kind >= 0 && kind < ofKind.length && ofKind[kind] >= 0;
  }

  /** The patch of a kind that there may be. */
  int of(byte kind) {
    return ofKind[kind];
  }

  String name(int patch) {
    return names.get(patch);
  }
}
