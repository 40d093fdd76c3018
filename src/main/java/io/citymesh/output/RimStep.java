package io.citymesh.output;

import io.citymesh.air.Rim;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.util.List;

/**
 * The step after {@link AirStep}: in each bucket the edges at which the air of one part ends, where
 * that of another has to go on, over the same lines and the same faces.
 */
final class RimStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  private final CheckedMesh mesh;
  private final boolean holes;

  /**
   * @param holes whether tiles have failed or parts cannot be read: where the air may end is what
   *     the open edges of the surface tell
   */
  RimStep(CheckedMesh mesh, boolean holes) {
    this.mesh = mesh;
    this.holes = holes;
  }

  @Override
  public String words() {
    return "checking cells between parts";
  }

  @Override
  public void run(int number, List<Block> received, Post post) {
    Findings findings = new Findings();
    try {
      Rim.match(
          received.stream().map(Block::bytes).iterator(),
          mesh.manifest().parts().stream().map(part -> part.file()).toList(),
          holes);
    } catch (IOException e) {
      findings.add(Defect.CELL_FAULTS, e::getMessage);
    }
    RecordOutput out = new RecordOutput();
    findings.write(out);
    post.send(DRIVER, out.bytes());
  }
}
