package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
  private static final double[] ORIGIN = {84_000, 446_000, 0};

  @TempDir Path dir;

  private static TileBuilding building(String ids) {
    return new TileBuilding(70_000, ids, 1.5, 4.5, "lidar", 12, new byte[0]);
  }

  private Path written(boolean quantize) throws IOException {
    Content content = new Content(ORIGIN);
    for (int primitive = Content.GROUND; primitive <= Content.ROOFS; primitive++) {
      int a = content.vertex(primitive, 84_001.25, 446_002, 3, 1);
      int b = content.vertex(primitive, 84_501, 446_002.5, -3, 1);
      int c = content.vertex(primitive, 84_001, 446_902 + primitive, 4.5, 1);
      content.triangle(primitive, a, b, c);
    }
    return written("tile.glb", content, List.of(building(""), building("é, \"b\"")), quantize);
  }

  private Path written(String name, Content content, List<TileBuilding> table, boolean quantize)
      throws IOException {
    ByteBuffer file = content.file(table, quantize);
    byte[] bytes = new byte[file.remaining()];
    file.get(bytes);
    return Files.write(dir.resolve(name), bytes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFileHasTheFacesAndTheTable(boolean quantize) throws IOException {
    Gltf gltf = new Gltf(written(quantize));
    assertEquals(
        List.of("ground", "wall", "roof"), gltf.triangles.stream().map(t -> t.kind()).toList());
    assertEquals(List.of(-1, 1, 1), gltf.triangles.stream().map(t -> t.row()).toList());
    double step = quantize ? 904.0 / 65_535 : 0;
    assertArrayEquals(
        new double[] {1.25, 2, 3, 501, 2.5, -3, 1, 904, 4.5}, gltf.triangles.get(2).xyz(), step);
    assertEquals(quantize, gltf.json.has("extensionsRequired"));
    assertEquals("", gltf.text("id", 0));
    assertEquals("é, \"b\"", gltf.text("id", 1));
    assertEquals("lidar", gltf.text("height_source", 1));
    assertEquals(70_000, gltf.number("index", 1));
    assertEquals(3, gltf.number("height", 0));
  }

  /** What two tiles have in common is the same in both, wherever the middle of each is. */
  @Test
  void aPlaceIsTheSameWhateverElseIsInTheTile() throws IOException {
    double x = 84_000 + 1234.56789;
    Content near = new Content(ORIGIN);
    Content far = new Content(ORIGIN);
    for (Content content : List.of(near, far)) {
      int a = content.vertex(Content.GROUND, x, 446_000.1, 12.3456, 0);
      int b = content.vertex(Content.GROUND, x + 1, 446_000.1, 12, 0);
      double away = content == near ? 1 : 6000;
      content.triangle(
          Content.GROUND, a, b, content.vertex(Content.GROUND, x, 446_000 + away, 12, 0));
    }
    double[][] corner = new double[2][];
    for (int i = 0; i < 2; i++) {
      Path file = written(i + ".glb", i == 0 ? near : far, List.of(), false);
      corner[i] = new Gltf(file).triangles.get(0).xyz();
    }
    for (int k = 0; k < 6; k++) {
      assertEquals(corner[0][k], corner[1][k]);
    }
    assertEquals(1234.56789, corner[0][0], 0.5 / 1024);
    assertTrue(near.box()[0] <= corner[0][0]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void khronosValidatorFindsNothing(boolean quantize) throws Exception {
    String script =
        """
        const v = require('gltf-validator'), fs = require('fs');
        v.validateBytes(new Uint8Array(fs.readFileSync(process.argv[1])))
          .then(r => console.log(JSON.stringify(r.issues)));
        """;
    ForeignProgram.named("node", "-e", "require('gltf-validator')")
        .runsOrSkip("gltf-validator is not installed");
    String issues = ForeignProgram.named("node", "-e", script).run(written(quantize).toString());
    assertTrue(issues.contains("\"numErrors\":0,\"numWarnings\":0"), issues);
  }
}
