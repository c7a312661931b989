package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.file.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that train one suite, as the tasks of a job array do. */
@Timeout(400)
class ShardsIT {
  @TempDir Path folder;
  private Path suite;

  @BeforeEach
  void suite() throws IOException {
    suite = Cli.tinySuite(folder, "sharded", 2, "bce", "asl");
  }

  private Process start(String log, String results, Map<String, String> variables, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", suite.toString(), "--set", "repetitions=2", "--threads", "1"));
    arguments.addAll(List.of("--no-report", "--results", folder.resolve(results).toString()));
    arguments.addAll(List.of(more));
    ProcessBuilder process =
        Cli.process(folder.resolve(log), List.of(), arguments.toArray(new String[0]));
    process.environment().putAll(variables);
    return process.start();
  }

  private void finish(Process run, String log) throws Exception {
    assertThat(run.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(log(log)).isZero();
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** The comparable part of the table, and SHA-256 of scores, labels and weights, by file. */
  private Map<String, String> content(String results) throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path ledger = folder.resolve(results).resolve("sharded");
    content.put("trials.csv", Cli.comparable(ledger.resolve("trials.csv")).toString());
    try (var files = Files.walk(ledger)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = ledger.relativize(file).toString();
        assertThat(name).doesNotContain("work/").doesNotContain(".tmp").doesNotContain(".lease");
        if (name.endsWith(".npy") || name.endsWith(".safetensors")) {
          content.put(name, Digest.ofFile(file));
        }
      }
    }
    return content;
  }

  @Test
  void shardsOnOneFolderEndInTheBitsOfOneRunAlthoughOneIsKilled() throws Exception {
    finish(start("whole.log", "whole", Map.of()), "whole.log");

    Process first = start("first.log", "shared", Map.of(), "--shard", "1/2");
    Process second = start("second.log", "shared", Map.of(), "--shard", "2/2");
    Path trials = folder.resolve("shared/sharded/trials");
    for (int i = 0; i < 2000 && !isBegun(trials, 2); i++) {
      Thread.sleep(20);
    }
    second.destroyForcibly().waitFor();
    finish(start("again.log", "shared", Map.of(), "--shard", "2/2"), "again.log");
    finish(first, "first.log");

    assertThat(content("shared")).hasSize(17).isEqualTo(content("whole"));
    assertThat(folder.resolve("shared/sharded/calibration.json"))
        .as("kept by the last shard")
        .hasSameTextualContentAs(folder.resolve("whole/sharded/calibration.json"));
    Cli verify = Cli.run("verify", folder.resolve("shared").toString());
    assertThat(verify.code()).as(verify.out()).isZero();
  }

  private static boolean isBegun(Path trials, int count) throws IOException {
    if (!Files.isDirectory(trials)) {
      return false;
    }
    try (var files = Files.list(trials)) {
      return files.filter(trial -> Files.exists(trial.resolve("work/job.json"))).count() >= count;
    }
  }

  /** As where a scheduler starts a task again elsewhere while it still runs; with leases. */
  @Test
  void aShardThatIsStartedTwiceTrainsEachTrialOnce() throws Exception {
    Map<String, String> leases = Map.of("LOSSBENCH_LOCKS", "lease");
    Process one = start("one.log", "twice", leases, "--shard", "1/2");
    Process two = start("two.log", "twice", leases, "--shard", "1/2");
    finish(one, "one.log");
    finish(two, "two.log");
    assertThat(content("twice")).hasSize(9);
    assertThat(trained(log("one.log")) + trained(log("two.log")))
        .as(log("one.log") + log("two.log"))
        .isEqualTo(2);
  }

  private static int trained(String log) {
    return Integer.parseInt(log.replaceAll("(?s).* (\\d+) trained now.*", "$1"));
  }
}
