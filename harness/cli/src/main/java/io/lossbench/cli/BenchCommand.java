package io.lossbench.cli;

import io.lossbench.cli.report.MicrobenchReport;
import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.MicrobenchTable;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.torch.engine.Libtorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what lossbench itself costs, with JMH. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the JMH benchmarks of losses, metrics, input pipeline or ledger, each in a process of"
          + " its own; writes results/microbench/TOPIC.csv and reports/microbench.html.",
      "Compare within one run: machines are noisy."
    })
final class BenchCommand implements Callable<Integer> {
  enum Topic {
    LOSSES("LossBenchmark"),
    METRICS("MetricBenchmark"),
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
    List<MicrobenchTable.Row> rows = new ArrayList<>();
    for (RunResult result : run()) {
      rows.add(row(result));
    }
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
      out.println("table: " + RunCommand.shown(table) + "; report: " + RunCommand.shown(page));
    } catch (IOException e) {
      throw new HarnessException("cannot write the measurements", e);
    }
    return ExitCode.OK;
  }

  private Iterable<RunResult> run() {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + topic.benchmark + "\\.")
            .shouldFailOnError(true)
            // A worker's, not our own: the launcher's leave out the optimizing compiler.
            .jvmArgs(
                Stream.concat(
                        WorkerRuntime.options().stream(),
                        Stream.of("-DENGINE_CACHE_DIR=" + Workspace.cache().resolve("engine")))
                    .toArray(String[]::new))
            .verbosity(VerboseMode.SILENT);
    parameters.forEach((name, values) -> options.param(name, values.split(",", -1)));
    if (quick) {
      options
          .warmupIterations(0)
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(200));
    }
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new HarnessException("the benchmarks cannot run: " + e.getMessage(), e);
    }
  }

  private static MicrobenchTable.Row row(RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    StringBuilder text = new StringBuilder();
    for (String key : result.getParams().getParamsKeys()) {
      text.append(text.isEmpty() ? "" : " ").append(key).append('=');
      text.append(result.getParams().getParam(key));
    }
    String name = result.getParams().getBenchmark();
    String simple = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    return new MicrobenchTable.Row(
        simple,
        text.toString(),
        primary.getScore(),
        primary.getScoreError(),
        primary.getScoreUnit(),
        primary.getSampleCount(),
        new Provenance(
            new Provenance.Terms(
                Main.Version.number(),
                "libtorch " + Libtorch.find().version().orElse("unknown"),
                "cpu",
                Machine.processor(),
                System.getProperty("os.arch", "unknown"),
                Runtime.getRuntime().availableProcessors()),
            new Provenance.Varying(
                "",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Machine.hostName(),
                Machine.os(),
                Machine.jdk())));
  }
}
