package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A feature of a CityJSON text sequence, read as its specification says. */
public final class CityJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final JsonNode json;

  public CityJson(String line) throws IOException {
    json = MAPPER.readTree(line);
  }

  /** The one object. */
  public JsonNode object() {
    return json.get("CityObjects").get(json.get("id").asText());
  }

  private List<JsonNode> surfaces() {
    List<JsonNode> surfaces = new ArrayList<>();
    JsonNode geometry = object().get("geometry").get(0);
    JsonNode all = geometry.get("boundaries");
    (geometry.get("type").asText().equals("Solid") ? all.get(0) : all).forEach(surfaces::add);
    return surfaces;
  }

  private double[] vertex(int number) {
    double[] xyz = new double[3];
    for (int i = 0; i < 3; i++) {
      xyz[i] = json.at("/vertices/" + number + "/" + i).asLong() * 0.0001;
    }
    return xyz;
  }

  /** How many surfaces there are of each kind. */
  public Map<String, Integer> kinds() {
    Map<String, Integer> kinds = new HashMap<>();
    JsonNode semantics = object().at("/geometry/0/semantics");
    for (JsonNode value : semantics.at("/values/0")) {
      kinds.merge(semantics.at("/surfaces/" + value.asInt() + "/type").asText(), 1, Integer::sum);
    }
    assertEquals(surfaces().size(), semantics.at("/values/0").size());
    return kinds;
  }

  /** Each edge is used once in each direction. */
  public void assertClosed() {
    Map<String, Integer> edges = new HashMap<>();
    for (JsonNode surface : surfaces()) {
      for (JsonNode ring : surface) {
        for (int i = 0; i < ring.size(); i++) {
          int from = ring.get(i).asInt();
          int to = ring.get((i + 1) % ring.size()).asInt();
          edges.merge(from + " " + to, 1, Integer::sum);
          edges.merge(to + " " + from, -1, Integer::sum);
        }
      }
    }
    edges.forEach((edge, uses) -> assertEquals(0, uses, edge));
  }

  /** Cubic metres inside the surfaces, which are planar and turn outwards. */
  public double volume() {
    double volume = 0;
    for (JsonNode surface : surfaces()) {
      for (JsonNode ring : surface) {
        double[] a = vertex(ring.get(0).asInt());
        for (int i = 1; i + 1 < ring.size(); i++) {
          double[] b = vertex(ring.get(i).asInt());
          double[] c = vertex(ring.get(i + 1).asInt());
          volume +=
              (a[0] * (b[1] * c[2] - b[2] * c[1])
                      + a[1] * (b[2] * c[0] - b[0] * c[2])
                      + a[2] * (b[0] * c[1] - b[1] * c[0]))
                  / 6;
        }
      }
    }
    return volume;
  }
}
