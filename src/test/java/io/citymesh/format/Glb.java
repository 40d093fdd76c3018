package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** Reads glTF, written from its specification and nothing else. */
final class Glb {
  final JsonNode json;
  private final ByteBuffer bin;

  Glb(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("glTF", new String(bytes.array(), 0, 4, StandardCharsets.US_ASCII));
    assertEquals(2, bytes.getInt(4));
    assertEquals(bytes.capacity(), bytes.getInt(8));
    int length = bytes.getInt(12);
    assertEquals(0, length % 4);
    json =
        new ObjectMapper().readTree(new String(bytes.array(), 20, length, StandardCharsets.UTF_8));
    assertEquals(bytes.capacity(), 28 + length + bytes.getInt(20 + length));
    bin = bytes.slice(28 + length, bytes.getInt(20 + length)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(bin.capacity(), json.at("/buffers/0/byteLength").asInt());
  }

  /** A view of the buffer. */
  ByteBuffer view(int view) {
    JsonNode found = json.at("/bufferViews/" + view);
    assertEquals(0, found.at("/byteOffset").asInt() % 8);
    return bin.slice(found.at("/byteOffset").asInt(), found.at("/byteLength").asInt())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The numbers of an accessor, which lie in its range. */
  double[] accessor(int accessor) {
    JsonNode found = json.at("/accessors/" + accessor);
    int components = found.at("/type").asText().equals("VEC3") ? 3 : 1;
    int type = found.at("/componentType").asInt();
    int size = type == 5123 ? 2 : 4;
    int view = found.at("/bufferView").asInt();
    int stride = json.at("/bufferViews/" + view).path("byteStride").asInt(components * size);
    ByteBuffer bytes = view(view);
    double[] values = new double[components * found.at("/count").asInt()];
    double[] least = new double[components];
    double[] most = new double[components];
    for (int i = 0; i < values.length; i++) {
      int at = i / components * stride + i % components * size;
      values[i] =
          switch (type) {
            case 5123 -> Short.toUnsignedInt(bytes.getShort(at));
            case 5125 -> Integer.toUnsignedLong(bytes.getInt(at));
            default -> bytes.getFloat(at);
          };
      int c = i % components;
      least[c] = i < components ? values[i] : Math.min(least[c], values[i]);
      most[c] = i < components ? values[i] : Math.max(most[c], values[i]);
    }
    for (int c = 0; found.has("min") && c < components; c++) {
      assertEquals(least[c], found.at("/min/" + c).asDouble());
      assertEquals(most[c], found.at("/max/" + c).asDouble());
    }
    return values;
  }

  /**
   * All faces with x east, y north, z up, whatever the origin; markers -2 for ground, i for walls
   * and N + i for roofs.
   */
  Triangles triangles(int buildings) {
    double[] matrix = new double[16];
    for (int i = 0; i < 16; i++) {
      matrix[i] = json.at("/nodes/0/matrix/" + i).asDouble();
    }
    List<double[]> faces = new ArrayList<>();
    for (JsonNode primitive : json.at("/meshes/0/primitives")) {
      double[] xyz = accessor(primitive.at("/attributes/POSITION").asInt());
      double[] corners = accessor(primitive.at("/indices").asInt());
      String material =
          json.at("/materials/" + primitive.at("/material").asInt() + "/name").asText();
      double[] ids =
          material.equals("ground")
              ? new double[0]
              : accessor(primitive.at("/attributes/_FEATURE_ID_0").asInt());
      for (int f = 0; f < corners.length / 3; f++) {
        double[] face = new double[10];
        for (int i = 0; i < 3; i++) {
          int v = (int) corners[3 * f + i];
          double[] world = new double[3];
          for (int axis = 0; axis < 3; axis++) {
            world[axis] =
                matrix[axis] * xyz[3 * v]
                    + matrix[4 + axis] * xyz[3 * v + 1]
                    + matrix[8 + axis] * xyz[3 * v + 2]
                    + matrix[12 + axis];
          }
          face[3 * i] = world[0] + json.at("/asset/extras/origin/0").asDouble();
          face[3 * i + 1] = -world[2] + json.at("/asset/extras/origin/1").asDouble();
          face[3 * i + 2] = world[1] + json.at("/asset/extras/origin/2").asDouble();
        }
        int id = ids.length == 0 ? -1 : (int) ids[(int) corners[3 * f]];
        face[9] = id < 0 ? -2 : material.equals("walls") ? id : buildings + id;
        faces.add(face);
      }
    }
    return new Triangles(faces, buildings);
  }

  /** Ids of all buildings, in the order of their numbers. */
  List<String> ids() {
    JsonNode id = json.at("/extensions/EXT_structural_metadata/propertyTables/0/properties/id");
    ByteBuffer offsets = view(id.at("/stringOffsets").asInt());
    ByteBuffer text = view(id.at("/values").asInt());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < offsets.capacity() / 4 - 1; i++) {
      byte[] bytes = new byte[offsets.getInt(4 * i + 4) - offsets.getInt(4 * i)];
      text.get(offsets.getInt(4 * i), bytes);
      ids.add(new String(bytes, StandardCharsets.UTF_8));
    }
    return ids;
  }
}
