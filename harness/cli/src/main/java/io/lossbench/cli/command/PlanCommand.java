package io.lossbench.cli.command;

import io.lossbench.cli.launch.SuiteData;
import io.lossbench.cli.terminal.Durations;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Preflight;
import io.lossbench.core.plan.Search;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Suite;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The command {@code plan}, which shows what a run would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Lists the trials with their ids, which of them are done, the suite with every default"
            + " filled in, and the time left once a first trial was timed. Where data is missing,"
            + " says so, and the ids of its trials are pending.")
public final class PlanCommand implements Callable<Integer> {
  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  /**
   * A trial of the plan.
   *
   * @param id null while it is pending
   * @param status done, failed, lost (failed in tuning, not to be run again), pending (to be run),
   *     or unknown without an id
   */
  record Row(@Nullable String id, String name, String status) {
    private static final String UNKNOWN = "unknown";

    static Row of(Trial trial, Optional<TrialRecord> record) {
      String failed = trial.isTuning() ? "lost" : "failed";
      String status = record.map(known -> known.isCompleted() ? "done" : failed).orElse("pending");
      return new Row(trial.id(), trial.name(), status);
    }

    static Row withoutId(Trial trial) {
      return new Row(null, trial.name(), UNKNOWN);
    }

    boolean isToRun() {
      return status.equals("pending") || status.equals("failed");
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Suite read = suite.read(workspace);
    SuiteData data = workspace.data(read);
    Preflight.require(read, workspace.extensions().definitions(), data::facts);
    List<String> cautions = new ArrayList<>(ComparedWeights.cautions(read, data::facts));
    read.tune().ifPresent(tune -> cautions.addAll(new Search(read, tune).cautions()));
    Ledger ledger = workspace.ledger(read.name());
    List<Row> rows = new ArrayList<>();
    List<Double> timed = new ArrayList<>();
    Plan plan = data.plan(ledger);
    for (Trial trial : plan.trials()) {
      if (data.isPending(trial)) {
        rows.add(Row.withoutId(trial));
        continue;
      }
      Optional<TrialRecord> record = ledger.find(trial.id());
      rows.add(Row.of(trial, record));
      record
          .map(TrialRecord::outcome)
          .map(Outcome::performance)
          .ifPresent(performance -> timed.add(performance.wallSeconds()));
    }
    long toRun = rows.stream().filter(Row::isToRun).count();
    double left =
        toRun * timed.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    if (format == OutputFormat.JSON) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("suite", read.name());
      document.put("cautions", cautions);
      document.put("missing", data.missing());
      document.put("trials", rows);
      document.put("pending", toRun);
      document.put("shards", plan.mostShards());
      document.put("phases", plan.phases());
      if (read.tune().isPresent()) {
        document.put("following", plan.following());
        document.put("notes", plan.notes());
      }
      document.put("secondsLeft", Double.isNaN(left) ? -1 : left);
      document.put("resolved", read.resolved().asMap());
      out.println(OutputFormat.json(document));
      return ExitCode.OK;
    }
    out.println(head(rows, toRun, left) + TuningText.following(plan));
    plan.notes().forEach(note -> comment("note: " + note).forEach(out::println));
    data.missing().forEach(message -> comment("pending: " + message).forEach(out::println));
    cautions.forEach(caution -> out.println("# caution: " + caution));
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          "# %-16s  %-7s  %s%n",
          Objects.requireNonNullElse(row.id(), "(pending)"),
          row.status(),
          row.name());
    }
    out.print(yaml(read.resolved().asMap()));
    return ExitCode.OK;
  }

  private static Stream<String> comment(String message) {
    return message.lines().map(line -> "# " + line);
  }

  private static String head(List<Row> rows, long toRun, double secondsLeft) {
    long unknown = rows.stream().filter(row -> row.id() == null).count();
    return "# "
        + rows.size()
        + (rows.size() == 1 ? " trial, " : " trials, ")
        + toRun
        + " to run"
        + (unknown == 0 ? "" : ", " + unknown + " whose ids are pending")
        + "; time left: "
        + (Double.isNaN(secondsLeft)
            ? "unknown until a first trial was timed"
            : Durations.text(secondsLeft) + " with one job");
  }

  /** Settings as YAML without a document marker. */
  private static String yaml(Map<String, Object> settings) {
    return YAMLMapper.builder()
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .build()
        .writeValueAsString(settings);
  }
}
