package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.citymesh.geo.Bounds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;

/** Which footprints count as far from all others: a town of 40 houses within 1 km, and more. */
class OutliersTest {
  private record House(String id, double x, double y) {
    Envelope box() {
      return new Envelope(x, x + 10, y, y + 10);
    }
  }

  private static List<House> town(int houses, House... more) {
    List<House> town = new ArrayList<>();
    for (int i = 0; i < houses; i++) {
      town.add(new House("h" + i, 100 * (i % 10), 100.0 * (i / 10)));
    }
    town.addAll(List.of(more));
    return town;
  }

  private static Optional<Outliers> outliers(List<House> town) {
    Outliers.Outermost all = new Outliers.Outermost();
    town.forEach(house -> all.add(house.id, house.box()));
    return all.outliers(town.size());
  }

  @Test
  void aTownHasNone() {
    assertEquals(Optional.empty(), outliers(town(40)));
    assertEquals(Optional.empty(), outliers(List.of()));
    assertEquals(Optional.empty(), outliers(town(1, new House("other", 1e6, 0))));
  }

  @Test
  void aHouseFarAwayIsOneOnEachSide() {
    Bounds rest = new Bounds(0, 0, 910, 310);
    assertEquals(
        Optional.of(new Outliers(List.of(new Outliers.Outlier("east", 83_090)), rest)),
        outliers(town(40, new House("east", 84_000, 50))));
    for (House far :
        List.of(
            new House("west", -90_010, 0),
            new House("south", 0, -90_010),
            new House("north", 300, 90_310),
            new House("corner", -54_010, -72_010))) {
      assertEquals(
          Optional.of(new Outliers(List.of(new Outliers.Outlier(far.id, 90_000)), rest)),
          outliers(town(40, far)),
          far.toString());
    }
  }

  @Test
  void theFewAreTheOutliersNotTheMany() {
    House[] far = {
      new House("null island", -85_000, -446_000),
      new House("a", 9e5, 9e5),
      new House("b", 9e5, 9e5)
    };
    Outliers found = outliers(town(40, far)).orElseThrow();
    assertEquals(
        List.of("a", "b", "null island"),
        found.footprints().stream().map(Outliers.Outlier::id).toList());
    assertEquals(new Bounds(0, 0, 910, 310), found.rest());
    assertEquals(1, outliers(town(2, far[0])).orElseThrow().footprints().size());
  }

  @Test
  void aHamletBesideATownIsNone() {
    assertEquals(Optional.empty(), outliers(town(40, new House("farm", 2500, 0))));
    House[] hamlet = new House[10];
    for (int i = 0; i < hamlet.length; i++) {
      hamlet[i] = new House("v" + i, 20_000 + 50 * i, 0);
    }
    assertEquals(Optional.empty(), outliers(town(40, hamlet)));
  }

  @Test
  void neitherTheOrderNorThePartsMatter() throws Exception {
    List<House> town =
        town(200, new House("x", 5e5, 0), new House("x", 5e5, 1), new House("y", 0, 7e5));
    Optional<Outliers> expected = outliers(town);
    assertEquals(3, expected.orElseThrow().footprints().size());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(town, new Random(seed));
      Outliers.Outermost all = new Outliers.Outermost();
      for (List<House> part : List.of(town.subList(0, 7), town.subList(7, town.size()))) {
        Outliers.Outermost some = new Outliers.Outermost();
        part.forEach(house -> some.add(house.id, house.box()));
        ArrayNode json = new ObjectMapper().createArrayNode();
        some.write(json);
        all.add(Outliers.Outermost.parse(json));
      }
      assertEquals(expected, all.outliers(town.size()));
    }
  }
}
