package io.lossbench.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lossbench.core.task.Tasks;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.target.Targets;

/** Who may name a task, and what tasks and their metrics need. */
final class TaskBorders {
  private TaskBorders() {}

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
}
