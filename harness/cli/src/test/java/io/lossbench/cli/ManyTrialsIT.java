package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.random.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trials of milliseconds, several in a process and several processes at a time, of which the run is
 * killed: in small what {@code suites/bench/many-trials.yaml} is in large.
 */
@Timeout(240)
class ManyTrialsIT {
  private static final int TRIALS = 60;
  private static final int KILLED_AT = 20;

  @TempDir Path folder;

  private Path suite() throws IOException {
    Path data = Files.createDirectories(folder.resolve("datasets"));
    SplitMix64 generator = new SplitMix64(7);
    float[] vectors = new float[90 * 16];
    StringBuilder table = new StringBuilder("image,labels,split\n");
    for (int row = 0; row < 90; row++) {
      for (int i = 0; i < 16; i++) {
        vectors[row * 16 + i] = (float) generator.nextGaussian();
      }
      table.append(row).append(',').append(vectors[row * 16] > 0 ? "a;b" : "b;c");
      table.append(row < 60 ? ",train\n" : ",test\n");
    }
    NpyFile.write(data.resolve("features.npy"), ScoreMatrix.of(90, 16, vectors));
    Files.writeString(data.resolve("rows.csv"), table);
    Files.writeString(data.resolve("vectors.yaml"), "dataset: vectors\nformat: {type: features}\n");
    return Files.writeString(
        folder.resolve("many.yaml"),
        """
        suite: many
        repetitions: 3
        datasets: [vectors]
        backbones: {probe: {type: mlp}}
        losses:
          asl: {type: asl, gamma-neg: [0, 1, 2, 3, 4], margin: [0, 0.02, 0.04, 0.06]}
        train: {epochs: 2, batch-size: 20, schedule: {type: constant, lr: 1.0e-2}}
        """);
  }

  private Process start(Path suite, String results, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", suite.toString()));
    arguments.addAll(List.of("--datasets", folder.resolve("datasets").toString()));
    arguments.addAll(List.of("--results", folder.resolve(results).toString()));
    arguments.addAll(List.of("--threads", "1", "--device", "cpu", "--no-report"));
    arguments.addAll(Arrays.asList(more));
    return Cli.process(
            folder.resolve(results + ".log"), List.of(), arguments.toArray(String[]::new))
        .start();
  }

  private Path trials(String results) {
    return folder.resolve(results).resolve("many/trials");
  }

  private long records(String results) throws IOException {
    if (!Files.exists(trials(results))) {
      return 0;
    }
    try (var trials = Files.list(trials(results))) {
      return trials.filter(trial -> Files.exists(trial.resolve("record.json"))).count();
    }
  }

  /** Rows by trial and weights, without what differs from run to run. */
  private Map<String, Map<String, String>> rows(String results) throws IOException {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (Map<String, String> row :
        Cli.comparable(folder.resolve(results).resolve("many/trials.csv"))) {
      assertThat(rows.put(row.get("trial") + row.get("weights"), row)).as("twice").isNull();
    }
    return rows;
  }

  @Test
  void aRunThatWasKilledHasEachTrialOnceAndAsItWouldBeAnyway() throws Exception {
    Path suite = suite();
    Process killed = start(suite, "killed", "--jobs", "2");
    while (killed.isAlive() && records("killed") < KILLED_AT) {
      Thread.sleep(5);
    }
    assertThat(killed.destroyForcibly().waitFor()).isEqualTo(137);
    long kept = records("killed");
    assertThat(kept).isBetween((long) KILLED_AT, TRIALS - 1L);

    Process again = start(suite, "killed", "--jobs", "2");
    assertThat(again.waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("killed.log")))
        .contains(
            TRIALS
                + " trials: "
                + kept
                + " done before, "
                + (TRIALS - kept)
                + " trained now, 0 failed");
    assertThat(Cli.run("verify", folder.resolve("killed/many").toString()).code()).isZero();
    Map<String, Map<String, String>> all = rows("killed");
    Set<String> ids =
        Cli.table(folder.resolve("killed/many/trials.csv")).stream()
            .map((CSVRecord row) -> row.get("trial"))
            .collect(Collectors.toSet());
    assertThat(ids).hasSize(TRIALS);

    assertThat(start(suite, "slice", "--jobs", "1", "--only", "*#2").waitFor()).isZero();
    Map<String, Map<String, String>> slice = rows("slice");
    assertThat(slice).hasSize(2 * TRIALS / 3);
    assertThat(all).containsAllEntriesOf(slice);
  }
}
