package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The surfaces of a mesh, for formats that tell them apart by name: ground, walls and roofs; of a
 * closed mesh also its top and its sides, in the order of their kinds. In place of walls and roofs
 * there may be a patch for each building, or for each value of a column; these come last.
 *
 * <p>Names are of letters, digits and underscores, so that they are words for OpenFOAM, for the
 * groups of {@code obj} and in names of files.
 *
 * @param names of the patches
 * @param ofKind the patch of each kind of face, by its place in {@code names}, or -1; of walls and
 *     roofs the first patch of buildings, if these have their own
 * @param field the column by whose values buildings have patches; empty if it is by building, or if
 *     they have none
 * @param values of the column that have patches, ascending
 * @param firstOfBuildings the first patch of buildings; -1 if they have none of their own
 */
public record Patches(
    List<String> names, byte[] ofKind, String field, List<String> values, int firstOfBuildings)
    implements Serializable {
  public static final int GROUND = 0;
  public static final int WALLS = 1;
  public static final int ROOFS = 2;

  /** How many patches the city itself has. */
  static final int OF_CITY = 3;

  /** Stands for a building without a value in a column. */
  static final String NO_VALUE = "";

  private static final int LONGEST_WORD = 40;

  /** Names that mean something else. */
  private static final Pattern TAKEN = Pattern.compile("(side|ring)(_\\d+)?");

  /**
   * @param kinds the kinds of a closed mesh's top and sides by name, as a manifest has them
   */
  static Patches of(Map<String, Integer> kinds) {
    return of(List.of("ground", "walls", "roofs"), kinds);
  }

  private static Patches of(List<String> city, Map<String, Integer> kinds) {
    List<String> names = new ArrayList<>(city);
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
    return new Patches(List.copyOf(names), ofKind, "", List.of(), -1);
  }

  /** The same with a patch for each of so many buildings. */
  static Patches byBuilding(Map<String, Integer> kinds, int buildings) {
    return split(kinds, "", List.of(), IntStream.range(0, buildings).mapToObj(Patches::building));
  }

  /**
   * The same with a patch for each value of a column.
   *
   * @param values ascending, each once
   */
  static Patches byField(Map<String, Integer> kinds, String field, List<String> values) {
    String column = word(field);
    if (!Character.isLetter(column.charAt(0)) || TAKEN.matcher(column).matches()) {
      column = "field_" + column;
    }
    String prefix = column;
    Set<String> used = new HashSet<>(of(kinds).names);
    List<String> names = new ArrayList<>();
    for (String value : values) {
      String name = prefix + "_" + (value.equals(NO_VALUE) ? "none" : word(value));
      String free = name;
      for (int n = 2; !used.add(free.toLowerCase(Locale.ROOT)); n++) {
        free = name + "_" + n;
      }
      names.add(free);
    }
    return split(kinds, field, List.copyOf(values), names.stream());
  }

  private static Patches split(
      Map<String, Integer> kinds, String field, List<String> values, Stream<String> buildings) {
    Patches plain = of(List.of("ground"), kinds);
    List<String> names = new ArrayList<>(plain.names);
    int first = names.size();
    buildings.forEach(names::add);
    plain.ofKind[FaceKind.WALL] = (byte) first;
    plain.ofKind[FaceKind.ROOF] = (byte) first;
    return new Patches(List.copyOf(names), plain.ofKind, field, values, first);
  }

  /** The name of a building's patch. */
  static String building(int index) {
    return "building_" + index;
  }

  /** A text with nothing but letters, digits and underscores. */
  private static String word(String text) {
    String plain = text.strip().replaceAll("[^A-Za-z0-9]+", "_");
    String cut = plain.length() > LONGEST_WORD ? plain.substring(0, LONGEST_WORD) : plain;
    return cut.isEmpty() ? "_" : cut;
  }

  /** How many there are. */
  int count() {
    return names.size();
  }

  /** Whether the mesh may have faces of a kind. */
  boolean has(byte kind) {
    return kind >= 0 && kind < ofKind.length && ofKind[kind] >= 0;
  }

  /** The patch of a kind that there may be; not of a building's own. */
  int of(byte kind) {
    return ofKind[kind];
  }

  /** Whether buildings have patches of their own. */
  boolean ofBuildings() {
    return firstOfBuildings >= 0;
  }

  /** How many patches buildings have of their own. */
  int countOfBuildings() {
    return ofBuildings() ? count() - firstOfBuildings : 0;
  }

  /** Whether a patch is the top or a side of a closed mesh. */
  boolean closes(int patch) {
    int first = ofBuildings() ? 1 : OF_CITY;
    return patch >= first && (!ofBuildings() || patch < firstOfBuildings);
  }

  String name(int patch) {
    return names.get(patch);
  }
}
