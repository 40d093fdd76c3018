package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.format.CityJson;
import io.citymesh.format.FormatOptions;
import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.citygml4j.cityjson.CityJSONContext;
import org.citygml4j.cityjson.reader.CityJSONReader;
import org.citygml4j.core.model.building.Building;
import org.citygml4j.core.model.core.AbstractCityObject;
import org.citygml4j.core.model.core.CityModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny city of one box as features. */
class FeatureExportTest extends SparkTest {
  @TempDir private Path dir;

  private final TinyCity city = new TinyCity();

  private Path written(String name) throws IOException {
    Path out = dir.resolve("city");
    city.publish(OutputDir.of(out.toString(), new Configuration()));
    MeshExport.elsewhere(
        spark(),
        out.toString(),
        FormatOptions.of("cityjsonseq"),
        dir.resolve(name).toString(),
        true,
        Progress.silent());
    return dir.resolve(name);
  }

  @Test
  void theBoxIsASolidAndEachPartHasItsGround() throws IOException {
    List<String> lines = Files.readAllLines(written("m.city.jsonl"));
    assertEquals(1 + 1 + 2, lines.size());
    CityJson box = new CityJson(lines.get(1));
    box.assertClosed();
    assertEquals(2, box.volume(), 1e-9);
    assertEquals("Building", box.object().at("/type").asText());
    int ground = 0;
    for (String line : lines.subList(2, 4)) {
      CityJson relief = new CityJson(line);
      assertEquals("TINRelief", relief.object().at("/type").asText());
      ground += relief.object().at("/geometry/0/boundaries").size();
    }
    assertEquals(city.triangles().stream().filter(face -> face[9] < 0).count(), ground);
  }

  @Test
  void theSameMeshGivesTheSameBytes() throws IOException {
    assertArrayEquals(
        Files.readAllBytes(written("a.city.jsonl")), Files.readAllBytes(written("b.city.jsonl")));
  }

  @Test
  void citygml4jReadsIt() throws Exception {
    Path file = written("m.city.jsonl");
    List<AbstractCityObject> objects = new ArrayList<>();
    try (CityJSONReader reader =
        CityJSONContext.newInstance().createCityJSONInputFactory().createCityJSONReader(file)) {
      while (reader.hasNext()) {
        ((CityModel) reader.next())
            .getCityObjectMembers()
            .forEach(member -> objects.add(member.getObject()));
      }
    }
    List<Building> buildings =
        objects.stream().filter(Building.class::isInstance).map(Building.class::cast).toList();
    assertEquals(1, buildings.size());
    assertEquals("building-" + TinyCity.BOX, buildings.get(0).getId());
    assertTrue(buildings.get(0).getLod1Solid() != null, "it has a solid of LoD 1");
  }
}
