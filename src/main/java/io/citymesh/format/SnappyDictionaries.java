package io.citymesh.format;

import io.citymesh.report.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The dictionaries with which {@code snappyHexMesh} makes a mesh of the air over a closed surface
 * whose groups are its patches.
 *
 * @param mesh that is closed
 * @param low the lowest elevation of the mesh, metres
 * @param high the highest elevation of ground and roofs, below the top
 */
record SnappyDictionaries(MeshParts mesh, double low, double high) {
  /** The name of the surface, and of its file without the ending. */
  static final String SURFACE = "city";

  /** Edges are features where their faces meet at less than this, degrees. */
  private static final int FEATURE_ANGLE = 150;

  /** More than that no machine has room for: the sizes say how many cells there are. */
  private static final int MOST_CELLS = 1_000_000_000;

  /** The texts of all files, by their paths in the case. */
  Map<String, String> files() {
    Enclosure air = mesh.enclosure();
    BackgroundMesh background =
        BackgroundMesh.around(
            rings(),
            low,
            high,
            air.top(),
            air.groundSize(),
            Math.min(air.groundSize(), air.roofSize()));
    Map<String, String> files = new LinkedHashMap<>();
    files.put("system/blockMeshDict", background.dictionary());
    files.put("system/surfaceFeatureExtractDict", features());
    files.put("system/snappyHexMeshDict", snappy(background));
    return files;
  }

  /** The domain about the local origin. */
  private double[][] rings() {
    double[] origin = mesh.localOrigin();
    return Stream.of(mesh.enclosure().rings())
        .map(
            ring -> {
              double[] moved = ring.clone();
              for (int i = 0; i < moved.length; i++) {
                moved[i] -= origin[i % 2];
              }
              return moved;
            })
        .toArray(double[][]::new);
  }

  private static String features() {
    return FoamCase.file(
        "dictionary",
        "surfaceFeatureExtractDict",
        String.format(
            Locale.ROOT,
            """
            %s.obj
            {
                extractionMethod    extractFromSurface;
                includedAngle       %d;
                extractFromSurfaceCoeffs
                {
                    includedAngle       %d;
                }
                writeObj            no;
            }
            """,
            SURFACE,
            FEATURE_ANGLE,
            FEATURE_ANGLE));
  }

  private String snappy(BackgroundMesh background) {
    Enclosure air = mesh.enclosure();
    int ground = background.level(air.groundSize());
    int buildings = background.level(air.roofSize());
    StringBuilder names = new StringBuilder();
    StringBuilder levels = new StringBuilder();
    Patches patches = mesh.patches();
    for (int patch = 0; patch < patches.count(); patch++) {
      String name = patches.name(patch);
      boolean closes = patches.closes(patch);
      int level = closes ? 0 : patch == Patches.GROUND ? ground : buildings;
      names.append(String.format(Locale.ROOT, "            %s { name %s; }\n", name, name));
      levels.append(
          String.format(
              Locale.ROOT,
              "                %s { level (%d %d); patchInfo { type %s; } }\n",
              name,
              level,
              level,
              closes ? "patch" : "wall"));
    }
    List<String> boxes = new ArrayList<>();
    List<String> regions = new ArrayList<>();
    double[] origin = mesh.localOrigin();
    for (int i = 0; i < air.zones().size(); i++) {
      Manifest.Zone zone = air.zones().get(i);
      Manifest.Extent b = zone.bounds();
      String min =
          FoamCase.point(b.xmin() - origin[0], b.ymin() - origin[1], low - background.cell());
      String max = FoamCase.point(b.xmax() - origin[0], b.ymax() - origin[1], high);
      int level = background.level(Math.min(zone.size(), zone.buildingSize()));
      boxes.add(
          String.format(
              Locale.ROOT,
              "    zone_%d\n    {\n        type box;\n        min %s;\n        max %s;\n    }\n",
              i + 1,
              min,
              max));
      regions.add(
          String.format(
              Locale.ROOT, "        zone_%d { mode inside; levels ((1e15 %d)); }\n", i + 1, level));
    }
    return FoamCase.file(
        "dictionary",
        "snappyHexMeshDict",
        String.format(
            Locale.ROOT,
            """
            castellatedMesh true;
            snap            true;
            addLayers       false;

            geometry
            {
                %1$s.obj
                {
                    type triSurfaceMesh;
                    name %1$s;
                    regions
                    {
            %5$s        }
                }
            %7$s}

            castellatedMeshControls
            {
                maxLocalCells       %2$d;
                maxGlobalCells      %2$d;
                minRefinementCells  0;
                maxLoadUnbalance    0.1;
                nCellsBetweenLevels 3;

                features
                (
                    { file "%1$s.eMesh"; level 0; }
                );

                refinementSurfaces
                {
                    %1$s
                    {
                        level (%3$d %3$d);
                        patchInfo { type wall; }
                        regions
                        {
            %6$s            }
                    }
                }

                resolveFeatureAngle 30;

                refinementRegions
                {
            %8$s    }

                locationInMesh %4$s;
                allowFreeStandingZoneFaces true;
            }

            snapControls
            {
                nSmoothPatch            3;
                tolerance               2;
                nSolveIter              50;
                nRelaxIter              5;
                nFeatureSnapIter        10;
                implicitFeatureSnap     false;
                explicitFeatureSnap     true;
                multiRegionFeatureSnap  true;
            }

            addLayersControls
            {
                relativeSizes           true;
                layers                  {}
                expansionRatio          1.2;
                finalLayerThickness     0.3;
                minThickness            0.1;
                nGrow                   0;
                featureAngle            60;
                nRelaxIter              3;
                nSmoothSurfaceNormals   1;
                nSmoothNormals          3;
                nSmoothThickness        10;
                maxFaceThicknessRatio   0.5;
                maxThicknessToMedialRatio 0.3;
                minMedialAxisAngle      90;
                nBufferCellsNoExtrude   0;
                nLayerIter              50;
            }

            meshQualityControls
            {
                maxNonOrtho             65;
                maxBoundarySkewness     4;
                maxInternalSkewness     4;
                maxConcave              80;
                minVol                  1e-13;
                minTetQuality           1e-15;
                minArea                 -1;
                minTwist                0.02;
                minDeterminant          0.001;
                minFaceWeight           0.05;
                minVolRatio             0.01;
                minTriangleTwist        -1;
                nSmoothScale            4;
                errorReduction          0.75;
                relaxed                 { maxNonOrtho 75; }
            }

            mergeTolerance 1e-6;
            """,
            SURFACE,
            MOST_CELLS,
            buildings,
            FoamCase.point(background.inside(rings(), high, air.top())),
            names,
            levels,
            String.join("", boxes),
            String.join("", regions)));
  }
}
