package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.RecordInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The last step for the surface: in each strip, ends of open edges on the inside of others.
 *
 * <p>It holds the strip's open edges, some 150 bytes each: on the domain's boundary, around failed
 * tiles, and where the mesh is broken.
 */
final class TJunctionStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  private final CheckSource source;
  private final Strips strips;

  TJunctionStep(CheckSource source, Strips strips) {
    this.source = source;
    this.strips = strips;
  }

  @Override
  public String words() {
    return "checking open edges";
  }

  @Override
  public void run(int number, List<Block> received, Post post) throws IOException {
    Manifest manifest = source.manifest();
    MeshTally tally = new MeshTally(manifest);
    OpenEdges open = new OpenEdges();
    for (Block block : received) {
      double[] ends = new RecordInput(ByteBuffer.wrap(block.bytes())).doubles();
      for (int e = 0; e < ends.length; e += 6) {
        open.add(ends[e], ends[e + 1], ends[e + 2], ends[e + 3], ends[e + 4], ends[e + 5]);
      }
    }
    open.forEachTJunction(
        x -> strips.of(x) == number,
        (x, y, z) -> tally.findings.add(Defect.T_JUNCTIONS, () -> Findings.point(x, y, z)));
    post.send(DRIVER, tally.bytes());
  }
}
