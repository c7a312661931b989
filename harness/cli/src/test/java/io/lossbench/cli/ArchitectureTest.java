package io.lossbench.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lossbench.core.dataset.Format;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Set;

/** The borders of the house. */
@AnalyzeClasses(packages = "io.lossbench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.lossbench.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CORE_KNOWS_NEITHER_ENGINE_NOR_COMMANDS =
      noClasses()
          .that()
          .resideInAPackage("io.lossbench.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.torch..", "io.lossbench.cli..", "ai.djl..", "picocli..", "gg.jte..");

  @ArchTest
  static final ArchRule TORCH_DOES_NOT_KNOW_THE_COMMANDS =
      noClasses()
          .that()
          .resideInAPackage("io.lossbench.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lossbench.cli..", "picocli..", "gg.jte..");

  @ArchTest
  static final ArchRule ONLY_ENGINE_AND_TRAIN_SEE_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.lossbench.torch.engine..", "io.lossbench.torch.train..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule CLASSIFICATION_NEEDS_LITTLE =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.classification..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.classification..",
              "io.lossbench.core.task..",
              "io.lossbench.core.file..",
              "io.lossbench.core",
              "java..",
              "org.jspecify..");

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
  static final ArchRule SCRIPT_NEEDS_THE_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage("io.lossbench.torch.script..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.lossbench.torch.script..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule ONLY_SUITES_READ_YAML =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.lossbench.core.suite..", "io.lossbench.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.snakeyaml..", "tools.jackson.dataformat..");

  @ArchTest
  static final ArchRule RUN_SEES_NO_TABLES =
      noClasses()
          .that()
          .resideInAPackage("io.lossbench.core.run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.commons..", "io.lossbench.core.analysis..", "io.lossbench.core.stats..");

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  /** Digits and letters of one language in scripts, tables and names would be a bug in another. */
  private static final Set<String> WITHOUT_LOCALE =
      Set.of(
          "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
          "java.lang.String.formatted([Ljava.lang.Object;)",
          "java.lang.String.toLowerCase()",
          "java.lang.String.toUpperCase()",
          "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintWriter.format(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintStream.format(java.lang.String, [Ljava.lang.Object;)",
          "java.util.Formatter.<init>()",
          "java.util.Formatter.<init>(java.lang.Appendable)");

  @ArchTest
  static final ArchRule TEXT_DOES_NOT_DEPEND_ON_THE_LOCALE =
      noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it formats or changes case without a Locale",
                  access -> WITHOUT_LOCALE.contains(access.getTarget().getFullName())));

  @ArchTest
  static final ArchRule REPORTS_AND_ANALYSIS_READ_THE_LEDGER_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage("io.lossbench.cli.report..", "io.lossbench.core.analysis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.dataset..", "io.lossbench.core.run..", "io.lossbench.torch..");

  /** Under ar, fa or mr the default locale writes other digits, under tr another i. */
  @ArchTest
  static final ArchRule NOTHING_IS_FORMATTED_IN_THE_USERS_LOCALE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.lossbench.cli..", "io.lossbench.core.suite..", "io.lossbench.core.plan..")
          .should()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(PrintStream.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintStream.class, "format", String.class, Object[].class);
}
