package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.AirQuality;
import io.citymesh.air.Levels;
import io.citymesh.air.Town;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of the air of towns that are published in parts, sound and broken. */
class AirTallyTest {
  private static final AirPart TOWN =
      AirCity.bands(AirParts.above(Town.casbah(2).surface(8), 4, 30), 3)[0];

  @TempDir Path dir;

  private AirTally tally(List<AirPart> parts, Function<AirPart, Part> surfaces) throws IOException {
    String folder = Files.createTempDirectory(dir, "city").toString();
    OutputDir out = OutputDir.of(folder, new Configuration());
    AirCity.publish(out, parts, surfaces);
    AirTally all = null;
    try (MeshReader reader = new MeshReader(out)) {
      for (int p = 0; p < parts.size(); p++) {
        Part part = reader.part(p);
        AirPart air = reader.air(p).orElseThrow();
        AirTally tally =
            AirTally.of(part, reader.globalFaces(p, part), air, reader.globalLevels(p, air));
        if (all == null) {
          all = tally;
        } else {
          all.add(tally);
        }
      }
    }
    return all;
  }

  @Test
  void aSoundTownHasNoFindings() throws IOException {
    for (long[] ids : new long[][] {{3}, {6, 4, 9}}) {
      AirTally tally = tally(List.of(AirCity.bands(TOWN, ids)), AirCity::surface);
      assertEquals(List.of(), tally.findings(false));
      assertTrue(tally.quality().nonOrthogonality().total() > 0);
    }
    for (long seed = 1; seed < 8; seed++) {
      AirPart random = AirParts.above(Town.random(seed).surface(12), 3, 20);
      AirTally tally = tally(List.of(AirCity.bands(random, 2, 1)), AirCity::surface);
      assertEquals(List.of(), tally.findings(false));
    }
  }

  /** Faces f to the end of a surface, or what a change makes of them. */
  private static Part changed(Part part, int[] faces, byte[] kinds, int[] building) {
    return new Part(
        part.node(),
        part.id(),
        part.kind(),
        part.name(),
        part.vertices(),
        faces,
        kinds,
        building,
        part.buildings(),
        part.foreign(),
        part.ghosts());
  }

  private static int first(Part part, byte kind) {
    int f = 0;
    while (part.faceKinds()[f] != kind) {
      f++;
    }
    return f;
  }

  @Test
  void aFaceThatTheAirHasNotIsFound() throws IOException {
    for (byte kind : new byte[] {FaceKind.GROUND, FaceKind.WALL, FaceKind.TOP, AirParts.SIDE}) {
      AirTally turned =
          tally(
              List.of(TOWN),
              air -> {
                Part part = AirCity.surface(air);
                int[] faces = part.faces().clone();
                int f = 3 * first(part, kind);
                faces[f] = part.faces()[f + 1];
                faces[f + 1] = part.faces()[f];
                return changed(part, faces, part.faceKinds(), part.building());
              });
      assertTrue(
          turned
              .findings(false)
              .get(0)
              .matches("the surface's .* of the kind " + kind + " are not .*"),
          turned.findings(false)::toString);
    }
  }

  @Test
  void aFaceOfAnotherKindIsFoundTwice() throws IOException {
    AirTally tally =
        tally(
            List.of(TOWN),
            air -> {
              Part part = AirCity.surface(air);
              byte[] kinds = part.faceKinds().clone();
              kinds[first(part, AirParts.SIDE)] = FaceKind.TOP;
              return changed(part, part.faces(), kinds, part.building());
            });
    assertEquals(2, tally.findings(false).size(), tally.findings(false)::toString);
  }

  /** A column whose corner lies on another label than its neighbours'. */
  @Test
  void columnsThatDoNotFitAreFound() throws IOException {
    int[] bottoms = TOWN.bottoms().clone();
    int e = 0;
    while (bottoms[e] == 0 || TOWN.twins()[e] < 0) {
      e++;
    }
    bottoms[e]++;
    AirPart broken =
        new AirPart(
            TOWN.id(),
            TOWN.top(),
            TOWN.owned(),
            TOWN.xy(),
            TOWN.levels(),
            TOWN.foreign(),
            TOWN.triangles(),
            bottoms,
            TOWN.kinds(),
            TOWN.sides(),
            TOWN.eaves(),
            TOWN.twins());
    List<String> findings = tally(List.of(broken), air -> AirCity.surface(TOWN)).findings(false);
    assertTrue(findings.get(0).contains("sides between columns"), findings::toString);
    assertTrue(findings.stream().anyMatch(f -> f.contains("kind 3")), findings::toString);
    assertTrue(findings.stream().anyMatch(f -> f.contains("encloses")), findings::toString);
  }

  /** A triangle that lies the wrong way round. */
  @Test
  void cellsThatAreInsideOutAreFound() throws IOException {
    double[] xy = TOWN.xy().clone();
    int a = TOWN.triangles()[0];
    int b = TOWN.triangles()[1];
    for (int d = 0; d < 2; d++) {
      xy[2 * a + d] = TOWN.xy()[2 * b + d];
      xy[2 * b + d] = TOWN.xy()[2 * a + d];
    }
    AirPart broken =
        new AirPart(
            TOWN.id(),
            TOWN.top(),
            TOWN.owned(),
            xy,
            new Levels(TOWN.levels().base(), TOWN.levels().start(), TOWN.levels().z()),
            TOWN.foreign(),
            TOWN.triangles(),
            TOWN.bottoms(),
            TOWN.kinds(),
            TOWN.sides(),
            TOWN.eaves(),
            TOWN.twins());
    List<String> findings = tally(List.of(broken), AirCity::surface).findings(false);
    assertTrue(
        findings.stream().anyMatch(f -> f.startsWith("the smallest cell has -")),
        findings::toString);
  }

  private CheckReport checked(AirPart... parts) throws IOException {
    Path folder = Files.createTempDirectory(dir, "city");
    AirCity.publish(OutputDir.of(folder.toString(), new Configuration()), parts);
    return MeshCheck.run(folder.toString());
  }

  @Test
  void theCheckOfAMeshChecksItsCells() throws IOException {
    AirPart[] parts = AirCity.bands(TOWN, 6, 4, 9);
    CheckReport sound = checked(parts);
    assertEquals(0, sound.defects().get(Defect.CELL_FAULTS), sound::table);
    assertEquals(TOWN.triangleCount(), sound.patches().get("top"));
    assertEquals(AirQuality.of(TOWN).volume(), sound.cells().orElseThrow().volume(), 1e-6);
    assertTrue(sound.table().contains("cells: wedge"), sound::table);
    double volume = sound.cells().orElseThrow().smallestVolume();
    String smallest = String.format(Locale.ROOT, "the smallest cell %.3g\n", volume);
    assertTrue(sound.table().contains(smallest), sound::table);
    assertTrue(sound.table().contains("non-orthogonality"), sound::table);
    CheckReport less = checked(parts[0], parts[1]);
    assertTrue(less.defects().get(Defect.CELL_FAULTS) > 0, less::table);
    assertTrue(
        less.examples().get(Defect.CELL_FAULTS).contains("no other part goes on there"),
        less::table);
  }

  /** A line that is not where its owner has it. */
  @Test
  void theCheckComparesTheLinesThatPartsShare() throws IOException {
    AirPart[] parts = AirCity.bands(TOWN, 6, 4);
    AirPart part = parts[1];
    double[] z = part.levels().z().clone();
    z[part.ownVertices() + 1] += 1e-9;
    parts[1] =
        new AirPart(
            part.id(),
            part.top(),
            part.owned(),
            part.xy(),
            new Levels(part.levels().base(), part.levels().start(), z),
            part.foreign(),
            part.triangles(),
            part.bottoms(),
            part.kinds(),
            part.sides(),
            part.eaves(),
            part.twins());
    CheckReport report = checked(parts);
    assertTrue(
        report.examples().get(Defect.CELL_FAULTS).contains("the air above their common edge"),
        report::table);
  }
}
