package io.citymesh;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the order of the packages, which is the order in which the data flows. */
class ArchitectureTest {

  /** Each may use those before it; {@code io.citymesh} itself is the public API. */
  private static final List<String> ORDER =
      List.of(
          "io.citymesh.report",
          "io.citymesh.city",
          "io.citymesh.lidar",
          "io.citymesh.footprint",
          "io.citymesh.tile",
          "io.citymesh.mesh",
          "io.citymesh.stitch",
          "io.citymesh.store",
          "io.citymesh.output",
          "io.citymesh.job",
          "io.citymesh",
          "io.citymesh.cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.citymesh");

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

  @Test
  void theMesherKnowsNeitherSparkNorHdf5() {
    noClasses()
        .that()
        .resideInAPackage("io.citymesh.mesh..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache..", "scala..", "io.jhdf..")
        .allowEmptyShould(true)
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
  void onlyJobAndAboveKnowRdds() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.citymesh.job..", "io.citymesh", "io.citymesh.cli..")
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

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.citymesh.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }
}
