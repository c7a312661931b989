package io.lossbench.cli.command;

import io.lossbench.cli.launch.SuiteData;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.plan.DataFacts;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Preflight;
import io.lossbench.core.plan.Search;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code validate}, which checks a suite without running anything. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Checks a suite and lists all its faults, each with its place and a suggestion. Reads no"
            + " data: it can be elsewhere.")
public final class ValidateCommand implements Callable<Integer> {
  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try {
      Suite read = suite.read(workspace);
      long repetitions =
          (long) read.datasets().size()
              * read.backbones().size()
              * read.losses().size()
              * read.repetitions();
      long trials = read.tune().isEmpty() ? repetitions : atMost(read);
      Function<Suite.Dataset, DataFacts> promised =
          dataset -> SuiteData.promised(dataset, workspace.extensions());
      Preflight.require(read, workspace.extensions().definitions(), promised);
      List<String> cautions = new ArrayList<>(ComparedWeights.cautions(read, promised));
      read.tune().ifPresent(tune -> cautions.addAll(new Search(read, tune).cautions()));
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
              : suite.file
                  + " is valid: suite '"
                  + read.name()
                  + "', "
                  + (trials == repetitions
                      ? trials + " trials"
                      : "at most "
                          + trials
                          + " trials, "
                          + (trials - repetitions)
                          + " of them for tuning"));
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

  /** The trials of a suite that is tuned, if none of them fails. */
  private static long atMost(Suite tuned) {
    Plan first = Plan.of(tuned, dataset -> "", backbone -> Optional.empty());
    return (long) first.trials().size() + first.following();
  }
}
