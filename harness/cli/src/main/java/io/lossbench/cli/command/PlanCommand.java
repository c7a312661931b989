package io.lossbench.cli.command;

import io.lossbench.cli.terminal.Durations;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Suite;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Shows what a run would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Lists the trials with their ids, which of them are done, the suite with every default"
            + " filled in, and the time left once a first trial was timed.")
public final class PlanCommand implements Callable<Integer> {
  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Suite read = suite.read(workspace);
    Map<String, Dataset> datasets = workspace.open(read);
    Plan plan = workspace.plan(read, datasets);
    List<String> cautions = cautions(read, datasets);
    Ledger ledger = workspace.ledger(read.name());
    List<Map<String, Object>> rows = new ArrayList<>();
    double timed = 0;
    int done = 0;
    for (Trial trial : plan.trials()) {
      TrialRecord record = ledger.find(trial.id()).orElse(null);
      boolean completed = record != null && record.outcome() != null;
      if (record != null && record.outcome() != null) {
        done++;
        timed += record.outcome().performance().wallSeconds();
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", trial.id());
      row.put("name", trial.name());
      row.put("status", completed ? "done" : record == null ? "pending" : "failed");
      rows.add(row);
    }
    int pending = rows.size() - done;
    String estimate =
        done == 0
            ? "unknown until a first trial was timed"
            : Durations.text(pending * timed / done);
    if (format == OutputFormat.JSON) {
      out.println(
          OutputFormat.json(
              Map.of(
                  "suite",
                  read.name(),
                  "cautions",
                  cautions,
                  "trials",
                  rows,
                  "pending",
                  pending,
                  "secondsLeft",
                  done == 0 ? -1 : pending * timed / done,
                  "resolved",
                  read.resolved().asMap())));
      return ExitCode.OK;
    }
    out.println("# " + rows.size() + " trials, " + pending + " to run; time left: " + estimate);
    cautions.forEach(caution -> out.println("# caution: " + caution));
    for (Map<String, Object> row : rows) {
      out.printf(
          Locale.ROOT, "# %s  %-7s  %s%n", row.get("id"), row.get("status"), row.get("name"));
    }
    out.print(yaml(read.resolved().asMap()));
    return ExitCode.OK;
  }

  private static List<String> cautions(Suite suite, Map<String, Dataset> datasets) {
    return ComparedWeights.cautions(
        suite,
        (dataset, evaluate) ->
            OptionalInt.of(
                Objects.requireNonNull(datasets.get(dataset.name()))
                    .holdOut(evaluate.number("validation-fraction"), new SplitMix64(0))
                    .train()
                    .size()));
  }

  /** Settings as YAML without a document marker. */
  static String yaml(Map<String, Object> settings) {
    return YAMLMapper.builder()
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .build()
        .writeValueAsString(settings);
  }
}
