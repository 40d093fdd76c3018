package io.citymesh.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.crs.CoordinateSystems;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether the pieces of collections join: each but the first has looked for the beginning of a
 * feature by itself, and says where it has begun and where it has ended. If the first has begun at
 * the beginning of the file, and each has begun where the one before it has ended, then no piece
 * has taken anything for a feature that is none, and none is lost.
 */
final class PieceBorders {
  /** By the number of the input, in the order of the pieces. */
  private final TreeMap<Integer, TreeSet<PieceBorder>> borders = new TreeMap<>();

  /** Adds what a piece says. */
  void add(FeatureBlock block) {
    borders
        .computeIfAbsent(
            block.source(), any -> new TreeSet<>(Comparator.comparingLong(PieceBorder::start)))
        .add(PieceBorder.parse(block.note()));
  }

  /** The inputs whose pieces do not join, and which are to be read as a whole. */
  Set<Integer> apart() {
    Set<Integer> apart = new TreeSet<>();
    borders.forEach(
        (source, pieces) -> {
          if (!join(pieces) || !isCollection(root(pieces))) {
            apart.add(source);
          }
        });
    return apart;
  }

  private static boolean join(Iterable<PieceBorder> pieces) {
    long next = 0;
    for (PieceBorder piece : pieces) {
      boolean outside = next == PieceBorder.END || next >= piece.end();
      if (!piece.sure() || piece.from() != (outside ? PieceBorder.NONE : next)) {
        return false;
      }
      if (!outside) {
        next = piece.to();
      }
    }
    return next == PieceBorder.END;
  }

  private static ObjectNode root(Iterable<PieceBorder> pieces) {
    ObjectNode root = GeoJsonTree.MAPPER.createObjectNode();
    pieces.forEach(piece -> root.setAll(piece.members()));
    return root;
  }

  private static boolean isCollection(ObjectNode root) {
    return root.path("type").asText().equals("FeatureCollection")
        && !root.has("coordinates")
        && !root.has("geometries");
  }

  /** The CRSs that the roots of the inputs name go to their summaries. */
  void tell(TreeMap<Integer, FootprintSummary> summaries) {
    borders.forEach(
        (source, pieces) -> {
          JsonNode crs = GeoJsonTree.crs(root(pieces));
          if (crs.isTextual() && summaries.containsKey(source)) {
            summaries.get(source).crs.add(CoordinateSystems.code(crs.asText()));
          }
        });
  }
}
