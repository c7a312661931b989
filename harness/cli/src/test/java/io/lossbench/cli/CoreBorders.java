package io.lossbench.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lossbench.core.dataset.Format;

/** The rooms of core: datasets, plugins, the language of suites, runs, and what reads a ledger. */
final class CoreBorders {
  private CoreBorders() {}

  /** The rooms of datasets build on each other one way: scenes, then the model, then formats. */
  @ArchTest
  static final ArchRule SCENES_KNOW_NO_DATASET =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.dataset.scene..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.dataset.scene..",
              "io.lossbench.core.random..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule DATASETS_KNOW_NO_FORMAT =
      noClasses()
          .that()
          .resideInAPackage("io.lossbench.core.dataset")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lossbench.core.dataset.format..");

  /** Whoever needs a format asks the registry, by which plugins come too. */
  @ArchTest
  static final ArchRule FORMATS_ARE_FOUND_BY_NAME =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.dataset.format..")
          .and()
          .implement(Format.class)
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule DATASETS_NEED_SUITES_BUT_NO_PLAN =
      noClasses()
          .that()
          .resideInAPackage("io.lossbench.core.dataset..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.plan..",
              "io.lossbench.core.ledger..",
              "io.lossbench.core.run..",
              "io.lossbench.core.analysis..");

  @ArchTest
  static final ArchRule PLUGINS_NEED_THE_SUITE_LANGUAGE_ONLY =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.plugin..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.plugin..",
              "io.lossbench.core.suite..",
              "io.lossbench.core",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule ONLY_SUITES_READ_YAML =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.lossbench.core.suite..", "io.lossbench.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.snakeyaml..", "tools.jackson.dataformat..");

  @ArchTest
  static final ArchRule RUN_KNOWS_PLAN_AND_LEDGER =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.run..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.run..",
              "io.lossbench.core.ledger..",
              "io.lossbench.core.plan..",
              "io.lossbench.core.suite..",
              "io.lossbench.core.provenance..",
              "io.lossbench.core.file..",
              "io.lossbench.core",
              "tools.jackson..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule LOCAL_AND_CLUSTER_NEVER_MEET =
      slices().matching("io.lossbench.core.run.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule WHERE_TRIALS_RUN_IS_CHOSEN_AT_THE_LAUNCH =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.lossbench.core.run.local..", "io.lossbench.cli.launch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lossbench.core.run.local..");

  @ArchTest
  static final ArchRule REPORTS_AND_ANALYSIS_READ_THE_LEDGER_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage("io.lossbench.cli.report..", "io.lossbench.core.analysis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.dataset..", "io.lossbench.core.run..", "io.lossbench.torch..");
}
