package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tile's content, read after the specifications of glTF 2.0 and of the extensions it uses. */
final class Gltf {
  final JsonNode json;
  private final ByteBuffer bin;
  final List<Triangle> triangles = new ArrayList<>();

  /**
   * A triangle with z up.
   *
   * @param kind ground, wall or roof
   * @param row of its building in the table, or -1
   * @param xyz of its corners: 9
   */
  record Triangle(String kind, int row, double[] xyz) {}

  Gltf(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0x46546C67, bytes.getInt(0));
    assertEquals(2, bytes.getInt(4));
    assertEquals(bytes.capacity(), bytes.getInt(8));
    int length = bytes.getInt(12);
    assertEquals(0x4E4F534A, bytes.getInt(16));
    json =
        new ObjectMapper().readTree(new String(bytes.array(), 20, length, StandardCharsets.UTF_8));
    assertEquals(0x004E4942, bytes.getInt(24 + length));
    assertEquals(bytes.capacity(), 28 + length + bytes.getInt(20 + length));
    bin = bytes.slice(28 + length, bytes.getInt(20 + length)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(bin.capacity(), json.at("/buffers/0/byteLength").asInt());
    read();
  }

  private void read() {
    JsonNode node = json.at("/nodes/0");
    double[] m = new double[16];
    for (int i = 0; i < 16; i++) {
      m[i] = node.at("/matrix/" + i).asDouble();
    }
    for (JsonNode primitive : json.at("/meshes/0/primitives")) {
      assertEquals(4, primitive.path("mode").asInt(4));
      double[] local = accessor(primitive.at("/attributes/POSITION").asInt());
      double[] corners = accessor(primitive.at("/indices").asInt());
      String kind = primitive.at("/extras/class").asText();
      boolean ground = kind.equals("ground");
      double[] rows = ground ? null : accessor(primitive.at("/attributes/_FEATURE_ID_0").asInt());
      assertEquals(
          kind, json.at("/materials/" + primitive.at("/material").asInt() + "/name").asText());
      for (int c = 0; c < corners.length; c += 3) {
        double[] xyz = new double[9];
        int row = ground ? -1 : (int) rows[(int) corners[c]];
        for (int k = 0; k < 3; k++) {
          int v = (int) corners[c + k];
          double[] up = new double[3];
          for (int axis = 0; axis < 3; axis++) {
            up[axis] =
                m[axis] * local[3 * v]
                    + m[4 + axis] * local[3 * v + 1]
                    + m[8 + axis] * local[3 * v + 2]
                    + m[12 + axis];
          }
          xyz[3 * k] = up[0];
          xyz[3 * k + 1] = -up[2];
          xyz[3 * k + 2] = up[1];
          assertTrue(ground || rows[v] == row, "a face is of one building");
        }
        triangles.add(new Triangle(kind, row, xyz));
      }
    }
  }

  private ByteBuffer view(int view) {
    JsonNode found = json.at("/bufferViews/" + view);
    assertEquals(0, found.at("/byteOffset").asInt() % 8);
    return bin.slice(found.at("/byteOffset").asInt(), found.at("/byteLength").asInt())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private double[] accessor(int number) {
    JsonNode found = json.at("/accessors/" + number);
    int components = found.at("/type").asText().equals("VEC3") ? 3 : 1;
    int type = found.at("/componentType").asInt();
    int size = type == 5123 ? 2 : 4;
    int stride =
        json.at("/bufferViews/" + found.at("/bufferView").asInt())
            .path("byteStride")
            .asInt(components * size);
    ByteBuffer bytes = view(found.at("/bufferView").asInt());
    double[] values = new double[components * found.at("/count").asInt()];
    for (int i = 0; i < values.length; i++) {
      int at = i / components * stride + i % components * size;
      values[i] =
          switch (type) {
            case 5123 -> Short.toUnsignedInt(bytes.getShort(at));
            case 5125 -> Integer.toUnsignedLong(bytes.getInt(at));
            default -> bytes.getFloat(at);
          };
      if (found.has("min")) {
        assertTrue(values[i] >= found.at("/min/" + i % components).asDouble(), "min");
        assertTrue(values[i] <= found.at("/max/" + i % components).asDouble(), "max");
      }
    }
    return values;
  }

  private JsonNode table() {
    return json.at("/extensions/EXT_structural_metadata/propertyTables/0");
  }

  int rows() {
    return table().path("count").asInt();
  }

  /** A number of the table. */
  double number(String property, int row) {
    ByteBuffer values = view(table().at("/properties/" + property + "/values").asInt());
    String type =
        json.at(
                "/extensions/EXT_structural_metadata/schema/classes/building/properties/"
                    + property
                    + "/componentType")
            .asText();
    return type.equals("UINT32")
        ? Integer.toUnsignedLong(values.getInt(4 * row))
        : values.getFloat(4 * row);
  }

  /** A text of the table. */
  String text(String property, int row) {
    JsonNode found = table().at("/properties/" + property);
    ByteBuffer offsets = view(found.at("/stringOffsets").asInt());
    ByteBuffer values = view(found.at("/values").asInt());
    byte[] text = new byte[offsets.getInt(4 * row + 4) - offsets.getInt(4 * row)];
    values.get(offsets.getInt(4 * row), text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
