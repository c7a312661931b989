package io.lossbench.cli;

import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a suite without running anything. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Checks a suite and lists all its faults, each with its place and a suggestion. Reads no"
            + " images.")
final class ValidateCommand implements Callable<Integer> {
  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  /** What the descriptor says of them, no file being read. */
  private OptionalInt trainingImages(Suite.Dataset dataset, Settings evaluate) {
    Settings descriptor = dataset.descriptor();
    int images =
        workspace
            .format(descriptor)
            .trainingImages()
            .orElse(descriptor.has("train-images") ? descriptor.integer("train-images") : 0);
    return images == 0
        ? OptionalInt.empty()
        : OptionalInt.of(
            images - (int) Math.round(images * evaluate.number("validation-fraction")));
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try {
      Suite read = suite.read(workspace);
      long trials =
          (long) read.datasets().size()
              * read.backbones().size()
              * read.losses().size()
              * read.repetitions();
      List<String> cautions = ComparedWeights.cautions(read, this::trainingImages);
      out.println(
          format == OutputFormat.JSON
              ? OutputFormat.json(
                  Map.of(
                      "valid",
                      true,
                      "suite",
                      read.name(),
                      "trials",
                      trials,
                      "diagnostics",
                      List.of(),
                      "cautions",
                      cautions))
              : suite.file + " is valid: suite '" + read.name() + "', " + trials + " trials");
      if (format == OutputFormat.TEXT) {
        cautions.forEach(caution -> out.println("caution: " + caution));
      }
      return ExitCode.OK;
    } catch (SuiteException e) {
      if (format == OutputFormat.JSON) {
        out.println(OutputFormat.json(Map.of("valid", false, "diagnostics", e.diagnostics())));
        return ExitCode.USAGE;
      }
      throw e;
    }
  }
}
