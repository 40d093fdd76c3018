package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the reader of a piece of a collection says of it.
 *
 * @param start the first byte of its range
 * @param end the byte after its range
 * @param from where its first feature begins; {@link #NONE} if it has none; 0 for the first piece
 * @param to where the first feature of the next piece begins, or {@link #END}
 * @param sure whether it could be read to its end
 * @param members of the root that it has seen
 */
record PieceBorder(long start, long end, long from, long to, boolean sure, ObjectNode members) {
  /** There is no such place. */
  static final long NONE = -1;

  /** Where the array of features has ended, and the file with it. */
  static final long END = -2;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As a text. */
  String json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("start", start).put("end", end).put("from", from).put("to", to).put("sure", sure);
    node.set("members", members);
    return node.toString();
  }

  /** Of a text that {@link #json} has made. */
  static PieceBorder parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      return new PieceBorder(
          node.get("start").asLong(),
          node.get("end").asLong(),
          node.get("from").asLong(),
          node.get("to").asLong(),
          node.get("sure").asBoolean(),
          (ObjectNode) node.get("members"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the border of a piece is not the JSON it was written as", e);
    }
  }
}
