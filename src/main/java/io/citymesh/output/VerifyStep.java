package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The first step: the file of each part against the manifest. Who owns a vertex that the part names
 * is told so.
 *
 * <p>It reads arrays slab by slab: about a byte for each face and 30 for each foreign vertex.
 */
final class VerifyStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  /** In {@link #reference}: a face of another part than its owner uses the vertex. */
  static final int USED = 1;

  /** In {@link #reference}: a wall face uses the vertex. */
  static final int ON_WALL = 2;

  private final CheckedMesh mesh;

  VerifyStep(CheckedMesh mesh) {
    this.mesh = mesh;
  }

  /** An index of a vertex and what its use is, as one number. */
  static int reference(int index, int uses) {
    return index << 2 | uses;
  }

  /**
   * What is found of a part.
   *
   * @param findings what is wrong with its file
   * @param readable whether the rest is known
   * @param vertices of its own
   * @param faces how many it has
   * @param references how many vertices it names as others'
   * @param buildings how many it has keys of
   * @param box around its vertices, as far as they are numbers
   */
  record Found(
      Findings findings,
      boolean readable,
      int vertices,
      int faces,
      int references,
      int buildings,
      Manifest.Extent box) {

    byte[] bytes() {
      RecordOutput out = new RecordOutput();
      findings.write(out);
      out.put(readable ? 1 : 0).put(vertices).put(faces).put(references).put(buildings);
      return out.put(box.xmin()).put(box.ymin()).put(box.xmax()).put(box.ymax()).bytes();
    }

    /** What is found of all parts, in their order. */
    static List<Found> all(List<Block> blocks) throws IOException {
      List<Found> all = new ArrayList<>();
      for (Block block : blocks) {
        all.add(of(block.bytes()));
      }
      return all;
    }

    private static Found of(byte[] bytes) throws IOException {
      RecordInput in = new RecordInput(ByteBuffer.wrap(bytes));
      return new Found(
          Findings.read(in),
          in.number() == 1,
          in.number(),
          in.number(),
          in.number(),
          in.number(),
          new Manifest.Extent(in.real(), in.real(), in.real(), in.real()));
    }
  }

  @Override
  public String words() {
    return "checking files";
  }

  @Override
  public long heap(int number) {
    return mesh.manifest().parts().get(number).faces();
  }

  @Override
  public void run(int number, List<Block> received, Post post) {
    Verification part = new Verification(number);
    Found found;
    try {
      mesh.read(number, part::verify);
      found = part.found();
    } catch (IOException e) {
      Findings findings = new Findings();
      findings.add(Defect.UNREADABLE_PARTS, e::getMessage);
      found = new Found(findings, false, 0, 0, 0, 0, new Box().extent());
    }
    if (found.readable()) {
      part.tellOwners(post);
    }
    post.send(DRIVER, found.bytes());
  }

  /** The rectangle around vertices; four zeros if there are none. */
  private static final class Box {
    private boolean filled;
    private double xmin;
    private double ymin;
    private double xmax;
    private double ymax;

    void add(double x, double y) {
      xmin = filled ? Math.min(xmin, x) : x;
      ymin = filled ? Math.min(ymin, y) : y;
      xmax = filled ? Math.max(xmax, x) : x;
      ymax = filled ? Math.max(ymax, y) : y;
      filled = true;
    }

    Manifest.Extent extent() {
      return new Manifest.Extent(xmin, ymin, xmax, ymax);
    }
  }

  /** The verification of one part. */
  private final class Verification {
    private final int number;
    private final Findings findings = new Findings();

    /** Around all vertices, as the manifest has it. */
    private final Box box = new Box();

    /** Around those whose coordinates are numbers. */
    private final Box finite = new Box();

    private int own;
    private int faces;
    private int buildings;

    /** By foreign vertex of the file. */
    private long[] names = new long[0];

    /** By foreign vertex of the file: {@link #USED} and {@link #ON_WALL}. */
    private byte[] uses = new byte[0];

    /** The part's own vertices that its walls use. */
    private final BitSet walls = new BitSet();

    Verification(int number) {
      this.number = number;
    }

    Found found() {
      return new Found(findings, true, own, faces, names.length, buildings, finite.extent());
    }

    void verify(Hdf5File part) throws IOException {
      Manifest.Part entry = mesh.manifest().parts().get(number);
      String file = entry.file();
      long vertices = PartFile.vertexRows(part);
      long count = part.rows("faces");
      long foreign = part.rows("foreign");
      if (vertices > CheckedMesh.LARGEST
          || count > CheckedMesh.LARGEST
          || foreign > CheckedMesh.LARGEST) {
        throw new IOException(file + ": is larger than any part that citymesh writes");
      }
      own = (int) vertices;
      faces = (int) count;
      requireRows(file, part, "kind", count);
      requireRows(file, part, "building", count);
      requireRows(file, part, "ghosts", foreign);
      PartDigest digest = new PartDigest();
      PartFile.streamVertices(
          part,
          slab -> {
            digest.update(slab);
            while (slab.hasRemaining()) {
              add(slab.getDouble(), slab.getDouble());
              slab.getDouble();
            }
          });
      learnUses(part, (int) foreign, digest);
      part.stream("foreign", FlatArray.Type.INT64, 2, digest::update);
      names = mesh.foreignNames(part.longs("foreign", 2));
      // Not in the digest, but read later: what is damaged is told here.
      part.stream("ghosts", FlatArray.Type.FLOAT64, 3, slab -> {});
      part.stream("kind", FlatArray.Type.INT8, 1, digest::update);
      part.stream("building", FlatArray.Type.INT32, 1, digest::update);
      part.stream("buildings", FlatArray.Type.INT64, 1, digest::update);
      buildings = (int) Math.min(part.rows("buildings"), Integer.MAX_VALUE);
      findings.compare(file + " vertices", vertices, entry.vertices());
      findings.compare(file + " faces", count, entry.faces());
      findings.compare(file + " id", part.number("id"), entry.id());
      findings.compare(file + " name", part.text("name"), entry.name());
      findings.compare(file + " kind", part.text("part"), entry.kind());
      findings.compare(file + " bounds", box.extent(), entry.bounds());
      // Levels stand for the vertices of a part with air, and there is more to come.
      String found = PartFile.hasAir(part) ? PartDigest.of(part) : digest.hex();
      findings.compare(file + " digest", found, entry.digest());
      findings.compare(file + " digest in the file", part.text("digest"), entry.digest());
    }

    private void add(double x, double y) {
      box.add(x, y);
      if (Double.isFinite(x) && Double.isFinite(y)) {
        finite.add(x, y);
      }
    }

    /** Which vertices of other parts the faces use, and which vertices lie on walls. */
    private void learnUses(Hdf5File part, int foreign, PartDigest digest) throws IOException {
      byte[] kinds = part.bytes("kind", 1);
      uses = new byte[foreign];
      int[] corner = {0};
      part.stream(
          "faces",
          FlatArray.Type.INT32,
          3,
          slab -> {
            digest.update(slab);
            for (; slab.hasRemaining(); corner[0]++) {
              int c = slab.getInt();
              boolean wall = kinds[corner[0] / 3] == FaceKind.WALL;
              if (c >= own && c - own < foreign) {
                uses[c - own] |= (byte) (wall ? USED | ON_WALL : USED);
              } else if (wall && c >= 0 && c < own) {
                walls.set(c);
              }
            }
          });
    }

    /** To each owner the references to it; to the part itself also its walls, whatever it names. */
    void tellOwners(Post post) {
      long[] sorted = CheckedMesh.distinct(names);
      int[] references = new int[sorted.length];
      for (int i = 0; i < sorted.length; i++) {
        references[i] = reference(CheckedMesh.index(sorted[i]), 0);
      }
      for (int j = 0; j < names.length; j++) {
        if (names[j] != CheckedMesh.NO_VERTEX) {
          references[Arrays.binarySearch(sorted, names[j])] |= uses[j];
        }
      }
      boolean self = false;
      for (int i = 0, end; i < sorted.length; i = end) {
        int owner = CheckedMesh.part(sorted[i]);
        end = i + 1;
        while (end < sorted.length && CheckedMesh.part(sorted[end]) == owner) {
          end++;
        }
        self |= owner == number;
        send(post, owner, Arrays.copyOfRange(references, i, end));
      }
      if (!self) {
        send(post, number, new int[0]);
      }
    }

    private void send(Post post, int owner, int[] references) {
      RecordOutput out = new RecordOutput().put(references);
      if (owner == number) {
        out.put(walls.toLongArray());
      }
      post.send(owner, out.bytes());
    }
  }

  private static void requireRows(String file, Hdf5File part, String array, long count)
      throws IOException {
    if (part.rows(array) != count) {
      throw new IOException(
          file + ": " + array + " has " + part.rows(array) + " rows where " + count + " belong");
    }
  }
}
