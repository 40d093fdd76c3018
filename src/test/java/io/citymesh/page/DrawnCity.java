package io.citymesh.page;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Wkb;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.RejectedFile;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;

/** Manifests and rows of cities that were never built, for pages. */
final class DrawnCity {
  String out = "city";
  String crs = "EPSG:28992";
  Manifest.Extent bounds = new Manifest.Extent(84_000, 446_000, 84_100, 446_080);
  List<List<Double>> domain = List.of();
  final List<BuildingRow> rows = new ArrayList<>();
  final List<Manifest.Tile> tiles = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final Map<String, Object> options = new TreeMap<>();
  PartSample sample = PartSample.NONE;
  final List<RejectedFile.Entry> rejected = new ArrayList<>();

  /** A tile of the city. */
  DrawnCity tile(String key, double xmin, double xmax, String error) {
    boolean failed = !error.isEmpty();
    tiles.add(
        new Manifest.Tile(
            key,
            new Manifest.Extent(xmin, bounds.ymin(), xmax, bounds.ymax()),
            failed ? Manifest.Status.FAILED : Manifest.Status.MESHED,
            failed ? 0 : 600,
            failed ? 0 : 1234,
            1.25,
            error));
    return this;
  }

  /** A box about a point. */
  DrawnCity box(String id, double x, double y, double side, double height) {
    double h = side / 2;
    return building(
        id, height, x - h, y - h, x + h, y - h, x + h, y + h, x - h, y + h, x - h, y - h);
  }

  /** A building with this outline: x, y, ... to its first point again. */
  DrawnCity building(String id, double height, double... outline) {
    Coordinate[] points = new Coordinate[outline.length / 2];
    for (int i = 0; i < points.length; i++) {
      points[i] = new Coordinate(outline[2 * i], outline[2 * i + 1]);
    }
    var polygon = new GeometryFactory().createPolygon(points);
    var box = polygon.getEnvelopeInternal();
    rows.add(
        new BuildingRow(
            rows.size(),
            rows.size(),
            List.of(id),
            2.5,
            2.5 + height,
            "height_field",
            polygon.getArea(),
            new Bounds(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()),
            Wkb.of(polygon),
            Map.of()));
    return this;
  }

  Manifest manifest() {
    long failed = tiles.stream().filter(t -> t.status() == Manifest.Status.FAILED).count();
    Long[] histogram = new Long[Manifest.Quality.BINS];
    Arrays.setAll(histogram, i -> i < 4 ? i : 1000L * i);
    long faces = tiles.stream().mapToLong(Manifest.Tile::faces).sum();
    return new Manifest(
        new TreeMap<>(options),
        crs,
        bounds,
        domain,
        new Manifest.Totals(
            faces / 2, faces, tiles.size(), tiles.size(), (int) failed, rows.size()),
        tiles,
        List.of(),
        List.of(
            new Manifest.Format("vtu", List.of("mesh.vtu"), 1_500_000, 0, List.of(0.0), "metre")),
        new Manifest.Quality(
            17.123, 25, 6, List.of(histogram), new TreeMap<>(Map.of("input_corner", 6L))),
        new Manifest.Quality(1.5, 0, 0, List.of(histogram), null),
        null,
        null,
        new TreeMap<>(
            failed > 0 ? Map.of("hole_edges", 12L) : Map.of("open_edges", 0L, "coverage_gaps", 0L)),
        new TreeMap<>(Map.of("read", 1_234L, "dropped: too small", 7L, "roof from: v1.2", 3L)),
        new TreeMap<>(Map.of("top", 55.5)),
        null,
        null,
        notes,
        List.of("tile 1_0 ran out of memory"),
        new TreeMap<>(
            Map.of(
                "source",
                1000.5,
                "built",
                900.25,
                "dropped: too small",
                90.25,
                "clipped",
                6.0,
                "simplified",
                4.0,
                "added",
                0.75,
                "buildings",
                901.0)),
        new TreeMap<>(Map.of("source", 12_345.6, "buildings", 12_300.4)),
        Map.of("total", 12.345),
        new TreeMap<>(
            Map.of(
                "failed_tasks",
                2L,
                "idle_cores_percent",
                36L,
                "core_millis",
                2_191L,
                "peak_heap_driver",
                213_494_168L,
                "written_bytes",
                1_930_879L)),
        new TreeMap<>(Map.of("java", "17")),
        "0a55");
  }

  String page() throws IOException {
    return ReportPage.of(
        out,
        manifest(),
        consumer -> {
          for (BuildingRow row : rows) {
            consumer.accept(row);
          }
        },
        sample,
        rejected);
  }
}
