package io.lossbench.microbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark once, so that none rots; no time is judged. */
class BenchmarksRunTest {
  @ParameterizedTest
  @CsvSource({
    "LossBenchmark, size, 128x80, 23",
    "MetricBenchmark, size, 4952x20, 2",
    "InputBenchmark, size, 224, 3",
    "LedgerBenchmark, trials, 20, 3"
  })
  void everyBenchmarkRuns(String benchmark, String parameter, String value, int expected)
      throws Exception {
    var results =
        new Runner(
                new OptionsBuilder()
                    .include("\\." + benchmark + "\\.")
                    .param(parameter, value)
                    .param("threads", "1")
                    .mode(Mode.SingleShotTime)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .forks(0)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results).hasSize(expected);
  }
}
