package io.citymesh.inspect;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.input.CityInput;
import io.citymesh.input.PointInput;
import io.citymesh.lidar.PointFile;
import io.citymesh.report.UserError;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The notes on files of points: their content, and what is missing for a city. */
public final class PointNotes {
  private final CityInput input;
  private final InspectionNotes notes;
  private int files;

  /**
   * @param notes hear what is found
   */
  public PointNotes(CityInput input, InspectionNotes notes) {
    this.input = input;
    this.notes = notes;
  }

  /**
   * Adds the note on a file of points that cannot be read as a whole.
   *
   * @param skip whether a run goes on without it
   */
  public void unreadable(String error, boolean skip) {
    if (skip) {
      notes.advice(error);
    } else {
      notes.obstacle(error);
    }
  }

  /**
   * A file of points.
   *
   * @param read how many points could be read
   * @param classes points by class
   */
  void file(PointFile file, long read, SortedMap<Integer, Long> classes) {
    if (++files > InspectionNotes.MAX_FILES) {
      return;
    }
    Lines lines = new Lines();
    lines.add("format", file.format());
    lines.add("CRS", Words.crs(file.crs()));
    lines.add(
        "extent", file.known() ? Words.extent(file.bounds(), file.crs()) : "not in the header");
    lines.add(
        "points",
        Words.grouped(read)
            + (read == file.points()
                ? ", as the header says"
                : " can be read, the header says " + Words.grouped(file.points())));
    if (file.known() && file.bounds().area() > 0) {
      lines.add("density", density(read, file));
    }
    lines.add(
        "classes",
        classes.entrySet().stream()
            .map(e -> e.getKey() + className(e.getKey()) + ": " + Words.grouped(e.getValue()))
            .collect(Collectors.joining(", ")));
    notes.section("points", Words.path(file.path()), lines);
  }

  /** Adds the number of files that have no line of their own. */
  void more() {
    if (files > InspectionNotes.MAX_FILES) {
      notes.section(
          "points", Words.count(files - InspectionNotes.MAX_FILES, "more file"), new Lines());
    }
  }

  private static String density(long read, PointFile file) {
    String density = Words.number(read / file.bounds().area());
    if (file.crs().isEmpty()) {
      return density + " per m2, if coordinates are in metres";
    }
    try {
      String unit = CoordinateSystems.unit(file.crs());
      return density + " per " + (unit.equals("metres") ? "m2" : "square of " + unit);
    } catch (UserError e) {
      return density + " per square unit of a CRS that is not known";
    }
  }

  /** The name of a class by the tables of LAS 1.4. */
  private static String className(int code) {
    return switch (code) {
      case 1 -> " unclassified";
      case 2 -> " ground";
      case 3, 4, 5 -> " vegetation";
      case 6 -> " building";
      case 7, 18 -> " noise";
      case 9 -> " water";
      case 17 -> " bridge";
      default -> "";
    };
  }

  /** The classes of all points together. */
  public void classes(SortedMap<Integer, Long> classes) {
    PointInput points = input.points();
    if (points.buildingClasses().stream().noneMatch(classes::containsKey)) {
      notes.advice(
          "The points have no building class "
              + points.buildingClasses()
              + ": roofs are taken from points at least 2 m above the ground that are no ground;"
              + " name another class with --building-classes.");
    }
  }

  /**
   * Adds the advice on points that do not say their CRS.
   *
   * @param crs code of the mesh's, or empty
   */
  public void crs(List<PointFile> files, String crs) {
    if (input.georeference().crs().isEmpty() && files.stream().anyMatch(f -> f.crs().isEmpty())) {
      notes.advice(
          "Points without a CRS are taken to be in that of the mesh, "
              + (crs.isEmpty() ? "which no input names" : CoordinateSystems.displayName(crs))
              + ".");
    }
  }
}
