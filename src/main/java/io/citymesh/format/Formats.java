package io.citymesh.format;

import io.citymesh.report.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** All formats there are. */
public final class Formats {
  private static final Map<String, Function<FormatChoices, Format>> ALL = new LinkedHashMap<>();

  static {
    ALL.put(VtuFormat.NAME, Formats::vtu);
    ALL.put(
        VtkHdfFormat.NAME,
        choices -> new SurfaceOrCells(new VtkHdfFormat(), new VtkHdfCells(choices.cells())));
    ALL.put(
        XdmfFormat.NAME,
        choices -> new SurfaceOrCells(new XdmfFormat(), new XdmfCells(choices.cells())));
    ALL.put(ObjFormat.NAME, Formats::obj);
    ALL.put(StlFormat.NAME, Formats::stl);
    ALL.put(PlyFormat.NAME, choices -> new PlyFormat());
    ALL.put(
        MshFormat.NAME,
        choices -> new SurfaceOrCells(new MshFormat(), new MshCells(choices.cells())));
    ALL.put(GlbFormat.NAME, choices -> new GlbFormat(choices.quantize()));
    ALL.put(TilesetFormat.NAME, choices -> new TilesetFormat(choices.quantize()));
    ALL.put(CityJsonFormat.NAME, choices -> new CityJsonFormat());
    ALL.put(SnappyFormat.NAME, choices -> new SnappyFormat(choices.wind()));
    ALL.put(OpenFoamFormat.NAME, choices -> new OpenFoamFormat(choices.wind()));
    ALL.put(TifFormat.NAME, choices -> new TifFormat(choices.rasterCell()));
    ALL.put(GeoPackageFormat.NAME, choices -> new GeoPackageFormat());
    ALL.put(GeoParquetFormat.NAME, choices -> new GeoParquetFormat());
  }

  private Formats() {}

  private static Format vtu(FormatChoices choices) {
    return new SurfaceOrCells(
        new VtuFormat(), choices.cells() == CellChoice.TETS ? new VtuTets() : new VtuCells());
  }

  private static Format obj(FormatChoices choices) {
    if (choices.closing().isPresent()) {
      return new ObjBodiesFormat(choices.closing().get());
    }
    return choices.patches().by() == PatchChoice.By.BUILDING
        ? new ObjFormat.ByBuilding()
        : new ObjFormat();
  }

  private static Format stl(FormatChoices choices) {
    return choices.closing().isPresent()
        ? new StlBodiesFormat(choices.ascii(), choices.closing().get())
        : new StlFormat(choices.ascii());
  }

  /** The names of all formats, in a fixed order. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * @throws UserError if there is no format of this name; it lists those there are
   */
  static void require(String name) {
    if (!ALL.containsKey(name)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--format must be one of %s, not '%s'",
              String.join(", ", names()),
              name));
    }
  }

  /** The format of a name that is {@link #require required}. */
  static Format named(String name, FormatChoices choices) {
    require(name);
    return ALL.get(name).apply(choices);
  }
}
