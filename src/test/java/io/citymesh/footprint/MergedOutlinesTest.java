package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Outlines of merged buildings are disjoint. */
class MergedOutlinesTest {
  /**
   * The house is near enough to a pillar of the ring to be coarsened with it, but is not joined to
   * it. Closing the ring's slit makes a courtyard that is filled: then the house lies in the ring.
   */
  @Test
  void aHouseInACourtyardThatIsFilledIsPartOfWhatIsAround() throws ParseException {
    Geometry union =
        new WKTReader(Shapes.FACTORY)
            .read(
                "MULTIPOLYGON (((0 0, 6 0, 6 2, 2 2, 2 21.9, 20.4 21.9, 20.4 20.4, 21.9 20.4,"
                    + " 21.9 2, 6.8 2, 6.8 0, 23.9 0, 23.9 23.9, 0 23.9, 0 0)),"
                    + " ((3.1 3.1, 19.73 3.1, 19.73 19.73, 3.1 19.73, 3.1 3.1)))");
    CleaningOptions options = new CleaningOptions(0.5, 400, true, 1, 10, 0.1);
    Limits limits = Limits.in(Sides.of(new Bounds(-100, -100, 100, 100)), 0);
    List<Polygon> outlines =
        new MergedOutlines(options, limits, () -> {}).of(OnGrid.of(union)).polygons();
    assertEquals("[POLYGON ((0 0, 0 23.9, 23.9 23.9, 23.9 0, 0 0))]", outlines.toString());
  }

  /** A pavilion with corners of 60 degrees and a jog of 0.2 m. */
  @Test
  void aJogIsTakenOutOfAnOutlineAndTheRestStays() throws ParseException {
    assertEquals(
        "[POLYGON ((0 0, 10 17.32, 20 0, 0 0))]",
        outlines("((0 0, 10 17.32, 20 0, 12 0, 12 0.2, 11 0.2, 11 0, 0 0))"));
  }

  /** Nothing is too fine but vertices on a wall: what lies 5 cm off the line of others stays. */
  @Test
  void ofVerticesOnAWallNoneButTheseGo() throws ParseException {
    assertEquals(
        "[POLYGON ((0 0, 0 12, 15 12, 15 0, 7 0.05, 0 0))]",
        outlines(
            "((6 0.043, 7 0.05, 14.7 0.002, 15 0, 15 12, 0.3 12, 0 12, 0 0.2, 0 0, 6 0.043))"));
  }

  private static String outlines(String polygon) throws ParseException {
    Geometry union = new WKTReader(Shapes.FACTORY).read("POLYGON " + polygon);
    CleaningOptions options = new CleaningOptions(0.5, 15, true, 0.5, 10, 0.1);
    Limits limits = Limits.in(Sides.of(new Bounds(-100, -100, 100, 100)), 0);
    MergedOutlines.Outlines outlines =
        new MergedOutlines(options, limits, () -> {}).of(OnGrid.of(union));
    assertEquals(List.of(), Defects.find(outlines.polygons(), 0.5, 0.5, false));
    return outlines.polygons().toString();
  }
}
