package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Markers;
import io.citymesh.stitch.Part;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Publishes parts: {@code parts/<name>.h5} with {@code vertices} float64 (n,3), {@code faces} int64
 * (m,3) with global vertex ids, {@code markers} int32 (m), and the attributes {@code vertex_offset}
 * (int64), {@code kind} and {@code name}.
 *
 * <p>A part without vertices or faces has arrays of shape (0,3) and (0); h5py and the HDF5 tools
 * read them as such.
 */
public final class PartWriter {
  /** The folder of the output that the parts are in. */
  public static final String FOLDER = "parts";

  private final OutputDir out;
  private final int deflate;

  /** Writes uncompressed parts. */
  public PartWriter(OutputDir out) {
    this(out, 0);
  }

  /**
   * @param deflate 0 for uncompressed parts, else zlib's level, 1 to 9
   */
  public PartWriter(OutputDir out, int deflate) {
    this.out = out;
    this.deflate = deflate;
  }

  /**
   * Writes one part.
   *
   * @param part its faces name own vertices by index and foreign ones through {@code foreign}
   * @param vertexOffset the global id of its vertex 0
   * @param offsetOfPart the global id of vertex 0 of the part with the given id
   * @param buildings how many buildings the city has
   * @return its line in the manifest
   * @throws IllegalArgumentException if a face has a corner that the part does not have
   */
  public Manifest.Part write(
      Part part, long vertexOffset, LongUnaryOperator offsetOfPart, int buildings)
      throws IOException {
    FlatArray vertices = FlatArray.of("vertices", 3, part.vertices());
    FlatArray faces = globalFaces(part, vertexOffset, offsetOfPart);
    FlatArray markers = FlatArray.of("markers", 1, markers(part, buildings));
    String kind = part.kind().name().toLowerCase(Locale.ROOT);
    String file = FOLDER + "/" + part.name() + ".h5";
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("vertex_offset", vertexOffset);
    attributes.put("kind", kind);
    attributes.put("name", part.name());
    out.writeLocally(
        file, path -> Hdf5File.write(path, attributes, deflate, vertices, faces, markers));
    return new Manifest.Part(
        file,
        kind,
        vertexOffset,
        part.vertexCount(),
        part.faceCount(),
        new PartDigest().update(vertices).update(faces).update(markers).hex());
  }

  /** The markers of the faces; a building's key is its index. */
  private static int[] markers(Part part, int buildings) {
    int[] markers = new int[part.faceCount()];
    for (int f = 0; f < markers.length; f++) {
      int building = part.building()[f];
      int index = building < 0 ? -1 : Math.toIntExact(part.buildings()[building]);
      markers[f] = Markers.of(part.faceKinds()[f], index, buildings);
    }
    return markers;
  }

  private static FlatArray globalFaces(
      Part part, long vertexOffset, LongUnaryOperator offsetOfPart) {
    int own = part.vertexCount();
    int[] corners = part.faces();
    long[] foreign = new long[part.foreignCount()];
    for (int j = 0; j < foreign.length; j++) {
      foreign[j] = offsetOfPart.applyAsLong(part.foreignPart(j)) + part.foreignIndex(j);
    }
    for (int corner : corners) {
      if (corner < 0 || corner >= own + foreign.length) {
        throw new IllegalArgumentException(
            "Part " + part.name() + " has a face with the corner " + corner);
      }
    }
    return new FlatArray(
        "faces",
        FlatArray.Type.INT64,
        part.faceCount(),
        3,
        (first, slab) -> {
          long[] ids = new long[slab.remaining() / Long.BYTES];
          for (int i = 0; i < ids.length; i++) {
            int corner = corners[(int) first + i];
            ids[i] = corner < own ? vertexOffset + corner : foreign[corner - own];
          }
          slab.asLongBuffer().put(ids); // One by one they take twice as long.
        });
  }
}
