package io.citymesh.crs;

import io.citymesh.raster.GeoKeys;
import io.citymesh.report.UserError;
import io.citymesh.session.SessionState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.geotools.api.metadata.Identifier;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.EngineeringCRS;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.geotools.gce.geotiff.GeoTiffReader;
import org.geotools.referencing.CRS;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coordinate reference systems: their names, their units, and the way from one to another.
 *
 * <p>A CRS goes by its <em>code</em>: {@code EPSG:28992}, another authority's code, or, where a
 * file has a definition that no code is known for, that definition (WKT, on one line). Coordinates
 * are always east first, north second, whatever the authority says. Heights play no part: of a
 * compound CRS only the horizontal component counts.
 *
 * <p>The EPSG database costs a second or two when it is first asked, so the codes of projected CRSs
 * in metres are known without it, and it lies where only this process can write ({@link
 * EpsgDatabase}). Datum shifts are those of the database; where it has none for a pair, the datums
 * are taken to be the same. Nothing is fetched from the network. Thread-safe.
 */
public final class CoordinateSystems {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinateSystems.class);

  /** As in urn:ogc:def:crs:EPSG::28992, EPSG:28992 and .../def/crs/EPSG/0/28992. */
  private static final Pattern EPSG =
      Pattern.compile("EPSG(?::|::|/0/|/|:[0-9.]+:|/[0-9.]+/)([0-9]+)$");

  /** The authority of a whole definition in WKT: its last member. */
  private static final Pattern WKT_AUTHORITY =
      Pattern.compile("AUTHORITY\\[\"EPSG\",\\s*\"?([0-9]+)\"?\\]\\s*\\]\\s*$");

  private static final Pattern SHORT_EPSG = Pattern.compile("EPSG:[0-9]{1,6}");

  /** EPSG codes of projected CRSs in metres. */
  private static final BitSet METRIC = metricCodes();

  /** The code of a CRS that a GeoTIFF defines without sense. */
  private static final String UNKNOWN = "that the GeoTIFF defines";

  /** The most characters of a definition that is read. */
  private static final int LONGEST_DEFINITION = 1 << 16;

  private static final int DEEPEST_DEFINITION = 30;

  private static final int LONGEST_NAME = 100;

  private static final Pattern WKT_NAME = Pattern.compile("^[A-Z_]+\\s*\\[\\s*\"([^\"]*)\"");

  private static final Pattern WKT_AXIS =
      Pattern.compile(",\\s*AXIS\\s*\\[\\s*\"[^\"]*\"\\s*,\\s*[A-Z_]+\\s*\\]");

  /** Universal Transverse Mercator, by Esri's names and others: datum, zone, hemisphere. */
  private static final Pattern UTM =
      Pattern.compile("(WGS84|ETRS89|NAD83)UTMZONE([0-9]{1,2})(N|S)");

  /** Names that .prj files use, in capitals and digits alone. */
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("WGS84", "EPSG:4326"),
          Map.entry("ETRS89", "EPSG:4258"),
          Map.entry("NAD83", "EPSG:4269"),
          Map.entry("WGS84WEBMERCATOR", "EPSG:3857"),
          Map.entry("WGS84WEBMERCATORAUXILIARYSPHERE", "EPSG:3857"),
          Map.entry("WGS84PSEUDOMERCATOR", "EPSG:3857"),
          Map.entry("RDNEW", "EPSG:28992"),
          Map.entry("AMERSFOORTRDNEW", "EPSG:28992"),
          Map.entry("BELGELAMBERT1972", "EPSG:31370"),
          Map.entry("BELGELAMBERT2008", "EPSG:3812"),
          Map.entry("BRITISHNATIONALGRID", "EPSG:27700"),
          Map.entry("RGF1993LAMBERT93", "EPSG:2154"),
          Map.entry("CH1903LV95", "EPSG:2056"),
          Map.entry("CH1903LV03", "EPSG:21781"),
          Map.entry("SWEREF99TM", "EPSG:3006"),
          Map.entry("ETRS89LAEA", "EPSG:3035"),
          Map.entry("ETRS89POLANDCS92", "EPSG:2180"),
          Map.entry("EUREFFINTM35FIN", "EPSG:3067"),
          Map.entry("SJTSKKROVAKEASTNORTH", "EPSG:5514"),
          Map.entry("NZGD2000NEWZEALANDTRANSVERSEMERCATOR", "EPSG:2193"),
          Map.entry("IRENET95IRISHTRANSVERSEMERCATOR", "EPSG:2157"));

  /** The radius of the sphere with the Earth's area, metres. */
  private static final double EARTH_RADIUS = 6_371_007.2;

  private static final SessionState<Map<String, Definition>> DEFINITIONS =
      new SessionState<>(ConcurrentHashMap::new, Map::clear);

  private static final SessionState<Map<String, MathTransform>> TRANSFORMS =
      new SessionState<>(ConcurrentHashMap::new, Map::clear);

  /**
   * @param crs the horizontal CRS, east first
   * @param code the short code of it, where there is one
   */
  private record Definition(
      CoordinateReferenceSystem crs, String code, boolean geographic, String unit) {}

  private CoordinateSystems() {}

  // ---- names

  /**
   * The short code for a name, such as {@code EPSG:28992} for {@code urn:ogc:def:crs:EPSG::28992}
   * and for {@code 28992}; CRS84 counts as EPSG:4326; any other name stays as it is.
   */
  public static String code(String name) {
    String upper = name.trim().toUpperCase(Locale.ROOT);
    if (upper.endsWith("CRS84") || upper.endsWith("CRS84H") || upper.equals("WGS84")) {
      return "EPSG:4326";
    }
    if (upper.equals("EPSG:7415")) {
      return "EPSG:28992"; // With heights above NAP.
    }
    if (upper.matches("[0-9]{4,6}")) {
      return "EPSG:" + upper;
    }
    Matcher matcher = EPSG.matcher(upper);
    if (matcher.find()) {
      return "EPSG:" + matcher.group(1);
    }
    return upper.matches("[A-Z]+:[0-9A-Z]+") ? upper : name.trim();
  }

  /**
   * The code of a definition in WKT (version 1, also Esri's flavour): the EPSG code that it names
   * or that its name is known for, else the definition itself; empty for a local system.
   */
  public static String fromWkt(String wkt) {
    String line = wkt.lines().map(String::strip).collect(Collectors.joining());
    if (line.isEmpty() || line.startsWith("LOCAL_CS") || line.startsWith("ENGCRS")) {
      return "";
    }
    Matcher authority = WKT_AUTHORITY.matcher(line);
    if (authority.find()) {
      return code("EPSG:" + authority.group(1));
    }
    String name =
        displayName(line)
            .toUpperCase(Locale.ROOT)
            .replaceAll("^GCS_", "")
            .replaceAll("[^A-Z0-9]", "")
            .replace("WGS1984", "WGS84")
            .replace("ETRS1989", "ETRS89")
            .replaceAll("(NORTHAMERICAN|NAD)1983", "NAD83");
    Matcher utm = UTM.matcher(name);
    if (utm.matches()) {
      int zone = Integer.parseInt(utm.group(2));
      boolean north = utm.group(3).equals("N");
      switch (utm.group(1)) {
        case "WGS84":
          return utmCode(zone, north);
        case "ETRS89":
          if (north && zone >= 28 && zone <= 38) {
            return "EPSG:" + (25800 + zone);
          }
          break;
        default:
          if (north && zone <= 23) {
            return "EPSG:" + (26900 + zone);
          }
      }
    }
    return BY_NAME.getOrDefault(name, line);
  }

  /**
   * The code of a GeoTIFF's CRS; empty for a local system, and a text that is no code if the keys
   * make no sense.
   */
  public static String of(GeoKeys keys) {
    EpsgDatabase.makePrivate();
    try {
      GeoTiffReader reader = new GeoTiffReader(new ByteArrayInputStream(keys.asTiff()));
      try {
        return of(reader.getCoordinateReferenceSystem());
      } finally {
        reader.dispose();
      }
    } catch (IOException | LinkageError | RuntimeException | StackOverflowError e) {
      // GeoTools has no words of its own for much that can be wrong with the keys.
      LOG.debug("the keys of the GeoTIFF make no CRS", e);
      return keys.code().isPresent() && (keys.usualUnit() || !keys.namesUnit())
          ? "EPSG:" + keys.code().getAsInt()
          : UNKNOWN;
    }
  }

  private static String of(CoordinateReferenceSystem crs) {
    CoordinateReferenceSystem horizontal =
        crs == null || crs instanceof EngineeringCRS ? null : CRS.getHorizontalCRS(crs);
    if (horizontal == null || horizontal instanceof EngineeringCRS) {
      return "";
    }
    String code = epsg(horizontal);
    return code.isEmpty() ? fromWkt(horizontal.toWKT()) : code;
  }

  private static String epsg(CoordinateReferenceSystem crs) {
    for (Identifier identifier : crs.getIdentifiers()) {
      String code = code(identifier.toString());
      if (code.startsWith("EPSG:")) {
        return code;
      }
    }
    return "";
  }

  /** How messages call a CRS: its code, or the name in its definition, short and on one line. */
  public static String displayName(String code) {
    Matcher name = WKT_NAME.matcher(code);
    String full = name.find() ? name.group(1) : code;
    String shown = full.length() <= LONGEST_NAME ? full : full.substring(0, LONGEST_NAME) + "...";
    return shown.replaceAll("\\p{Cntrl}", " ");
  }

  private static boolean isWkt(String code) {
    return code.indexOf('[') >= 0;
  }

  // ---- units

  /** True for the codes of degrees that geographic data most often carry; asks no database. */
  public static boolean isKnownGeographic(String code) {
    return switch (code) {
      case "EPSG:4326", "EPSG:4258", "EPSG:4269", "EPSG:4267", "EPSG:4979", "EPSG:4937" -> true;
      case "EPSG:4289", "EPSG:4314", "EPSG:4277", "EPSG:4230", "EPSG:4283", "EPSG:7844" -> true;
      default -> false;
    };
  }

  /** True for codes of projected CRSs in metres; asks no database. */
  public static boolean isKnownMetric(String code) {
    return SHORT_EPSG.matcher(code).matches() && METRIC.get(Integer.parseInt(code.substring(5)));
  }

  /** The codes in a file that is made from the database: numbers and ranges of them. */
  private static BitSet metricCodes() {
    BitSet codes = new BitSet();
    try (InputStream in = CoordinateSystems.class.getResourceAsStream("metric-crs.txt")) {
      for (String range : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\\s+")) {
        String[] ends = range.split("-");
        codes.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
      }
      return codes;
    } catch (IOException e) {
      throw new UncheckedIOException("a part of the program cannot be read", e);
    }
  }

  /**
   * Whether coordinates are degrees.
   *
   * @throws UserError if there is no such CRS
   */
  public static boolean isGeographic(String code) {
    return isKnownGeographic(code)
        || (!code.isEmpty() && !isKnownMetric(code) && definition(code).geographic);
  }

  /**
   * Whether coordinates are metres.
   *
   * @throws UserError if there is no such CRS
   */
  public static boolean isMetric(String code) {
    return unit(code).equals("metres");
  }

  /**
   * The unit of the coordinates, in the plural, such as {@code metres} or {@code degrees}.
   *
   * @throws UserError if there is no such CRS
   */
  public static String unit(String code) {
    if (isKnownMetric(code)) {
      return "metres";
    }
    return isKnownGeographic(code) ? "degrees" : definition(code).unit;
  }

  /**
   * About how much ground a geometry covers that may lie anywhere: in degrees on a sphere of the
   * Earth's area (Lambert's cylindrical projection), else in the units of the CRS.
   *
   * @return square metres; 0 if its units are unknown
   * @throws UserError if there is no such CRS
   */
  public static double groundArea(String code, Geometry geometry) {
    if (isGeographic(code)) {
      Geometry unrolled = geometry.copy();
      unrolled.apply(
          (CoordinateFilter)
              c ->
                  c.setCoordinate(
                      new Coordinate(
                          EARTH_RADIUS * Math.toRadians(c.x),
                          EARTH_RADIUS * Math.sin(Math.toRadians(c.y)))));
      return unrolled.getArea();
    }
    double metres =
        switch (unit(code)) {
          case "metres" -> 1;
          case "feet" -> 0.3048;
          case "US survey feet" -> 1200.0 / 3937;
          default -> 0;
        };
    return metres * metres * geometry.getArea();
  }

  /**
   * The definition as WKT 1 (OGC 01-009), on one line.
   *
   * @throws UserError if there is no such CRS
   */
  public static String wkt(String code) {
    return definition(code).crs.toWKT().replaceAll("\\s*\\n\\s*", " ");
  }

  private static Definition definition(String code) {
    return DEFINITIONS.get().computeIfAbsent(code, CoordinateSystems::defined);
  }

  private static Definition defined(String code) {
    if (code.length() > (isWkt(code) ? LONGEST_DEFINITION : LONGEST_NAME)
        || depth(code) > DEEPEST_DEFINITION) {
      throw unknown(code, null);
    }
    EpsgDatabase.makePrivate();
    try {
      CoordinateReferenceSystem crs =
          isWkt(code)
              // Files have east first, whatever their definitions say.
              ? CRS.parseWKT(WKT_AXIS.matcher(code).replaceAll(""))
              : CRS.decode(code, true);
      CoordinateReferenceSystem horizontal = CRS.getHorizontalCRS(crs);
      if (horizontal == null) {
        throw unknown(code, null);
      }
      boolean geographic = horizontal instanceof GeographicCRS;
      String unit = String.valueOf(horizontal.getCoordinateSystem().getAxis(0).getUnit());
      String shortCode = epsg(horizontal);
      return new Definition(
          horizontal,
          shortCode.isEmpty() ? code : shortCode,
          geographic,
          geographic ? "degrees" : plural(unit));
    } catch (UserError e) {
      throw e;
    } catch (FactoryException | LinkageError | RuntimeException | StackOverflowError e) {
      // GeoTools has no words of its own for much that can be wrong with a definition.
      throw unknown(code, e);
    }
  }

  /** The depth of the nesting of brackets in a definition. */
  private static int depth(String definition) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < definition.length(); i++) {
      switch (definition.charAt(i)) {
        case '[', '(' -> deepest = Math.max(deepest, ++depth);
        case ']', ')' -> depth--;
        default -> {}
      }
    }
    return deepest;
  }

  private static String plural(String unit) {
    return switch (unit) {
      case "m" -> "metres";
      case "ft" -> "feet";
      case "ft_survey_us" -> "US survey feet";
      default -> "units of " + unit;
    };
  }

  private static UserError unknown(String code, Throwable cause) {
    return new UserError(
        "The CRS "
            + displayName(code)
            + " is not known: name the inputs' with --crs and the mesh's with --target-crs, by an"
            + " EPSG code such as EPSG:28992.",
        cause);
  }

  // ---- from one to another

  /** True if coordinates are the same in both. */
  public static boolean same(String a, String b) {
    return a.equals(b) || transform(a, b).isIdentity();
  }

  /**
   * The way from one CRS to another; thread-safe, the same for everyone in this session.
   *
   * @throws UserError if one of them is unknown, or there is no way
   */
  public static MathTransform transform(String from, String to) {
    return TRANSFORMS
        .get()
        .computeIfAbsent(
            from + "\n" + to,
            any -> {
              CoordinateReferenceSystem source = definition(from).crs;
              CoordinateReferenceSystem target = definition(to).crs;
              try {
                return CRS.findMathTransform(source, target, true);
              } catch (FactoryException | LinkageError | RuntimeException | StackOverflowError e) {
                throw new UserError(
                    "There is no way from "
                        + displayName(from)
                        + " to "
                        + displayName(to)
                        + ": reproject the input with another program, such as ogr2ogr or gdalwarp.",
                    e);
              }
            });
  }

  /** The UTM zone of a point given in some CRS, such as {@code EPSG:32631}. */
  static String utmZone(String code, double x, double y) {
    double[] place = {x, y};
    if (!isKnownGeographic(code)) {
      try {
        transform(code, "EPSG:4326").transform(place, 0, place, 0, 1);
      } catch (TransformException e) {
        throw new UserError(
            "The place "
                + x
                + ", "
                + y
                + " lies outside of "
                + displayName(code)
                + ": name the CRS of the inputs with --crs.",
            e);
      }
    }
    double longitude = place[0] - 360 * Math.floor((place[0] + 180) / 360);
    int zone = Math.min(60, (int) Math.floor((longitude + 180) / 6) + 1);
    return utmCode(zone, place[1] >= 0);
  }

  private static String utmCode(int zone, boolean north) {
    return "EPSG:" + ((north ? 32600 : 32700) + zone);
  }
}
