package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlbFormatTest {
  @TempDir private Path dir;

  private final TinyCity city = new TinyCity();

  private Path written(boolean quantize) throws IOException {
    OutputDir out = OutputDir.of(dir.resolve("city").toString(), new Configuration());
    Written.write(new GlbFormat(quantize), out, city.publish(out), out, "m.glb", 1);
    return dir.resolve("city/m.glb");
  }

  /** In an order that does not depend on the file; ground at a building counts as ground. */
  private static Triangles sorted(List<double[]> faces) {
    return new Triangles(
        faces.stream()
            .map(
                face -> {
                  double[] told = face.clone();
                  told[9] = face[9] == -1 ? -2 : face[9];
                  return told;
                })
            .sorted(
                Comparator.comparing(
                    face -> Arrays.toString(Arrays.stream(face).map(Math::rint).toArray())))
            .toList(),
        1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFileHasTheMesh(boolean quantize) throws IOException {
    Glb glb = new Glb(written(quantize));
    sorted(city.triangles())
        .assertEqual(sorted(glb.triangles(1).faces()), quantize ? 5.0 / 65_535 : 0);
    assertEquals("EPSG:28992", glb.json.at("/asset/extras/crs").asText());
    assertEquals(quantize, glb.json.has("extensionsRequired"));
  }

  @Test
  void theTableHasABuildingInEachRow() throws IOException {
    Glb glb = new Glb(written(false));
    var table = glb.json.at("/extensions/EXT_structural_metadata/propertyTables/0");
    assertEquals(1, table.at("/count").asInt());
    assertEquals(1, glb.ids().size());
    float height = glb.view(table.at("/properties/height/values").asInt()).getFloat(0);
    assertEquals(2, height, 1e-6);
  }

  @Test
  void aFileOfMoreThanFourGigabytesIsRefused() {
    MeshParts mesh =
        new MeshParts(
            "",
            "",
            new double[4],
            0,
            Patches.of(Map.of()),
            Enclosure.NONE,
            new long[1],
            new int[1],
            List.of("a"),
            new long[1],
            new long[1],
            List.of());
    long[] measures = new long[new GlbFormat(false).measures(mesh)];
    measures[0] = 200_000_000;
    measures[1] = 400_000_000;
    UserError error =
        assertThrows(
            UserError.class,
            () -> new GlbFormat(false).layout(mesh, new long[][] {measures}, List.of("m.glb")));
    assertTrue(error.getMessage().contains("3dtiles"), error.getMessage());
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
