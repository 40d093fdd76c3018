package io.citymesh.job;

import io.citymesh.crs.Frame;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.input.Place;
import io.citymesh.input.TerrainShape;
import io.citymesh.inspect.FootprintInspection;
import io.citymesh.inspect.FootprintNotes;
import io.citymesh.inspect.InspectionNotes;
import io.citymesh.inspect.PlaceNotes;
import io.citymesh.inspect.TerrainSurvey;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.report.UserError;
import io.citymesh.session.SessionEnd;
import io.citymesh.terrain.DomainTerrain;
import io.citymesh.terrain.RasterSummary;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.vector.DomainReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.FootprintSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a run's inputs: footprints, terrain and points, all in one CRS, and the domain that they
 * are meshed in. What is worth knowing of them goes to the run's journal, in the words of {@code
 * inspect}.
 */
final class SceneReader {
  private final SparkSession spark;
  private final CityInput input;
  private final MeshOptions mesh;
  private final boolean moves;
  private final RunOptions.OnTileFailure onTileFailure;
  private final String out;
  private final RunJournal journal;

  /**
   * @param mesh the zones that are asked for
   * @param moves whether the domain is not known before the buildings are
   * @param onTileFailure whether a damaged block of the terrain ends the run
   * @param out the output directory, in or beside which points have their working files
   */
  SceneReader(
      SparkSession spark,
      CityInput input,
      MeshOptions mesh,
      boolean moves,
      RunOptions.OnTileFailure onTileFailure,
      String out,
      RunJournal journal) {
    this.spark = spark;
    this.input = input;
    this.mesh = mesh;
    this.moves = moves;
    this.onTileFailure = onTileFailure;
    this.out = out;
    this.journal = journal;
  }

  /**
   * Reads the inputs.
   *
   * @param writes whether the run writes to its output
   * @throws UserError if they cannot be used
   */
  Scene read(boolean writes) {
    SessionEnd.await(spark.sparkContext());
    long start = System.nanoTime();
    journal.describe("reading footprints");
    boolean points = input.points().present();
    Optional<Terrain> given =
        input.terrain().isBlank()
            ? Optional.empty()
            : Optional.of(Terrains.open(input.terrain(), input.noData()));
    InspectionNotes notes = new InspectionNotes(journal::note);
    PlaceNotes placeNotes = new PlaceNotes(input, notes);
    FootprintInspection read = FootprintInspection.required(spark, input);
    try {
      new FootprintNotes(input, notes).tell(read);
      // Without a terrain the footprints choose, as they do on level ground.
      FootprintSource source = read.source().orElseThrow();
      Frame frame =
          new Frame(
              source.statedCrs(),
              given.orElseGet(() -> Terrains.open("flat:0")),
              input.georeference());
      frame.notes().forEach(notes::advice);
      FootprintSet footprints = source.in(frame);
      String stated = input.georeference().crs();
      Optional<Sides> polygon =
          input.polygon().map(text -> DomainReader.read(spark, text, stated, frame.crs()));
      Place place = Place.of(input, polygon, footprints.extent(), frame, given.isPresent());
      Sides sides = place.domain();
      Bounds domain = sides.bounds();
      Optional<Terrain> known = place.terrain();
      List<SizeZone> zones =
          new ZoneReader(spark, mesh, stated, frame.crs(), footprints.footprints(), journal::note)
              .read();
      if (!moves) {
        ZoneReader.requireInside(zones, sides);
      }
      placeNotes.together(frame.crs(), footprints.extent(), sides);
      placeNotes.outliers(footprints, domain);
      known.ifPresent(
          placed -> footprints.extent().ifPresent(extent -> frame.requireOverlap(extent, placed)));
      Optional<RasterSummary> raster = given.flatMap(RasterSummary::of);
      raster.ifPresent(summary -> survey(summary, frame, sides, !moves));
      Lidar lidar =
          points
              ? Lidar.read(spark, input, footprints, domain, known, points(writes), notes)
              : Lidar.none(known.orElseThrow(), footprints);
      // The rim lies at the boundary of the domain that is meshed.
      TerrainShape here = moves ? input.terrainShape().withoutRim() : input.terrainShape();
      DomainTerrain shaped = DomainTerrain.of(lidar.terrain(), here, sides);
      shaped.notes().forEach(journal::note);
      footprints
          .extent()
          .ifPresent(
              extent -> {
                known.ifPresent(t -> placeNotes.covered("terrain", extent, List.of(t.extent())));
                frame.requireOverlap(extent, lidar.terrain());
              });
      Place.requireCovered(shaped.terrain(), sides, footprints.extent());
      journal.time("read", start);
      Terrain plain = lidar.terrain();
      return new Scene(
          footprints,
          lidar,
          shaped,
          other -> {
            raster.ifPresent(summary -> survey(summary, frame, other, true));
            return DomainTerrain.of(
                known.isPresent() ? frame.terrain(other.bounds()) : plain,
                input.terrainShape(),
                other);
          },
          frame.crs(),
          sides,
          zones);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      read.close();
      throw e;
    }
  }

  /**
   * A folder for the working files of the points, where all executors can reach it: in the output,
   * or beside it if nothing is to be written there.
   */
  private Path points(boolean inOutput) {
    try {
      Path output = new Path(out);
      Path whole =
          output.getFileSystem(spark.sparkContext().hadoopConfiguration()).makeQualified(output);
      return new Path(inOutput ? whole : whole.getParent(), KnownFiles.newPointsFolder());
    } catch (IOException e) {
      throw OutputDir.unwritable(out, e);
    }
  }

  /**
   * Reads what a domain needs of the terrain, before anything is made that stands on it.
   *
   * @param tells whether it is the domain that is meshed
   */
  private void survey(RasterSummary raster, Frame frame, Sides domain, boolean tells) {
    journal.describe("reading the terrain");
    TerrainSurvey survey =
        TerrainSurvey.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), raster, frame, domain);
    Optional<String> damage = survey.obstacle();
    if (damage.isPresent() && onTileFailure == RunOptions.OnTileFailure.FAIL) {
      throw new UserError(damage.get());
    }
    if (!tells) {
      return;
    }
    damage.ifPresent(words -> journal.note(words + " The tiles that need them fail."));
    survey.remarks(input.georeference().heightUnit().metres()).forEach(journal::note);
  }
}
