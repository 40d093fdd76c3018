package io.citymesh.format;

import io.citymesh.output.BuildingsFile;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.session.SessionState;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Which patch each building has by the value of a column: a byte a building. */
public final class BuildingPatches {

  /**
   * The last ones that were read.
   *
   * @param mesh stands for the mesh and the column
   * @param places of the buildings' values, by index
   */
  private record Kept(String mesh, byte[] places) {}

  private static final SessionState<AtomicReference<Optional<Kept>>> KEPT =
      new SessionState<>(() -> new AtomicReference<>(Optional.empty()), kept -> {});

  private BuildingPatches() {}

  /**
   * The place of each building's value among those of the patches: reads the buildings, or takes
   * what this process has read last.
   *
   * @param out the output directory with the mesh
   * @throws IOException if they cannot be read, or there is a value without a patch
   */
  static byte[] places(OutputDir out, MeshParts mesh) throws IOException {
    String name = out + " " + mesh.digest() + " " + mesh.patches().field();
    AtomicReference<Optional<Kept>> kept = KEPT.get();
    synchronized (kept) { // All tasks want the same.
      Optional<Kept> last = kept.get().filter(known -> known.mesh.equals(name));
      if (last.isEmpty()) {
        last = Optional.of(new Kept(name, read(out, mesh)));
        kept.set(last);
      }
      return last.get().places;
    }
  }

  private static byte[] read(OutputDir out, MeshParts mesh) throws IOException {
    Patches patches = mesh.patches();
    byte[] places = new byte[mesh.buildings()];
    BuildingsFile.read(
        out,
        row -> {
          String value = value(row.kept().get(patches.field()));
          int place = Collections.binarySearch(patches.values(), value);
          if (place < 0 || row.index() >= places.length) {
            throw new IOException(
                KnownFiles.BUILDINGS + " has changed: building " + row.index() + " has no patch");
          }
          places[row.index()] = (byte) place;
        });
    return places;
  }

  /** A value of a column as a text; an empty one if there is none. */
  public static String value(Object value) {
    return value == null ? Patches.NO_VALUE : value.toString().strip();
  }
}
