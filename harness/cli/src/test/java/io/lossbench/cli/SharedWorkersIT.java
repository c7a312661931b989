package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials that share a process end in the bits that they have alone. */
class SharedWorkersIT {
  private static final List<String> LOSSES = List.of("bce", "asl", "zlpr");

  @TempDir Path folder;

  private Path suite() throws IOException {
    Files.createDirectories(folder.resolve("datasets"));
    Files.writeString(
        folder.resolve("datasets/scenes.yaml"),
        "dataset: scenes\nformat: {type: generated-scenes, size: 32, classes: 6, train: 60, test: 30}\n");
    StringBuilder suite =
        new StringBuilder(
            """
            suite: shared
            seed: 3
            repetitions: 2
            datasets: [vectors]
            backbones: {probe: {type: mlp, hidden: [16], batch-norm: true}}
            train:
              epochs: 3
              batch-size: 16
              ema: 0.9
            losses:
            """);
    LOSSES.forEach(loss -> suite.append("  " + loss + ": {type: " + loss + "}\n"));
    return Files.writeString(folder.resolve("shared.yaml"), suite);
  }

  private String datasets() {
    return folder.resolve("vectors").toString();
  }

  /** Runs, and counts the processes that were workers. */
  private int run(Path suite, String results, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                suite.toString(),
                "--datasets",
                datasets(),
                "--results",
                folder.resolve(results).toString(),
                "--threads",
                "1",
                "--device",
                "cpu",
                "--no-report"));
    arguments.addAll(Arrays.asList(more));
    Path log = folder.resolve(results + ".log");
    Process process = Cli.process(log, List.of(), arguments.toArray(String[]::new)).start();
    Set<Long> workers = new HashSet<>();
    while (process.isAlive()) {
      // Not its descendants: a worker that loads the engine asks ldconfig for a moment.
      process.toHandle().children().map(ProcessHandle::pid).forEach(workers::add);
      Thread.sleep(10);
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return workers.size();
  }

  @Test
  void theBitsAreThoseOfATrialAlone() throws Exception {
    Path suite = suite();
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Cli made =
        Cli.run(
            "embed",
            "scenes",
            "--backbone",
            "resnet20",
            "--weights",
            "scenes-resnet20.safetensors",
            "--normalize",
            "none",
            "--image-size",
            "32",
            "--name",
            "vectors",
            "--datasets",
            folder.resolve("datasets").toString(),
            "--out",
            folder.resolve("vectors").toString());
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(run(suite, "together")).isEqualTo(1);
    for (String loss : LOSSES) {
      for (int repetition = 1; repetition <= 2; repetition++) {
        run(suite, "alone", "--only", "vectors/probe/" + loss + "#" + repetition);
      }
    }
    int compared = 0;
    Path together = folder.resolve("together/shared/trials");
    try (var trials = Files.list(together)) {
      for (Path trial : trials.toList()) {
        Path alone = folder.resolve("alone/shared/trials").resolve(trial.getFileName());
        for (String file :
            List.of("weights.safetensors", "scores-raw.npy", "scores-ema.npy", "labels.npy")) {
          assertThat(trial.resolve(file)).hasSameBinaryContentAs(alone.resolve(file));
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(24);
    for (String name : List.of("probe.pt", "probe.safetensors")) {
      Cli exported =
          Cli.run(
              "export",
              "shared",
              "vectors/probe/bce#1",
              "-o",
              folder.resolve(name).toString(),
              "--results",
              folder.resolve("together").toString());
      assertThat(exported.code()).as(exported.err()).isZero();
      assertThat(folder.resolve(name)).isNotEmptyFile();
    }
  }
}
