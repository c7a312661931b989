package io.lossbench.cli;

import io.lossbench.core.suite.JsonSchema;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the schema that editors complete from. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description =
        "Prints the JSON schema of suites, your own losses included (suites/suite.schema.json).")
final class SchemaCommand implements Callable<Integer> {
  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Objects.requireNonNull(spec)
        .commandLine()
        .getOut()
        .print(JsonSchema.ofSuite(workspace.extensions().definitions()));
    return ExitCode.OK;
  }
}
