package io.citymesh.crs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.ForeignProgram;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjJsonTest {
  @Test
  void allButAFewMetricCodesHaveADefinition() throws Exception {
    Set<Integer> found = new HashSet<>();
    ObjectMapper mapper = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(ProjJson.class.getResourceAsStream("projjson.txt.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int code = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        JsonNode crs = mapper.readTree(line.substring(line.indexOf(' ')));
        assertEquals("ProjectedCRS", crs.at("/type").asText(), line);
        if (code <= 32767) { // EPSG's; GeoTools has others of its own.
          assertEquals(code, crs.at("/id/code").asInt(), line);
        }
        for (JsonNode axis : crs.at("/coordinate_system/axis")) {
          assertEquals("metre", axis.at("/unit").asText(), line);
        }
        found.add(code);
      }
    }
    int missing = 0;
    for (int code = 1; code < 110_000; code++) {
      boolean metric = CoordinateSystems.isKnownMetric("EPSG:" + code);
      missing += metric && !found.contains(code) ? 1 : 0;
      assertTrue(metric || !found.contains(code), "EPSG:" + code);
      assertTrue(!metric || code > 32767 || code == 27702 || found.contains(code), "EPSG:" + code);
    }
    assertEquals(22, missing);
  }

  @ParameterizedTest
  @CsvSource({"EPSG:28992, Amersfoort / RD New", "EPSG:2154, RGF93 v1 / Lambert-93"})
  void aCodeHasADefinition(String code, String name) throws Exception {
    String definition = ProjJson.of(code).orElseThrow();
    JsonNode crs = new ObjectMapper().readTree(definition);
    assertEquals(name, crs.at("/name").asText());
    assertTrue(crs.at("/$schema").asText().contains("projjson.schema.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EPSG:4326", "EPSG:1", "PROJCS[\"mine\"]"})
  void otherCrssHaveNone(String code) {
    assertEquals(Optional.empty(), ProjJson.of(code));
  }

  @Test
  void gdalKnowsTheCrs() throws Exception {
    ForeignProgram gdal = ForeignProgram.named("gdalsrsinfo").orSkip("GDAL is not installed");
    for (int code : List.of(28992, 25832, 2154, 2056, 5514, 31370, 27700, 3067)) {
      String found = gdal.run("-e", "-o", "epsg", ProjJson.of("EPSG:" + code).orElseThrow());
      assertEquals("EPSG:" + code, found.strip());
    }
  }
}
