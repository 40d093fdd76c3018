package io.citymesh.output;

import java.io.IOException;
import java.util.List;

/**
 * The third step: each part by itself. What concerns several parts goes to buckets.
 *
 * <p>It holds the part: about 100 bytes a face.
 */
final class PartStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  private static final long PER_FACE = 60;
  private static final long PER_VERTEX = 100;

  private final CheckedMesh mesh;
  private final VertexOwners owners;
  private final int buckets;

  PartStep(CheckedMesh mesh, VertexOwners owners, int buckets) {
    this.mesh = mesh;
    this.owners = owners;
    this.buckets = buckets;
  }

  @Override
  public String words() {
    return "checking parts";
  }

  @Override
  public long heap(int number) {
    return PER_FACE * owners.faces(number) + PER_VERTEX * owners.vertices(number);
  }

  @Override
  public void run(int number, List<Block> received, Post post) throws IOException {
    if (!owners.isReadable(number)) {
      return;
    }
    MeshTally tally = new MeshTally(mesh.manifest());
    Outbox outbox = new Outbox(buckets);
    mesh.read(
        number,
        part -> {
          Foreign foreign = new Foreign(mesh, number, part, received);
          new PartCheck(mesh, owners, number, part, foreign, tally, outbox).run();
        });
    outbox.send(post);
    post.send(DRIVER, tally.bytes());
  }
}
