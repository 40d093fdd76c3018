package io.citymesh.vector;

import static io.citymesh.fuzz.SeedFiles.created;
import static io.citymesh.fuzz.SeedFiles.files;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.fuzz.Subject;
import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** The readers of footprints, to be given damaged files. */
public final class FootprintSubjects {
  private static final Configuration HADOOP = new Configuration();

  private static final String GEOJSON =
      """
      {"type": "FeatureCollection",
       "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
       "features": [
        {"type": "Feature", "id": 7, "properties": {"height": 12.5, "name": "a"},
         "geometry": {"type": "Polygon", "coordinates":
          [[[0, 0], [20, 0], [20, 20], [0, 20], [0, 0]], [[5, 5], [5, 9], [9, 9], [5, 5]]]}},
        {"type": "Feature", "properties": {"gid": "b", "height": "9", "storeys": null},
         "geometry": {"type": "MultiPolygon", "coordinates":
          [[[[30, 0], [40, 0], [40, 10.5], [30, 0]]], [[[50, 0, 3], [60, 0, 3], [60, 9, 3]]]]}},
        {"type": "Feature", "properties": null, "geometry": {"type": "GeometryCollection",
         "geometries": [{"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon",
          "coordinates": [[[70, 0], [80, 0], [80, 10], [70, 0]]]}]}}]}
      """;

  private static final String LINES =
      """
      {"type": "Feature", "properties": {"height": 1}, "geometry": {"type": "Polygon", \
      "coordinates": [[[0, 0], [20, 0], [20, 20], [0, 0]]]}}
      {"type": "Feature", "properties": {"height": 2}, "geometry": {"type": "Polygon", \
      "coordinates": [[[30, 0], [50, 0], [50, 20], [30, 0]]]}}
      {"type": "Feature", "properties": {"height": 3}, "geometry": {"type": "Polygon", \
      "coordinates": [[[60, 0], [80, 0], [80, 20], [60, 0]]]}}
      """;

  private static final String PRJ =
      "PROJCS[\"RD_New\",GEOGCS[\"GCS_Amersfoort\",DATUM[\"D_Amersfoort\",SPHEROID["
          + "\"Bessel_1841\",6377397.155,299.1528128]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\","
          + "0.0174532925199433]],PROJECTION[\"Double_Stereographic\"],PARAMETER["
          + "\"False_Easting\",155000.0],UNIT[\"Meter\",1.0]]";

  private static final List<TestVectors.Feature> FEATURES =
      List.of(
          new TestVectors.Feature(
              "a", "7.5", "Märkt", "POLYGON((0 0, 0 9, 9 9, 9 0, 0 0), (2 2, 4 2, 4 4, 2 2))"),
          new TestVectors.Feature(
              "b", "", "x", "MULTIPOLYGON(((20 0, 20 9, 29 9, 20 0)), ((40 0, 40 9, 49 9, 40 0)))"),
          new TestVectors.Feature("c", "8", "", "POINT(1 1)"),
          new TestVectors.Feature("d", "8", "", null));

  private FootprintSubjects() {}

  /** All of them. */
  public static List<Subject> all(Path scratch, Supplier<SparkSession> spark) {
    return List.of(
        new Footprints("GeoJSON", 16, "a.geojson", List.of(text("a.geojson", GEOJSON))),
        new Footprints("GeoJSON lines", 8, "a.geojson", List.of(text("a.geojson", LINES))),
        new Footprints("shapefile", 14, "a.shp", List.of(shapefile(scratch))),
        new Footprints("GeoPackage", 12, "a.gpkg", List.of(geoPackage(scratch))),
        new ParquetFooters(parquet(scratch)),
        new ParquetRows(parquet(scratch), spark));
  }

  private static Map<String, byte[]> text(String name, String content) {
    return Map.of(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, byte[]> shapefile(Path scratch) {
    Path folder = created(scratch.resolve("shapefile"));
    TestVectors.shapefile(folder.resolve("a.shp"), PRJ, "UTF-8", StandardCharsets.UTF_8, FEATURES);
    return files(folder);
  }

  private static Map<String, byte[]> geoPackage(Path scratch) {
    Path folder = created(scratch.resolve("geopackage"));
    TestVectors.geoPackage(folder.resolve("a.gpkg"), "houses", "GEOMETRY", 28992, FEATURES);
    return files(folder);
  }

  private static List<Map<String, byte[]>> parquet(Path scratch) {
    Path geo = created(scratch.resolve("geoparquet"));
    Path plain = created(scratch.resolve("parquet"));
    if (Files.notExists(geo.resolve("a.parquet"))) {
      String crs = "{\"name\": \"x\", \"id\": {\"authority\": \"EPSG\", \"code\": 28992}}";
      TestVectors.parquet(geo.resolve("a.parquet"), TestVectors.geo(crs), false, FEATURES);
      TestVectors.parquet(plain.resolve("a.parquet"), "", true, FEATURES);
    }
    return List.of(parquetAlone(geo), parquetAlone(plain));
  }

  /** Without Hadoop's file of checksums, which nobody else has. */
  private static Map<String, byte[]> parquetAlone(Path folder) {
    return Map.of("a.parquet", files(folder).get("a.parquet"));
  }

  // ---- footprints

  private static final HeightFields HEIGHTS = new HeightFields("", "height", "");

  /** What a run asks of the summaries, on the driver. */
  private static Optional<String> judged(FootprintSummary all, String path) {
    for (String crs : Set.copyOf(all.crs)) {
      CoordinateSystems.isMetric(crs);
    }
    List<String> objections =
        FootprintObjections.of(
                all, "The footprint file " + path, new FootprintFields(HEIGHTS, true))
            .toList();
    if (!objections.isEmpty()) {
      throw new UserError(objections.get(0));
    }
    return all.dropped.isEmpty()
        ? Optional.empty()
        : Optional.of("left out: " + String.join(", ", all.dropped.keySet()));
  }

  /** Files that are read without Spark's help, as tasks read them. */
  private record Footprints(String name, int share, String file, List<Map<String, byte[]>> seeds)
      implements Subject {
    @Override
    public Optional<String> read(Path folder) {
      Path path = folder.resolve(file);
      return judged(footprints(path), path.toString());
    }
  }

  /**
   * Reads a file of any format but Parquet, as tasks do, a piece of a hundred bytes after the
   * other, or a thousand pieces of a large one.
   *
   * @throws UserError if it cannot be read
   */
  static FootprintSummary footprints(Path file) {
    Map<String, FootprintFiles.FileFormat> found =
        FootprintFiles.find(
            List.of(file.toString()),
            HADOOP,
            (bad, error) -> {
              throw error;
            });
    // Inspecting looks at more.
    ReadOptions wanted = new ReadOptions(HEIGHTS, "", "", file.hashCode() % 2 == 0);
    PieceBorders borders = new PieceBorders();
    TreeMap<Integer, FootprintSummary> read = new TreeMap<>();
    long piece = Math.max(100, file.toFile().length() / 1000);
    read.put(0, summary(FootprintFiles.pieces(found, 0, piece), wanted, borders));
    if (borders.apart().isEmpty()) {
      borders.tell(read);
    } else {
      read.put(0, summary(FootprintFiles.pieces(found, 0, 1L << 40), wanted, borders));
    }
    return read.get(0);
  }

  private static FootprintSummary summary(
      List<FootprintFiles.Piece> pieces, ReadOptions wanted, PieceBorders borders) {
    FootprintSummary all = new FootprintSummary();
    FileBlocks blocks = new FileBlocks(pieces.iterator(), HADOOP, wanted);
    while (blocks.hasNext()) {
      FeatureBlock block = blocks.next();
      switch (block.kind()) {
        case ERROR -> throw new UserError(block.note());
        case SUMMARY -> all.add(FootprintSummary.parse(block.note()));
        case FOOTPRINTS -> block.footprints().forEachRemaining(one -> one.footprint().geometry());
        case REJECTED -> block.rejected().forEachRemaining(RejectedFeature::reason);
        case BORDER -> borders.add(block);
      }
    }
    return all;
  }

  private record ParquetFooters(List<Map<String, byte[]>> seeds) implements Subject {
    @Override
    public String name() {
      return "Parquet footers";
    }

    @Override
    public int share() {
      return 10;
    }

    @Override
    public Optional<String> read(Path folder) {
      ParquetFiles.group(
          List.of(folder.resolve("a.parquet").toString()),
          HADOOP,
          (path, error) -> {
            throw error;
          });
      return Optional.empty();
    }
  }

  /** With Spark, which costs a hundred times what the others do. */
  private record ParquetRows(List<Map<String, byte[]>> seeds, Supplier<SparkSession> spark)
      implements Subject {
    @Override
    public String name() {
      return "Parquet rows";
    }

    @Override
    public int share() {
      return 1;
    }

    @Override
    public Optional<String> read(Path folder) {
      FootprintReader.read(
          spark.get(),
          List.of(folder.resolve("a.parquet").toString()),
          new FootprintFields(HEIGHTS, true));
      return Optional.empty();
    }
  }
}
