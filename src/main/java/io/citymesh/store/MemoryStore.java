package io.citymesh.store;

import io.citymesh.stitch.Part;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the parts in memory: for cities that fit, and for machines without a local disk.
 *
 * <p>A part is kept as it is, not copied; it is sealed, so nobody changes its arrays.
 */
public final class MemoryStore implements MeshStore {
  private final ConcurrentHashMap<Integer, Part> parts = new ConcurrentHashMap<>();

  @Override
  public void write(Part part) {
    parts.put(part.node(), part);
  }

  @Override
  public Part read(int id) throws IOException {
    Part part = parts.get(id);
    if (part == null) {
      throw new IOException("Part " + id + " is not in this memory store");
    }
    return part;
  }

  @Override
  public void delete(int id) {
    parts.remove(id);
  }
}
