package io.lossbench.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The engine and its native code, and the rooms of torch around it. */
final class TorchBorders {
  private TorchBorders() {}

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

  @ArchTest
  static final ArchRule SCRIPT_NEEDS_THE_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage("io.lossbench.torch.script..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.lossbench.torch.script..", "java..", "org.jspecify..");
}
