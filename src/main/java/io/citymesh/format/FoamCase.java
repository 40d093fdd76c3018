package io.citymesh.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a case of OpenFOAM (version 1912) holds beside its mesh to compute the wind in a city by the
 * k-epsilon model with {@code simpleFoam}: fields, properties of air and turbulence, schemes and
 * solvers. It serves every mesh whose patches are named as {@link Patches} names them: {@code
 * ground} is rough, {@code top} and {@code side} let the air slip along them, {@code inlet} has the
 * profile of the wind, {@code outlet} its pressure; a side that is neither ({@code side_1} ...) is
 * an inlet where the air comes in and an outlet where it leaves, so that one mesh does for winds
 * from everywhere; all other patches are smooth walls.
 *
 * <p>Source of the profiles: Richards and Hoxey, <em>Appropriate boundary conditions for
 * computational wind engineering models using the k-epsilon turbulence model</em>, Journal of Wind
 * Engineering and Industrial Aerodynamics 46 (1993).
 *
 * @param wind that blows in
 * @param direction from where it comes, degrees clockwise from north
 * @param inletGround elevation of the lowest ground where it comes in, metres
 */
record FoamCase(Wind wind, double direction, double inletGround) {
  /** The wind's direction where nothing says it: along x. */
  static final double FROM_WEST = 270;

  /** The paths of all files in the case. */
  static final List<String> PATHS =
      List.of(
          "0/include/atmosphere",
          "0/U",
          "0/p",
          "0/k",
          "0/epsilon",
          "0/nut",
          "constant/transportProperties",
          "constant/turbulenceProperties",
          "system/controlDict",
          "system/fvSchemes",
          "system/fvSolution");

  private static final double C_MU = 0.09;

  private static final String SIDES = "\"(side|ring)_[0-9]+\"";

  /** The texts of all files, by their paths in the case. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("0/include/atmosphere", atmosphere());
    files.put("0/U", velocity());
    files.put("0/p", pressure());
    files.put("0/k", turbulence("k", "[0 2 -2 0 0 0 0]", "atmBoundaryLayerInletK", "kqR"));
    files.put(
        "0/epsilon",
        turbulence("epsilon", "[0 2 -3 0 0 0 0]", "atmBoundaryLayerInletEpsilon", "epsilon"));
    files.put("0/nut", viscosity());
    files.put(
        "constant/transportProperties",
        file(
            "dictionary",
            "transportProperties",
            """
            transportModel  Newtonian;
            nu              1.5e-05;
            """));
    files.put(
        "constant/turbulenceProperties",
        file(
            "dictionary",
            "turbulenceProperties",
            """
            simulationType  RAS;

            RAS
            {
                RASModel        kEpsilon;
                turbulence      on;
                printCoeffs     on;
            }
            """));
    files.put("system/controlDict", control());
    files.put("system/fvSchemes", schemes());
    files.put("system/fvSolution", solution());
    return files;
  }

  /** A file of OpenFOAM with its head. */
  static String file(String type, String object, String body) {
    return String.format(
            Locale.ROOT,
            """
            FoamFile
            {
                version     2.0;
                format      ascii;
                class       %s;
                object      %s;
            }

            """,
            type,
            object)
        + body;
  }

  /** A number without an exponent, to a millionth. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value + 0.0); // No negative zero.
  }

  /** A point as OpenFOAM writes it. */
  static String point(double... xyz) {
    return String.format(Locale.ROOT, "(%s %s %s)", number(xyz[0]), number(xyz[1]), number(xyz[2]));
  }

  /** What all fields have in common: to be changed here for another wind. */
  private String atmosphere() {
    double angle = Math.toRadians(direction);
    String x = number(direction % 180 == 0 ? 0 : -StrictMath.sin(angle));
    String y = number(direction % 180 == 90 ? 0 : -StrictMath.cos(angle));
    double friction = wind.friction();
    double epsilon =
        friction * friction * friction / (Wind.KAPPA * (Wind.REFERENCE_HEIGHT + wind.roughness()));
    return String.format(
        Locale.ROOT,
        """
        // The wind: where it blows to, its speed at a height above the ground, the roughness length, and
        // the lowest ground where it comes in (OpenFOAM before v2006; d is for later versions).
        flowDir         (%s %s 0);
        zDir            (0 0 1);
        Uref            %s;
        Zref            %s;
        z0              uniform %s;
        zGround         uniform %s;
        d               uniform 0;

        // What the computation starts from.
        initialK        %s;
        initialEpsilon  %s;
        """,
        x,
        y,
        number(wind.speed()),
        number(Wind.REFERENCE_HEIGHT),
        number(wind.roughness()),
        number(inletGround),
        number(friction * friction / Math.sqrt(C_MU)),
        String.format(Locale.ROOT, "%.6e", epsilon));
  }

  private static String field(String type, String name, String dimensions, String body) {
    return file(
        type,
        name,
        String.format(
                Locale.ROOT,
                """
                #include        "include/atmosphere"

                dimensions      %s;

                """,
                dimensions)
            + body);
  }

  private static String velocity() {
    return field(
        "volVectorField",
        "U",
        "[0 1 -1 0 0 0 0]",
        String.format(
            Locale.ROOT,
            """
            internalField   uniform (0 0 0);

            boundaryField
            {
                ".*"
                {
                    type            noSlip;
                }
                "(top|side)"
                {
                    type            slip;
                }
                inlet
                {
                    type            atmBoundaryLayerInletVelocity;
                    #include        "include/atmosphere"
                }
                outlet
                {
                    type            inletOutlet;
                    inletValue      uniform (0 0 0);
                    value           uniform (0 0 0);
                }
                %s
                {
                    type            atmBoundaryLayerInletVelocity;
                    #include        "include/atmosphere"
                }
            }
            """,
            SIDES));
  }

  private static String pressure() {
    return field(
        "volScalarField",
        "p",
        "[0 2 -2 0 0 0 0]",
        String.format(
            Locale.ROOT,
            """
            internalField   uniform 0;

            boundaryField
            {
                ".*"
                {
                    type            zeroGradient;
                }
                "(top|side)"
                {
                    type            slip;
                }
                outlet
                {
                    type            fixedValue;
                    value           uniform 0;
                }
                %s
                {
                    type            outletInlet;
                    outletValue     uniform 0;
                    value           uniform 0;
                }
            }
            """,
            SIDES));
  }

  private static String turbulence(String name, String dimensions, String inlet, String wall) {
    String initial = name.equals("k") ? "$initialK" : "$initialEpsilon";
    return field(
        "volScalarField",
        name,
        dimensions,
        """
        internalField   uniform INITIAL;

        boundaryField
        {
            ".*"
            {
                type            WALLWallFunction;
                value           uniform INITIAL;
            }
            "(top|side)"
            {
                type            slip;
            }
            inlet
            {
                type            INLET;
                #include        "include/atmosphere"
            }
            outlet
            {
                type            inletOutlet;
                inletValue      uniform INITIAL;
                value           uniform INITIAL;
            }
            SIDES
            {
                type            INLET;
                #include        "include/atmosphere"
            }
        }
        """
            .replace("INITIAL", initial)
            .replace("WALL", wall)
            .replace("INLET", inlet)
            .replace("SIDES", SIDES));
  }

  private static String viscosity() {
    return field(
        "volScalarField",
        "nut",
        "[0 2 -1 0 0 0 0]",
        String.format(
            Locale.ROOT,
            """
            internalField   uniform 0;

            boundaryField
            {
                ".*"
                {
                    type            nutkWallFunction;
                    value           uniform 0;
                }
                ground
                {
                    type            nutkAtmRoughWallFunction;
                    z0              $z0;
                    value           uniform 0;
                }
                "(top|side|inlet|outlet)"
                {
                    type            calculated;
                    value           uniform 0;
                }
                %s
                {
                    type            calculated;
                    value           uniform 0;
                }
            }
            """,
            SIDES));
  }

  private static String control() {
    return file(
        "dictionary",
        "controlDict",
        """
        application     simpleFoam;
        libs            ("libatmosphericModels.so");
        startFrom       latestTime;
        startTime       0;
        stopAt          endTime;
        endTime         2000;
        deltaT          1;
        writeControl    timeStep;
        writeInterval   500;
        purgeWrite      2;
        writeFormat     binary;
        writePrecision  12;
        writeCompression off;
        timeFormat      general;
        timePrecision   6;
        runTimeModifiable yes;
        """);
  }

  private static String schemes() {
    return file(
        "dictionary",
        "fvSchemes",
        """
        ddtSchemes
        {
            default         steadyState;
        }
        gradSchemes
        {
            default         Gauss linear;
            limited         cellLimited Gauss linear 1;
            grad(U)         $limited;
            grad(k)         $limited;
            grad(epsilon)   $limited;
        }
        divSchemes
        {
            default         none;
            div(phi,U)      bounded Gauss linearUpwind limited;
            div(phi,k)      bounded Gauss upwind;
            div(phi,epsilon) bounded Gauss upwind;
            div((nuEff*dev2(T(grad(U))))) Gauss linear;
        }
        laplacianSchemes
        {
            default         Gauss linear limited corrected 0.5;
        }
        interpolationSchemes
        {
            default         linear;
        }
        snGradSchemes
        {
            default         limited corrected 0.5;
        }
        wallDist
        {
            method          meshWave;
        }
        """);
  }

  private static String solution() {
    return file(
        "dictionary",
        "fvSolution",
        """
        solvers
        {
            "(p|Phi)"
            {
                solver          GAMG;
                smoother        GaussSeidel;
                tolerance       1e-7;
                relTol          0.05;
            }
            "(U|k|epsilon)"
            {
                solver          smoothSolver;
                smoother        symGaussSeidel;
                tolerance       1e-8;
                relTol          0.1;
            }
        }
        potentialFlow
        {
            nNonOrthogonalCorrectors 3;
        }
        SIMPLE
        {
            nNonOrthogonalCorrectors 1;
            residualControl
            {
                p               1e-4;
                U               1e-5;
                "(k|epsilon)"   1e-5;
            }
        }
        relaxationFactors
        {
            fields
            {
                p               0.3;
            }
            equations
            {
                U               0.7;
                "(k|epsilon)"   0.5;
            }
        }
        """);
  }
}
