package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.FaceKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks that the values of a manifest are in their ranges before they are used: a file on a disk
 * can have been changed by anyone.
 */
final class ManifestSense {
  /** A name without anything that leads elsewhere. */
  private static final Pattern PLAIN = Pattern.compile("[^./\\\\:\\p{Cntrl}][^/\\\\:\\p{Cntrl}]*");

  /** The markers of old run to twice the number of buildings, and are of 32 bits. */
  private static final int MOST_BUILDINGS = 1 << 30;

  /** The most vertices or faces of a part, and parts of a mesh. */
  private static final long MOST = 1L << 40;

  /** The largest coordinate, metres; no CRS of the Earth comes near it. */
  private static final double FARTHEST = 1e9;

  /** The name of a patch, which stands in names of files. */
  private static final Pattern PATCH = Pattern.compile("[a-z_0-9]{1,40}");

  private final String name;

  private ManifestSense(String name) {
    this.name = name;
  }

  /**
   * @param name of the file, for messages
   * @throws UserError if a value is missing or out of range
   */
  static void require(String name, Manifest manifest) {
    new ManifestSense(name).require(manifest);
  }

  private void require(Manifest manifest) {
    requireExtent("bounds", manifest.bounds());
    for (List<Double> ring : manifest.domain()) {
      boolean sound = ring.size() >= 6 && ring.size() % 2 == 0;
      need("domain", sound && ring.stream().allMatch(ManifestSense::isPlace));
    }
    Manifest.Totals totals = manifest.totals();
    requireCount("totals.vertices", totals.vertices());
    requireCount("totals.faces", totals.faces());
    requireCount("totals.parts", totals.parts());
    requireCount("totals.tiles", totals.tiles());
    requireCount("totals.failed_tiles", totals.failedTiles());
    requireCount("totals.buildings", totals.buildings());
    need("totals.buildings", totals.buildings() <= MOST_BUILDINGS);
    for (int i = 0; i < manifest.tiles().size(); i++) {
      Manifest.Tile tile = manifest.tiles().get(i);
      need("tiles." + i + ".status", tile.status() != null);
      requireExtent("tiles." + i + ".bounds", tile.bounds());
    }
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < manifest.parts().size(); i++) {
      Manifest.Part part = manifest.parts().get(i);
      String at = "parts." + i;
      need(at + ".file", part.file() != null);
      if (!isInside(part.file())) {
        throw new UserError(
            name
                + ": "
                + at
                + ".file is "
                + part.file()
                + ", which is no file inside the output: build the city again");
      }
      need(at + ".id", part.id() > 0 && ids.add(part.id()));
      need(at + ".number", part.number() == i);
      need(at + ".name", part.name() != null);
      requireExtent(at + ".bounds", part.bounds());
      requireCount(at + ".vertex_offset", part.vertexOffset());
      requireCount(at + ".vertices", part.vertices());
      requireCount(at + ".faces", part.faces());
      need(at + ".kind", part.kind() != null);
      need(at + ".digest", part.digest() != null);
    }
    manifest
        .kinds()
        .forEach(
            (patch, kind) ->
                need(
                    "kinds",
                    PATCH.matcher(patch).matches()
                        && kind != null
                        && kind >= FaceKind.TOP
                        && kind <= FaceKind.LAST));
    need("kinds", Set.copyOf(manifest.kinds().values()).size() == manifest.kinds().size());
    for (int i = 0; i < manifest.zones().size(); i++) {
      Manifest.Zone zone = manifest.zones().get(i);
      requireExtent("zones." + i + ".bounds", zone.bounds());
      need("zones." + i + ".size", zone.size() > 0 && zone.size() <= FARTHEST);
      boolean roofs = zone.buildingSize() > 0 && zone.buildingSize() <= FARTHEST;
      need("zones." + i + ".building_size", roofs);
      requireCount("zones." + i + ".planar", zone.planar());
    }
    requireQuality("quality", manifest.quality());
    requireQuality("walls", manifest.walls());
    requireNumber(manifest, "max-size", FARTHEST);
    requireNumber(manifest, "building-size", FARTHEST);
    requireNumber(manifest, "min-angle", 60);
  }

  private static boolean isPlace(double coordinate) {
    return Math.abs(coordinate) <= FARTHEST;
  }

  private void requireExtent(String what, Manifest.Extent extent) {
    need(
        what,
        extent != null
            && isPlace(extent.xmin())
            && isPlace(extent.ymin())
            && isPlace(extent.xmax())
            && isPlace(extent.ymax())
            && extent.xmin() <= extent.xmax()
            && extent.ymin() <= extent.ymax());
  }

  private void requireCount(String what, long count) {
    need(what, count >= 0 && count <= MOST);
  }

  private void requireQuality(String what, Manifest.Quality quality) {
    need(
        what,
        quality == null
            || quality.causes().entrySet().stream()
                .map(Map.Entry::getValue)
                .allMatch(Objects::nonNull));
  }

  private void requireNumber(Manifest manifest, String option, double most) {
    double value = manifest.number(option);
    need("options." + option, value >= 0 && value <= most);
  }

  private void need(String what, boolean sense) {
    if (!sense) {
      throw new UserError(name + ": " + what + " is missing or out of range: build the city again");
    }
  }

  /** Whether a path names a file inside the output; each name of the path is checked. */
  private static boolean isInside(String file) {
    return Arrays.stream(file.split("/", -1)).allMatch(PLAIN.asMatchPredicate());
  }
}
