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
}
