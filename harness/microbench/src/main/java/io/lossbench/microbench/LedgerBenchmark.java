package io.lossbench.microbench;

import io.lossbench.core.file.FolderTree;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Planning a suite and reading its ledger, in milliseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class LedgerBenchmark {
  @Param({"1000", "10000"})
  public int trials = 1000;

  private Path folder = Path.of("");
  private Suite suite = suite(1);
  private Plan plan = plan();

  private static Suite suite(int repetitions) {
    String text =
        String.format(
            Locale.ROOT,
            """
            suite: large
            repetitions: %d
            datasets: [scenes]
            backbones: {small: {type: resnet20, image-size: 32}}
            losses:
              asl: {type: asl, gamma-neg: [0, 1, 2, 3, 4], margin: [0, 0.05]}
            """,
            repetitions);
    try {
      Path descriptors = Files.createTempDirectory("descriptors");
      Path file = descriptors.resolve("scenes.yaml");
      Files.writeString(file, "dataset: scenes\nformat: {type: generated-scenes}\n");
      Suite read =
          new SuiteReader(Definitions.builtIn(), descriptors).read("large", text, List.of());
      Files.delete(file);
      Files.delete(descriptors);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Plan plan() {
    return Plan.of(suite, name -> "fingerprint", name -> Optional.empty());
  }

  @Setup(Level.Trial)
  public void write() throws IOException {
    suite = suite(Math.max(1, trials / 10));
    plan = plan();
    folder = Files.createTempDirectory("ledger");
    Ledger ledger = new Ledger(folder);
    Provenance provenance =
        new Provenance(
            new Provenance.Terms("0", "engine", "cpu", "model", "arch", 1),
            new Provenance.Varying("", "", "", "", ""));
    for (Trial trial : plan.trials()) {
      ledger.commit(
          TrialRecord.failed("large", trial, provenance, new TrialRecord.Failure("none", "")));
    }
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    FolderTree.delete(folder);
  }

  @Benchmark
  public Plan planSuite() {
    return plan();
  }

  /** What `run` does before it trains what is missing. */
  @Benchmark
  public int findFinishedTrials() {
    Ledger ledger = new Ledger(folder);
    int found = 0;
    for (Trial trial : plan.trials()) {
      found += ledger.find(trial.id()).isPresent() ? 1 : 0;
    }
    return found;
  }

  @Benchmark
  public void rebuildTables() {
    new Ledger(folder).writeTables();
  }
}
