package io.lossbench.cli.command;

import io.lossbench.cli.bench.MicrobenchReport;
import io.lossbench.cli.bench.MicrobenchTable;
import io.lossbench.cli.bench.Microbenchmarks;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code bench}, which measures with JMH what lossbench itself costs. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the JMH benchmarks of losses, metrics, detections, input pipeline or ledger, each in a"
          + " process of its own; writes results/microbench/TOPIC.csv and reports/microbench.html.",
      "Compare within one run: machines are noisy."
    })
public final class BenchCommand implements Callable<Integer> {
  enum Topic {
    LOSSES("LossBenchmark"),
    METRICS("MetricBenchmark"),
    DETECTIONS("DetectionBenchmark"),
    INPUT("InputBenchmark"),
    LEDGER("LedgerBenchmark");

    private final String benchmark;

    Topic(String benchmark) {
      this.benchmark = benchmark;
    }
  }

  @Parameters(paramLabel = "TOPIC", description = "${COMPLETION-CANDIDATES}")
  Topic topic = Topic.LOSSES;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE,...",
      split = "\\|",
      description = "Only these values of a benchmark's parameter, such as --param size=128x80.")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--quick",
      description = "One short iteration each: to see it work, not to quote it.")
  boolean quick;

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Folder for the report; by default reports/ of lossbench.")
  Path reports = Workspace.home().resolve("reports");

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    command
        .commandLine()
        .getErr()
        .println("measuring " + topic.name().toLowerCase(Locale.ROOT) + " ...");
    Microbenchmarks benchmarks = Microbenchmarks.of(topic.benchmark).only(parameters);
    List<MicrobenchTable.Row> rows = (quick ? benchmarks.quick() : benchmarks).run();
    rows.forEach(
        row ->
            out.printf(
                Locale.ROOT,
                "%-28s %-44s %12.3f ± %-10.3f %s%n",
                row.benchmark(),
                row.parameters(),
                row.score(),
                row.error(),
                row.unit()));
    try {
      Path folder = workspace.results.resolve("microbench");
      Path table = folder.resolve(topic.name().toLowerCase(Locale.ROOT) + ".csv");
      MicrobenchTable.write(table, rows);
      Path page = MicrobenchReport.write(folder, reports);
      out.println("table: " + ShownPath.of(table) + "; report: " + ShownPath.of(page));
    } catch (IOException e) {
      throw new HarnessException("cannot write the measurements", e);
    }
    return ExitCode.OK;
  }
}
