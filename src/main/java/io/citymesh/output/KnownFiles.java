package io.citymesh.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The files of an output that are ours to remove, by name. All else that lies in an output is
 * somebody's, and stays; so does the output's own folder, which may be a symbolic link.
 */
public final class KnownFiles {
  /** The file that marks a complete output: written last and removed first. */
  public static final String SUCCESS = "_SUCCESS";

  /** The table of the buildings, a folder. */
  public static final String BUILDINGS = "buildings.parquet";

  /** The terrain that was made of points. */
  public static final String TERRAIN = "terrain.tif";

  /** The file that tells what became of footprints that are not meshed as they were. */
  public static final String REJECTED = "rejected.geojson";

  /** The page that shows what was built. */
  public static final String REPORT = "report.html";

  /** The tiles of the mesh for viewers, a folder. */
  public static final String TILES = "3dtiles";

  /** The folder of the pieces of {@link #REJECTED}, which tasks write. */
  static final String REJECTED_PIECES = "rejected.pieces";

  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  /** Files that a killed process has left unfinished, under a temporary name. */
  private static final Predicate<String> UNFINISHED = matching("\\..+\\." + UUID);

  /** Files in the output itself. */
  private static final Set<String> FILES =
      Set.of(SUCCESS, ManifestFile.NAME, REJECTED, TERRAIN, REPORT);

  /** Files in the output itself that formats make: one that is new has its name here. */
  private static final Predicate<String> FORMATS =
      matching(
          "mesh\\.(vtu|vtkhdf|xdmf|h5|obj|stl|ply|msh|glb|city\\.jsonl)|mesh_(ground|walls|roofs|top|inlet|outlet|side(_\\d{1,3})?|ring_\\d{1,3}|by_\\w{1,100})\\.stl"
              + "|mesh_(dsm|dtm|height|id)\\.tif|buildings\\.(gpkg|geo\\.parquet)");

  /** The folders of cases of OpenFOAM. */
  private static final String SNAPPY = "snappy";

  private static final String OPENFOAM = "openfoam";

  /** Folders in the output, and the files in them; a folder comes before those in it. */
  private static final Map<String, Predicate<String>> FOLDERS = new LinkedHashMap<>();

  /** Folders in which a later run finds what it need not make again. */
  private static final Set<String> KEPT =
      Set.of(OutputOptions.PARTS, OutputOptions.WORK, BUILDINGS);

  /** Folders of working files, all of which is a run's. */
  private static final Predicate<String> WORKING = matching("\\.(points|bases|format)-" + UUID);

  /** Claims to a lock, see {@link OutputLock}. */
  private static final Predicate<String> CLAIM =
      matching(Pattern.quote("." + OutputLock.NAME) + "\\.[0-9a-f]{8}-[-0-9A-Za-z]+\\.\\d+");

  static {
    FOLDERS.put(OutputOptions.PARTS, matching("(core|seam)_[-\\w]+-[0-9a-f]{32}\\.h5"));
    FOLDERS.put(BUILDINGS, matching("part-\\d{5,}\\.parquet"));
    FOLDERS.put(TILES, matching("tileset\\.json|n\\d+\\.json|[np]\\d+\\.glb"));
    FOLDERS.put(REJECTED_PIECES, matching("\\d{6,}"));
    FOLDERS.put(OutputOptions.WORK, matching("\\d+-[0-9a-f]{64}\\.region|tables\\.json"));
    putCase(SNAPPY, "(control|blockMesh|surfaceFeatureExtract|snappyHexMesh)Dict");
    FOLDERS.put(SNAPPY + "/constant/triSurface", matching("city\\.obj"));
    putCase(OPENFOAM, "controlDict");
    FOLDERS.put(OPENFOAM + "/constant/polyMesh", matching("points|faces|owner|neighbour|boundary"));
  }

  /** The folders of a case of OpenFOAM, which differ in what {@code system} holds. */
  private static void putCase(String folder, String dictionaries) {
    FOLDERS.put(folder, matching("README"));
    FOLDERS.put(folder + "/0", matching("U|p|k|epsilon|nut"));
    FOLDERS.put(folder + "/0/include", matching("atmosphere"));
    FOLDERS.put(folder + "/constant", matching("(transport|turbulence)Properties"));
    FOLDERS.put(folder + "/system", matching(dictionaries + "|fv(Schemes|Solution)"));
  }

  private KnownFiles() {}

  /** Whether a run leaves a file of this name in the output itself. */
  public static boolean isFile(String name) {
    return FILES.contains(name) || FORMATS.test(name);
  }

  private static Predicate<String> matching(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }

  /** The name of a folder for the working files of the points. */
  public static String newPointsFolder() {
    return ".points-" + java.util.UUID.randomUUID();
  }

  /** The name of a folder for the walls around which the terrain is levelled. */
  public static String newBasesFolder() {
    return ".bases-" + java.util.UUID.randomUUID();
  }

  /** The name of a folder for the working files of a format. */
  public static String newFormatFolder() {
    return ".format-" + java.util.UUID.randomUUID();
  }

  /** Removes the unfinished files of a run that was killed. */
  public static void sweep(OutputDir out) throws IOException {
    out.cancelUploads();
    for (OutputDir.Entry entry : out.list("")) {
      String name = entry.name();
      if (!entry.folder() && (UNFINISHED.test(name) || CLAIM.test(name))) {
        out.delete(name);
      } else if (entry.folder() && WORKING.test(name) && !entry.link()) {
        out.deleteDirectory(name);
      }
    }
    for (String folder : FOLDERS.keySet()) {
      removeUnfinished(out, folder);
    }
  }

  /** Removes the unfinished files in one of the folders. */
  public static void removeUnfinished(OutputDir out, String folder) throws IOException {
    for (OutputDir.Entry entry : out.list(folder)) {
      if (!entry.folder() && UNFINISHED.test(entry.name())) {
        out.delete(folder + "/" + entry.name());
      }
    }
  }

  /**
   * Removes what an earlier run has written.
   *
   * @param parts whether the parts, {@code _work} and the tables go too, which a later run may keep
   */
  public static void clear(OutputDir out, boolean parts) throws IOException {
    out.delete(SUCCESS);
    for (OutputDir.Entry entry : out.list("")) {
      String name = entry.name();
      if (!entry.folder() && isFile(name) && (parts || !name.equals(REJECTED))) {
        out.delete(name);
      }
    }
    List<String> folders = new ArrayList<>(FOLDERS.keySet());
    Collections.reverse(folders); // What is in a folder goes before it.
    for (String folder : folders) {
      if (parts || !KEPT.contains(folder)) {
        clearFolder(out, folder);
      }
    }
  }

  /** Removes {@link #BUILDINGS} and {@link #REJECTED}. */
  public static void clearTables(OutputDir out) throws IOException {
    clearFolder(out, BUILDINGS);
    out.delete(REJECTED);
  }

  /**
   * Removes citymesh's files in a folder, and the folder if nothing else is in it and it is no
   * link.
   */
  public static void clearFolder(OutputDir out, String folder) throws IOException {
    removeUnfinished(out, folder);
    clear(out, folder);
    int end = folder.lastIndexOf('/');
    String name = folder.substring(end + 1);
    boolean real =
        out.list(folder.substring(0, Math.max(0, end))).stream()
            .anyMatch(entry -> entry.name().equals(name) && entry.folder() && !entry.link());
    if (real) {
      out.delete(folder);
    }
  }

  private static void clear(OutputDir out, String folder) throws IOException {
    for (OutputDir.Entry entry : out.list(folder)) {
      if (!entry.folder() && FOLDERS.get(folder).test(entry.name())) {
        out.delete(folder + "/" + entry.name());
      }
    }
  }

  /**
   * Whether a path is that of a file of ours in a folder.
   *
   * @param folder one of those that a run makes
   * @param path relative to the output directory
   */
  public static boolean isIn(String folder, String path) {
    return path.startsWith(folder + "/")
        && FOLDERS.get(folder).test(path.substring(folder.length() + 1));
  }

  /**
   * Whether a path is that of a file of ours, in the output itself or in one of its folders.
   *
   * @param path relative to the output directory, with {@code /}
   */
  public static boolean isOurs(String path) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    return slash < 0 ? isFile(path) : FOLDERS.containsKey(folder) && isIn(folder, path);
  }

  /**
   * Removes what is ours in a folder and not wanted any more.
   *
   * @param folder one of those that a run makes
   * @param wanted by file name
   */
  public static void retain(OutputDir out, String folder, Predicate<String> wanted)
      throws IOException {
    Predicate<String> known = FOLDERS.get(folder);
    for (OutputDir.Entry entry : out.list(folder)) {
      String name = entry.name();
      if (!entry.folder() && (known.test(name) ? !wanted.test(name) : UNFINISHED.test(name))) {
        out.delete(folder + "/" + name);
      }
    }
  }

  /**
   * The names of some files in an output that citymesh has not written.
   *
   * @param most how many names
   */
  public static List<String> foreign(OutputDir out, int most) throws IOException {
    List<String> foreign = new ArrayList<>();
    for (OutputDir.Entry entry : out.list("")) {
      String name = entry.name();
      boolean ours =
          entry.folder()
              ? FOLDERS.containsKey(name) || WORKING.test(name)
              : isFile(name)
                  || name.equals(OutputLock.NAME)
                  || name.startsWith("." + OutputLock.NAME);
      if (!ours && foreign.size() < most) {
        foreign.add(name);
      }
    }
    return foreign;
  }
}
