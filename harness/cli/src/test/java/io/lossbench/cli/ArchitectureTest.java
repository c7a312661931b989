package io.lossbench.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

/** The borders of the house: those between modules here, those within each in its own class. */
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

  @ArchTest static final ArchTests CORE = ArchTests.in(CoreBorders.class);

  @ArchTest static final ArchTests TASKS = ArchTests.in(TaskBorders.class);

  @ArchTest static final ArchTests TORCH = ArchTests.in(TorchBorders.class);

  @ArchTest static final ArchTests COMMAND_LINE = ArchTests.in(CommandLineBorders.class);

  @ArchTest static final ArchTests STYLE = ArchTests.in(HouseStyle.class);
}
