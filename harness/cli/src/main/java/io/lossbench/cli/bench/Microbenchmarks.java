package io.lossbench.cli.bench;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.launch.Version;
import io.lossbench.cli.launch.WorkerRuntime;
import io.lossbench.core.HarnessException;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.torch.engine.Libtorch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks of one class, each to be run by JMH in a process like a worker's. */
public final class Microbenchmarks {
  private final ChainedOptionsBuilder options;

  private Microbenchmarks(ChainedOptionsBuilder options) {
    this.options = options;
  }

  /** The benchmarks of the class of that simple name. */
  public static Microbenchmarks of(String benchmark) {
    Stream<String> engine =
        Stream.of("-DENGINE_CACHE_DIR=" + CacheFolder.required().resolve("engine"));
    return new Microbenchmarks(
        new OptionsBuilder()
            .include("\\." + benchmark + "\\.")
            .shouldFailOnError(true)
            // A worker's, not our own: the launcher's leave out the optimizing compiler.
            .jvmArgs(Stream.concat(WorkerRuntime.options().stream(), engine).toArray(String[]::new))
            .verbosity(VerboseMode.SILENT));
  }

  /** Those with the given values of their parameters, separated by commas. */
  public Microbenchmarks only(Map<String, String> parameters) {
    parameters.forEach((name, values) -> options.param(name, values.split(",", -1)));
    return this;
  }

  /** One short iteration of each: to see them work, not to quote them. */
  public Microbenchmarks quick() {
    options
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(200));
    return this;
  }

  /**
   * Measures.
   *
   * @throws HarnessException if a benchmark fails
   */
  public List<MicrobenchTable.Row> run() {
    try {
      return new Runner(options.build()).run().stream().map(Microbenchmarks::row).toList();
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
        new Provenance(terms(), now()));
  }

  private static Provenance.Terms terms() {
    return new Provenance.Terms(
        Version.number(),
        "libtorch " + Libtorch.find().version().orElse("unknown"),
        "cpu",
        Machine.processor(),
        System.getProperty("os.arch", "unknown"),
        Runtime.getRuntime().availableProcessors());
  }

  private static Provenance.Varying now() {
    return new Provenance.Varying(
        "",
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.hostName(),
        Machine.os(),
        Machine.jdk());
  }
}
