package io.lossbench.microbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark once, so that none rots; no time is judged. */
class BenchmarksRunTest {
  @Test
  void everyBenchmarkRuns() throws Exception {
    var results =
        new Runner(
                new OptionsBuilder()
                    .include("io.lossbench.microbench.*")
                    .param("size", "128x80")
                    .mode(Mode.SingleShotTime)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .forks(0)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results).hasSizeGreaterThanOrEqualTo(4);
  }
}
