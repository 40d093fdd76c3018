package io.citymesh.view;

import java.io.Serializable;
import java.util.List;

/**
 * What a level of detail needs of the one below it: a part, or all of a node of the stitching tree,
 * with its tile. Points are numbered from 0; it travels between tasks.
 *
 * @param id of the part or the node
 * @param points x, y, z of the ground's vertices, metres
 * @param known of each point whether its z is that of the terrain; where a building hides the
 *     ground it is the building's
 * @param rim two points for each edge of the region's outline in the plane, which has the region on
 *     its left
 * @param standing the buildings in it
 * @param groundError how far the ground lies from the mesh's at most, metres
 * @param dropped the height of the tallest building that is left out here, metres
 * @param geometricError metres; 0 for a part
 * @param box the least and the largest x, y, z of all contents, about the tileset's origin: 6
 * @param tile the tile as JSON
 * @param totals of its files
 */
public record Region(
    long id,
    double[] points,
    boolean[] known,
    int[] rim,
    List<Standing> standing,
    double groundError,
    double dropped,
    double geometricError,
    double[] box,
    String tile,
    Totals totals)
    implements Serializable {

  /**
   * A building that a coarse content may show.
   *
   * @param foot the least elevation at which its walls stand, metres
   */
  public record Standing(TileBuilding building, double foot) implements Serializable {}

  /**
   * What was written.
   *
   * @param bytes of all files
   * @param contents how many there are
   * @param faces of the parts, without those that close a domain
   */
  public record Totals(long bytes, long contents, long faces) implements Serializable {
    static final Totals NONE = new Totals(0, 0, 0);

    Totals plus(Totals more) {
      return new Totals(bytes + more.bytes, contents + more.contents, faces + more.faces);
    }
  }
}
