package io.lossbench.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;

/** The rooms of the command line, and that commands never name each other. */
final class CommandLineBorders {
  private CommandLineBorders() {}

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
}
