package io.citymesh;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.annotation.Testable;

/** Holds the order of the packages, which is the order in which the data flows. */
class ArchitectureTest {

  /** Each may use those before it; {@code io.citymesh} itself is the public API. */
  private static final List<String> ORDER =
      List.of(
          "io.citymesh.report",
          "io.citymesh.option",
          "io.citymesh.session",
          "io.citymesh.raster",
          "io.citymesh.geo",
          "io.citymesh.crs",
          "io.citymesh.input",
          "io.citymesh.terrain",
          "io.citymesh.vector",
          "io.citymesh.lidar",
          "io.citymesh.inspect",
          "io.citymesh.footprint",
          "io.citymesh.tile",
          "io.citymesh.mesh",
          "io.citymesh.air",
          "io.citymesh.stitch",
          "io.citymesh.store",
          "io.citymesh.output",
          "io.citymesh.format",
          "io.citymesh.view",
          "io.citymesh.page",
          "io.citymesh.job",
          "io.citymesh",
          "io.citymesh.sql",
          "io.citymesh.cli");

  private static final JavaClasses CLASSES = compiledWith(CityMesh.class);

  /** All classes that were compiled to where this one is: those of the program, or the tests. */
  private static JavaClasses compiledWith(Class<?> type) {
    return new ClassFileImporter()
        .importUrl(type.getProtectionDomain().getCodeSource().getLocation());
  }

  @TestFactory
  Stream<DynamicTest> eachPackageUsesOnlyEarlierOnes() {
    return ORDER.stream()
        .limit(ORDER.size() - 1)
        .map(
            name -> {
              String[] later =
                  ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()).toArray(String[]::new);
              return DynamicTest.dynamicTest(
                  name,
                  () ->
                      noClasses()
                          .that()
                          .resideInAPackage(name)
                          .should()
                          .dependOnClassesThat()
                          .resideInAnyPackage(later)
                          .allowEmptyShould(true)
                          .check(CLASSES));
            });
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    noClasses().should().resideOutsideOfPackages(ORDER.toArray(String[]::new)).check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.citymesh.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /**
   * A class that can be read without those that use it: within a package, too, no class needs
   * another that needs it. Nested classes belong to theirs; that a sealed type names what it
   * permits is no need.
   */
  @TestFactory
  Stream<DynamicTest> classesOfAPackageFormNoCycle() {
    return ORDER.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        slices()
                            .assignedFrom(new ClassesOf(name))
                            .should()
                            .beFreeOfCycles()
                            .allowEmptyShould(true)
                            .check(CLASSES)));
  }

  /** A slice for each outermost class of a package. */
  private record ClassesOf(String name) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass c) {
      return c.getPackageName().equals(name)
          ? SliceIdentifier.of(outermostClass(c).getSimpleName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "classes of " + name;
    }

    private static JavaClass outermostClass(JavaClass c) {
      return c.getEnclosingClass().map(ClassesOf::outermostClass).orElse(c);
    }
  }

  @Test
  void theMesherAndTheAirKnowNeitherSparkNorHdf5() {
    noClasses()
        .that()
        .resideInAnyPackage("io.citymesh.mesh..", "io.citymesh.air..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache..", "scala..", "io.jhdf..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** In some languages {@code %d} writes other digits, which no reader of a format knows. */
  @Test
  void textsAreMadeInNoLanguageButTheRoot() {
    noClasses()
        .should()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(CLASSES);
  }

  @Test
  void reportNeedsTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.citymesh.report")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.citymesh.report")
        .check(CLASSES);
  }

  @Test
  void onlySessionsReadingInspectionJobAndAboveKnowRdds() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.citymesh.vector",
            "io.citymesh.session",
            "io.citymesh.inspect",
            "io.citymesh.job..",
            "io.citymesh",
            "io.citymesh.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark.rdd..",
            "org.apache.spark.api.java",
            "org.apache.spark.scheduler..",
            "org.apache.spark.broadcast..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.spark.SparkContext")
        .check(CLASSES);
  }

  /** What comes from disk may come from anybody, and Java's own format runs what it names. */
  @Test
  void nothingReadsSerialisedObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.Object(Input|Output)Stream")
        .check(CLASSES);
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.citymesh.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  /** The names that Surefire and Failsafe look for, as the build leaves them at their defaults. */
  private static final Predicate<String> RUN_BY_THE_BUILD =
      Pattern.compile("Test.*|.*Tests?|.*TestCase|IT.*|.*IT|.*ITCase").asMatchPredicate();

  /** A class of tests under any other name compiles, and is never run. */
  @Test
  void theBuildRunsEveryClassWithTests() {
    List<String> tests =
        compiledWith(ArchitectureTest.class).stream()
            .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
            .filter(
                c ->
                    c.getAllMethods().stream()
                        .anyMatch(
                            m ->
                                m.isAnnotatedWith(Testable.class)
                                    || m.isMetaAnnotatedWith(Testable.class)))
            .map(ArchitectureTest::outermost)
            .distinct()
            .toList();
    assertTrue(
        tests.containsAll(List.of("ArchitectureTest", "MesherPropertiesTest")),
        "tests of both kinds are found: " + tests);
    assertEquals(List.of(), tests.stream().filter(RUN_BY_THE_BUILD.negate()).toList());
  }

  private static String outermost(JavaClass c) {
    return c.getEnclosingClass().map(ArchitectureTest::outermost).orElse(c.getSimpleName());
  }
}
