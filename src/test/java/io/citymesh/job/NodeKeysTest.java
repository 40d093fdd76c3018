package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Depth;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.Domain;
import io.citymesh.tile.Filling;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.ZoneRequest;
import io.citymesh.tile.ZoneShape;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** What a key depends on, and what it does not. */
class NodeKeysTest {
  private static final Terrain GROUND = Terrains.open("flat:3");
  private static final MeshOptions MESH = new MeshOptions(100, 10, 5, 5, 25, 1.5);
  private static final StitchTree TREE = tree(SmallCity.DOMAIN, MESH);

  private static final RunOptions OPTIONS =
      new RunOptions(
          RunOptions.Store.DISK,
          List.of(),
          false,
          1,
          RunOptions.OnTileFailure.FAIL,
          2,
          RunOptions.TILE_MEMORY,
          false);

  private static StitchTree tree(Bounds domain, MeshOptions mesh) {
    return new StitchTree(new TileGrid(domain, mesh));
  }

  private static Setting setting(StitchTree tree, MeshOptions mesh) {
    return setting("run", tree, mesh, GROUND, "program");
  }

  private static Setting setting(
      String id, StitchTree tree, MeshOptions mesh, Terrain terrain, String program) {
    Output output = Output.in("out", new Configuration(false), 0);
    Work work = new Work(output, false, false, program);
    RunOptions run = OPTIONS;
    return new Setting(id, tree, mesh, terrain, run, work, new long[0]);
  }

  /** The keys of all nodes of the tree, by id. */
  private static Map<Long, String> keys(Setting setting, List<Building> city) {
    StitchTree tree = setting.tree();
    Map<Long, String> keys = new HashMap<>();
    for (int node = 0; node < tree.nodes(); node++) {
      Bounds r = tree.rectangle(node);
      keys.put(
          tree.id(node),
          tree.isTile(node)
              ? NodeKeys.tile(
                  setting, node, city.stream().filter(b -> b.bounds().intersects(r)).toList())
              : NodeKeys.stitch(
                  setting,
                  node,
                  keys.get(tree.id(tree.firstChild(node))),
                  keys.get(tree.id(tree.secondChild(node)))));
    }
    return keys;
  }

  /** The ids of those nodes of the first that are not the same in the second. */
  private static Set<Long> changed(Map<Long, String> first, Map<Long, String> second) {
    return first.keySet().stream()
        .filter(id -> !first.get(id).equals(second.get(id)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The ids of the tiles that meet a rectangle, and of the stitches above them. */
  private static Set<Long> meeting(StitchTree tree, Bounds rectangle) {
    Set<Long> ids = new TreeSet<>();
    tree.forTilesMeeting(
        rectangle,
        tile -> {
          for (int node = tile; node >= 0; node = tree.parent(node)) {
            ids.add(tree.id(node));
          }
        });
    return ids;
  }

  @Test
  void aBuildingMoreChangesTheKeysOfTheTilesThatItMeetsAndOfTheStitchesAbove() {
    List<Building> city = SmallCity.buildings();
    Setting setting = setting(TREE, MESH);
    for (int left : new int[] {0, 7, city.size() - 1}) {
      List<Building> fewer = new ArrayList<>();
      for (Building building : city) {
        if (building.index() != left) {
          // Without one of them, those after it have other numbers.
          fewer.add(withIndex(building, fewer.size()));
        }
      }
      assertEquals(
          meeting(TREE, city.get(left).bounds()),
          changed(keys(setting, city), keys(setting, fewer)));
    }
  }

  private static Building withIndex(Building b, int index) {
    return new Building(
        index, b.key(), b.sourceIds(), b.ground(), b.roof(), b.heightSource(), b.rings());
  }

  @Test
  void aTileThatIsHalvedChangesNoOtherTilesKey() {
    TileGrid grid = new TileGrid(SmallCity.DOMAIN, MESH);
    List<Building> city = SmallCity.buildings();
    Map<Long, String> plain = keys(setting(TREE, MESH), city);
    int[] halvings = new int[grid.tiles()];
    halvings[grid.cell(2, 1)] = 1;
    StitchTree halved = new StitchTree(grid, halvings);
    Set<Long> path = new TreeSet<>();
    for (int node = 0; node < TREE.tiles(); node++) {
      if (TREE.key(node).equals(grid.key(2, 1))) {
        for (int above = node; above >= 0; above = TREE.parent(above)) {
          path.add(TREE.id(above));
        }
      }
    }
    assertEquals(path, changed(plain, keys(setting(halved, MESH), city)));
  }

  @Test
  void aZoneChangesTheKeysOfTheTilesThatItReachesAndOfTheStitchesAbove() {
    List<Building> city = SmallCity.buildings();
    SizeZone there = zone(new Bounds(330, 230, 340, 240));
    MeshOptions with = MESH.withZones(List.of(there, zone(new Bounds(170, 60, 180, 70))));
    MeshOptions moved = MESH.withZones(List.of(there, zone(new Bounds(150, 50, 160, 60))));
    Map<Long, String> keys = keys(setting(TREE, with), city);
    // From 2 m triangles grow by 1 m in 2 m of distance, to 10 m.
    assertEquals(
        meeting(TREE, new Bounds(134, 34, 196, 86)),
        changed(keys, keys(setting(TREE, moved), city)));
    MeshOptions farther = MESH.withZones(List.of(there, zone(new Bounds(170, 60, 190, 90))));
    assertEquals(
        meeting(TREE, new Bounds(154, 44, 206, 106)),
        changed(keys, keys(setting(TREE, farther), city)));
    // The widths of seams follow the sizes, where there are any.
    assertEquals(keys.keySet(), changed(keys, keys(setting(TREE, MESH), city)));
  }

  private static SizeZone zone(Bounds r) {
    return SizeZone.of("fine", r, new Sizes(2, 2, 5));
  }

  @Test
  void aCornerOfTheDomainChangesTheKeysOfTheTilesThatItsSidesMeet() {
    List<Building> city = SmallCity.buildings();
    double[] notched = {0, 0, 400, 0, 400, 300, 250, 300, 220, 280, 210, 300, 0, 300};
    double[] deeper = notched.clone();
    deeper[9] = 270;
    for (double top : new double[] {Double.NaN, 50}) {
      assertEquals(
          meeting(TREE, new Bounds(210, 270, 250, 300)),
          changed(keys(within(notched, top), city), keys(within(deeper, top), city)));
    }
  }

  private static Setting within(double[] ring, double top) {
    Domain domain = new Domain(Sides.of(new double[][] {ring}), top, Double.NaN, Filling.NONE);
    TileGrid grid = new TileGrid(SmallCity.DOMAIN, MESH);
    return setting(new StitchTree(grid, domain, new int[grid.tiles()]), MESH);
  }

  @Test
  void theOrderInWhichBuildingsComeDoesNotMatterButThatInWhichTheyAreMeshedDoes() {
    List<Building> city = SmallCity.buildings();
    List<Building> two = List.of(city.get(0), city.get(1));
    Setting setting = setting(TREE, MESH);
    String key = NodeKeys.tile(setting, 0, two);
    assertEquals(key, NodeKeys.tile(setting, 0, List.of(two.get(1), two.get(0))));
    List<Building> swapped =
        List.of(
            withIds(two.get(0), two.get(1).sourceIds()),
            withIds(two.get(1), two.get(0).sourceIds()));
    assertNotEquals(key, NodeKeys.tile(setting, 0, swapped));
    // Of two parts of one footprint the index tells which comes first.
    List<String> same = two.get(0).sourceIds();
    List<Building> parts = List.of(two.get(0), withIds(withIndex(two.get(1), 1), same));
    List<Building> turned =
        List.of(withIndex(two.get(0), 1), withIds(withIndex(two.get(1), 0), same));
    assertNotEquals(NodeKeys.tile(setting, 0, parts), NodeKeys.tile(setting, 0, turned));
  }

  private static Building withIds(Building b, List<String> ids) {
    return new Building(b.index(), b.key(), ids, b.ground(), b.roof(), b.heightSource(), b.rings());
  }

  @Test
  void whatATaskKnowsIsInTheKeyOrOnAListOfWhatIsNot() {
    List<Building> city = SmallCity.buildings();
    Map<Long, String> keys = keys(setting(TREE, MESH), city);
    MeshOptions mesh = new MeshOptions(100, 10, 5, 4, 25, 1.5);
    Map<String, Setting> others =
        Map.of(
            "tree", setting(tree(SmallCity.DOMAIN.grow(1), MESH), MESH),
            "options", setting(TREE, mesh),
            "terrain", setting("run", TREE, MESH, Terrains.open("flat:4"), "program"),
            "work", setting("run", TREE, MESH, GROUND, "another program"));
    others.forEach(
        (name, other) -> assertEquals(keys.keySet(), changed(keys, keys(other, city)), name));
    // None of these changes a mesh.
    Set<String> without = Set.of("id", "run", "heap");
    assertEquals(
        Arrays.stream(Setting.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toSet()),
        Stream.concat(others.keySet().stream(), without.stream()).collect(Collectors.toSet()));
    assertEquals(Set.of(), changed(keys, keys(setting("x", TREE, MESH, GROUND, "program"), city)));
    assertNotEquals(
        NodeKeys.failed(setting(TREE, MESH), 0),
        NodeKeys.failed(setting("x", TREE, MESH, GROUND, "program"), 0),
        "a tile that has failed is tried again");
  }

  private static final SizeZone ZONE =
      new SizeZone("a park", ZoneShape.of(new Bounds(1, 2, 3, 4)), 5, new Sizes(2, 2, 2));

  /** Records that put themselves into keys: one of each, and what they leave out. */
  private static final Map<Record, Set<String>> CONTENT =
      Map.of(
          new Bounds(1, 2, 3, 4),
          Set.of(),
          new Sizes(10, 5, 4),
          Set.of(),
          // The name is only told.
          ZONE,
          Set.of("name"),
          new Domain.Seen(
              new Bounds(1, 2, 3, 4),
              false,
              50,
              240,
              new Filling(3, 1.2, 9, 1, 8),
              false,
              new double[] {0, 0, 4, 0},
              new double[] {3}),
          Set.of(),
          new Filling(3, 1.2, 9, 1, 8),
          Set.of(),
          new Depth.Endless(),
          Set.of(),
          new Depth.InRectangle(new Bounds(1, 2, 3, 4)),
          Set.of(),
          new Depth.InPolygon(Sides.of(new double[][] {{0, 0, 4, 0, 0, 4}})),
          Set.of(),
          new MeshOptions(
              150,
              10,
              5,
              5,
              25,
              1.5,
              List.of(ZoneRequest.of("0,0,9,9:2")),
              "",
              7,
              "1",
              0.5,
              List.of(ZONE)),
          // What was asked for: the zones are what came of it.
          Set.of("refine", "focus", "focusRadius", "focusSize"),
          new Building(
              4,
              5,
              List.of("a"),
              1,
              9,
              HeightSource.HEIGHT_FIELD,
              new double[][] {{0, 0, 4, 0, 0, 4}}),
          // The number depends on the rest of the city; the others are only told.
          Set.of("index", "sourceIds", "heightSource"));

  @Test
  void everyComponentOfWhatIsHashedIsInTheFingerprint() throws ReflectiveOperationException {
    for (Map.Entry<Record, Set<String>> content : CONTENT.entrySet()) {
      Record record = content.getKey();
      Set<String> unseen = new HashSet<>();
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        if (print(record).equals(print(withAnother(record, component)))) {
          unseen.add(component.getName());
        }
      }
      assertEquals(content.getValue(), unseen, record.getClass().getSimpleName());
    }
  }

  private static String print(Record record) {
    return new Fingerprint().put((Fingerprint.Content) record).hex();
  }

  /** The same record with another value of one component. */
  private static Record withAnother(Record record, RecordComponent changed)
      throws ReflectiveOperationException {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components[i].getAccessor().invoke(record);
      types[i] = components[i].getType();
      if (components[i].getName().equals(changed.getName())) {
        values[i] = another(values[i]);
      }
    }
    Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
    return (Record) constructor.newInstance(values);
  }

  private static Object another(Object value) {
    if (value instanceof Double number) {
      return number * 1.01;
    }
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof Long number) {
      return number + 1;
    }
    if (value instanceof Sides) {
      return Sides.of(new double[][] {{0, 0, 4, 0, 0.001, 4}});
    }
    if (value instanceof Bounds bounds) {
      return bounds.grow(1);
    }
    if (value instanceof String) {
      return "2";
    }
    if (value instanceof Sizes sizes) {
      return new Sizes(sizes.ground(), sizes.roof(), 0.5 * sizes.wall());
    }
    if (value instanceof Filling) {
      return Filling.NONE;
    }
    if (value instanceof ZoneShape) {
      return ZoneShape.of(new Bounds(1, 2, 3, 4.001));
    }
    if (value instanceof List<?> list) {
      if (list.get(0) instanceof SizeZone zone) {
        return List.of(zone, new SizeZone("", zone.shape(), 9, new Sizes(3, 3, 3)));
      }
      return list.get(0) instanceof ZoneRequest ? List.of() : List.of("another");
    }
    if (value instanceof Enum<?> constant) {
      Object[] all = constant.getDeclaringClass().getEnumConstants();
      return all[(constant.ordinal() + 1) % all.length];
    }
    if (value instanceof Boolean yes) {
      return !yes;
    }
    if (value instanceof double[] numbers) {
      double[] others = numbers.clone();
      others[0] += 1;
      return others;
    }
    if (value instanceof double[][] rings) {
      double[][] others = Arrays.stream(rings).map(double[]::clone).toArray(double[][]::new);
      others[0][0] += 1;
      return others;
    }
    throw new IllegalArgumentException("say here how to change a " + value.getClass());
  }

  @Test
  void nothingElsePutsItselfIntoAKey() {
    Set<String> inKeys =
        new ClassFileImporter()
            .importUrl(Setting.class.getProtectionDomain().getCodeSource().getLocation()).stream()
                .filter(type -> type.isAssignableTo(Fingerprint.Content.class))
                .filter(type -> !type.isInterface())
                .map(type -> type.getSimpleName())
                .collect(Collectors.toSet());
    // These are no records, and are seen through those that hold them: options, zones and domains.
    Stream<String> within = Stream.of("EdgeTree", "SizeField", "ZoneShape");
    assertEquals(
        Stream.concat(
                CONTENT.keySet().stream().map(record -> record.getClass().getSimpleName()), within)
            .collect(Collectors.toSet()),
        inKeys);
  }

  @Test
  void differentListsOfValuesAreNotTheSameBytes() {
    List<String> prints =
        List.of(
            new Fingerprint().put("ab").put("c").hex(),
            new Fingerprint().put("a").put("bc").hex(),
            new Fingerprint().put(new double[] {1, 2}).put(new double[] {}).hex(),
            new Fingerprint().put(new double[] {1}).put(new double[] {2}).hex(),
            new Fingerprint().put(0.0).hex(),
            new Fingerprint().put(-0.0).hex());
    assertEquals(prints.size(), Set.copyOf(prints).size());
    assertTrue(prints.stream().allMatch(print -> print.matches("[0-9a-f]{64}")));
  }
}
