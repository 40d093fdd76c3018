package io.citymesh.inspect;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Sides;
import io.citymesh.input.CityInput;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.Outliers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Envelope;

/** The notes on the places of inputs: where they meet, and which footprints lie far off. */
public final class PlaceNotes {
  private final CityInput input;
  private final InspectionNotes notes;

  /**
   * @param notes hear what is found
   */
  public PlaceNotes(CityInput input, InspectionNotes notes) {
    this.input = input;
    this.notes = notes;
  }

  /**
   * Adds the section of all inputs together: the CRS and the domain in which a run meshes them.
   *
   * @param crs code of the mesh's, or empty
   * @param footprints their extent in it, if there are any
   */
  public void together(String crs, Optional<Bounds> footprints, Sides domain) {
    Lines lines = new Lines();
    lines.add("CRS", crs.isEmpty() ? "a local one, in metres" : CoordinateSystems.displayName(crs));
    lines.add("footprints", footprints.map(all -> Words.extent(all, crs)).orElse("none"));
    lines.add(
        "domain",
        domain.isRectangle()
            ? Words.extent(domain.bounds(), crs)
            : String.format(
                Locale.ROOT,
                "%s, %s m2, within %s",
                domain.words(),
                Words.grouped(Math.round(domain.area())),
                Words.extent(domain.bounds(), crs)));
    notes.section("together", "", lines);
    if (footprints.isEmpty()) {
      notes.advice("There are no footprints: the mesh is ground alone.");
    }
  }

  /** How many outliers are named. */
  private static final int OUTLIERS_SHOWN = 5;

  /**
   * Adds the advice on footprints that make the domain much larger than the city, unless it was
   * given.
   */
  public void outliers(FootprintSet footprints, Bounds domain) {
    outliers(input, footprints, domain).ifPresent(notes::advice);
  }

  /** The advice on footprints far from all others. */
  public static Optional<String> outliers(CityInput input, FootprintSet footprints, Bounds domain) {
    if (input.bounds().isPresent() || input.polygon().isPresent()) {
      return Optional.empty();
    }
    return footprints.outliers().map(found -> words(found, domain, input.margin()));
  }

  private static String words(Outliers found, Bounds domain, double margin) {
    List<Outliers.Outlier> all = found.footprints();
    String named =
        all.stream()
            .limit(OUTLIERS_SHOWN)
            .map(outlier -> outlier.id() + " (" + metres(outlier.distance()) + " away)")
            .collect(Collectors.joining(", "));
    int more = all.size() - OUTLIERS_SHOWN;
    Bounds rest = found.rest().grow(margin);
    return Words.count(all.size(), "footprint")
        + (all.size() == 1 ? " lies" : " lie")
        + " far from all others: "
        + named
        + (more > 0 ? " and " + Words.grouped(more) + " more" : "")
        + "; the domain is "
        + size(domain)
        + ", without "
        + (all.size() == 1 ? "it " : "them ")
        + size(rest)
        + ": if "
        + (all.size() == 1 ? "it does" : "they do")
        + " not belong to the city, leave "
        + (all.size() == 1 ? "it" : "them")
        + " out with --bounds "
        + rest
        + ".";
  }

  private static String size(Bounds bounds) {
    return Words.grouped(Math.round(bounds.width())) + " x " + metres(bounds.height());
  }

  private static String metres(double metres) {
    return Words.grouped(Math.round(metres)) + " m";
  }

  /**
   * Where footprints lie in a domain that was given, by the rectangles around them; belongs to what
   * {@link #together} tells.
   */
  void placed(FootprintSet footprints, Sides domain) {
    if (input.bounds().isEmpty() && input.polygon().isEmpty()) {
      return;
    }
    Map<String, Long> counts =
        new TreeMap<>(footprints.footprints().map(f -> where(f, domain)).countByValue());
    if (!counts.isEmpty()) {
      notes.more("of these", Words.counts(counts));
    }
  }

  private static String where(PackedFootprint footprint, Sides domain) {
    Envelope e = footprint.geometry().getEnvelopeInternal();
    Bounds box = new Bounds(e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY());
    return domain.surround(box) ? "inside" : domain.exclude(box) ? "outside" : "at the boundary";
  }

  /**
   * How much of the footprints' extent an input covers; belongs to what {@link #together} tells.
   *
   * @param label {@code terrain} or {@code points}
   * @param parts rectangles of the input that do not overlap
   */
  public void covered(String label, Bounds footprints, List<Bounds> parts) {
    double share = parts.stream().mapToDouble(part -> shared(part, footprints)).sum();
    notes.more(label, "over " + Words.percent(Math.min(1, share)) + " of the footprints' extent");
    if (share > 0 && share < 0.995) {
      notes.advice(
          (label.equals("points") ? "The points cover" : "The terrain covers")
              + " only "
              + Words.percent(share)
              + " of the footprints' extent: add what is missing, or build a part with --bounds.");
    }
  }

  private static double shared(Bounds a, Bounds b) {
    double width = Math.min(a.xmax(), b.xmax()) - Math.max(a.xmin(), b.xmin());
    double height = Math.min(a.ymax(), b.ymax()) - Math.max(a.ymin(), b.ymin());
    double area = b.area();
    return width < 0 || height < 0 || !(area > 0) ? 0 : width * height / area;
  }
}
