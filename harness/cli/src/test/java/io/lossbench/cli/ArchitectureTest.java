package io.lossbench.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.task.Tasks;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.target.Targets;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** The borders of the house. */
@AnalyzeClasses(
    packages = "io.lossbench",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** What core's tests lend to those of other modules comes in a jar of its own. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

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
  static final ArchRule ONLY_THE_ENGINE_SEES_DJL_AND_NATIVE_CODE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lossbench.torch.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "com.sun.jna..");

  /**
   * Training knows all rooms, all know scripts, and a loss brings its kernel. A head is that of a
   * task on a backbone, with its loss and targets; batches bring targets. What checks a loss runs
   * it.
   */
  @ArchTest
  static final ArchRule ROOMS_OF_TORCH_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.lossbench.torch.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage("io.lossbench.torch.train.."), DescribedPredicate.alwaysTrue())
          .ignoreDependency(
              resideInAPackage("io.lossbench.torch.contract.."),
              resideInAnyPackage(
                  "io.lossbench.torch.engine..",
                  "io.lossbench.torch.kernel..",
                  "io.lossbench.torch.loss.."))
          .ignoreDependency(
              DescribedPredicate.alwaysTrue(), resideInAPackage("io.lossbench.torch.script.."))
          .ignoreDependency(
              resideInAPackage("io.lossbench.torch.loss.."),
              resideInAPackage("io.lossbench.torch.kernel.."))
          .ignoreDependency(
              resideInAPackage("io.lossbench.torch.head.."),
              resideInAnyPackage(
                  "io.lossbench.torch.backbone..",
                  "io.lossbench.torch.loss..",
                  "io.lossbench.torch.target.."))
          .ignoreDependency(
              resideInAPackage("io.lossbench.torch.data.."),
              resideInAPackage("io.lossbench.torch.target.."));

  /** Where tasks are at home; those that come later too. */
  private static final String[] ROOMS_OF_TASKS =
      Tasks.all().stream()
          .map(task -> task.getClass().getPackageName() + "..")
          .distinct()
          .toArray(String[]::new);

  /**
   * Tasks are named by themselves, by the formats that read their truth, and in the engine by their
   * heads and targets; the commands name them where arrays of anyone are judged, and the launch
   * where extension points are listed.
   */
  @ArchTest
  static final ArchRule NOBODY_ELSE_NAMES_A_TASK =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOMS_OF_TASKS)
          .and()
          .resideOutsideOfPackages(
              "io.lossbench.core.dataset.format..",
              "io.lossbench.torch.head..",
              "io.lossbench.torch.target..",
              "io.lossbench.cli.launch..",
              "io.lossbench.cli.command..",
              "io.lossbench.microbench..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOMS_OF_TASKS);

  /** One registry knows which head belongs to which task; whoever trains takes what it is given. */
  @ArchTest
  static final ArchRule HEADS_ARE_FOUND_BY_TASK =
      classes()
          .that()
          .resideInAPackage("io.lossbench.torch.head..")
          .and()
          .implement(Head.class)
          .should()
          .notBePublic();

  /** Only heads choose targets; all others know them as what they are to a loss. */
  @ArchTest
  static final ArchRule TARGETS_ARE_CHOSEN_BY_HEADS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.lossbench.torch.head..",
              "io.lossbench.torch.target..",
              "io.lossbench.microbench..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are a kind of targets",
                  type -> type.isAssignableTo(Targets.class) && !type.isInterface()));

  /** What all tasks share knows none of them. */
  @ArchTest
  static final ArchRule TASKS_NEED_THE_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.task..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.lossbench.core.task..", "java..", "org.jspecify..");

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
              // Metrics are an extension point.
              "io.lossbench.core.plugin..",
              "io.lossbench.core.suite..",
              "io.lossbench.core",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule DETECTION_NEEDS_LITTLE_AND_NO_CLASSIFICATION =
      classes()
          .that()
          .resideInAPackage("io.lossbench.core.detection..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lossbench.core.detection..",
              "io.lossbench.core.task..",
              "io.lossbench.core.file..",
              "io.lossbench.core",
              "tools.jackson.core..",
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
  static final ArchRule ROOMS_OF_THE_COMMAND_LINE =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("main")
          .definedBy("io.lossbench.cli")
          .layer("command")
          .definedBy("io.lossbench.cli.command..")
          .layer("bench")
          .definedBy("io.lossbench.cli.bench..")
          .layer("launch")
          .definedBy("io.lossbench.cli.launch..")
          .layer("report")
          .definedBy("io.lossbench.cli.report..")
          .layer("terminal")
          .definedBy("io.lossbench.cli.terminal..")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("command")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("launch")
          .mayOnlyBeAccessedByLayers("main", "command", "bench")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("command", "bench");

  @ArchTest
  static final ArchRule ONLY_COMMANDS_SEE_PICOCLI =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.lossbench.cli", "io.lossbench.cli.command..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule COMMANDS_NEVER_NAME_EACH_OTHER =
      classes()
          .that()
          .resideInAPackage("io.lossbench.cli.command..")
          .should(
              new ArchCondition<>("name no other command, but a group its own") {
                @Override
                public void check(JavaClass part, ConditionEvents events) {
                  JavaClass command = outermost(part);
                  for (Dependency dependency : part.getDirectDependenciesFromSelf()) {
                    JavaClass other = outermost(dependency.getTargetClass());
                    if (other.isAnnotatedWith(Command.class)
                        && !other.equals(command)
                        && !subcommands(command).contains(other.getName())) {
                      events.add(SimpleConditionEvent.violated(part, dependency.getDescription()));
                    }
                  }
                }
              });

  private static JavaClass outermost(JavaClass nested) {
    JavaClass outer = nested;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  private static List<String> subcommands(JavaClass command) {
    return command.isAnnotatedWith(Command.class)
        ? Arrays.stream(command.getAnnotationOfType(Command.class).subcommands())
            .map(Class::getName)
            .toList()
        : List.of();
  }

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
