package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs in real processes: the same bits again, failures, silence on the network. What kills
 * do to runs is in {@link KillIT}.
 */
@Timeout(240)
class RunIT {
  @TempDir Path folder;

  private Process start(List<String> jvmArguments, String... arguments) throws IOException {
    return Cli.process(folder.resolve("log"), jvmArguments, arguments).start();
  }

  private String[] arguments(Path suite, String results, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                suite.toString(),
                "--threads",
                "2",
                "--results",
                folder.resolve(results).toString(),
                "--reports",
                folder.resolve(results).toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private void finish(Process process, int code) throws Exception {
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isEqualTo(code);
  }

  private List<String> trialIds(Path suite) {
    return Cli.run("plan", suite.toString(), "--results", folder.resolve("none").toString())
        .out()
        .lines()
        .filter(line -> line.matches("# [0-9a-f]{16} .*"))
        .map(line -> line.substring(2, 18))
        .toList();
  }

  @Test
  void theSameTrialInTwoProcessesEndsInTheSameBits() throws Exception {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path suite = Cli.tinySuite(folder, "twice", 2, "asl");
    finish(start(List.of(), arguments(suite, "a")), 0);
    finish(start(List.of(), arguments(suite, "b")), 0);
    List<Map<String, String>> first = Cli.comparable(folder.resolve("a/twice/trials.csv"));
    assertThat(first)
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.get("weights_sha256")).hasSize(64));
    assertThat(Cli.comparable(folder.resolve("b/twice/trials.csv"))).isEqualTo(first);
    String id = trialIds(suite).get(0);
    for (String file :
        List.of("scores-raw.npy", "scores-ema.npy", "labels.npy", "weights.safetensors")) {
      assertThat(folder.resolve("b/twice/trials/" + id + "/" + file))
          .hasSameBinaryContentAs(folder.resolve("a/twice/trials/" + id + "/" + file));
    }

    // What was recorded is what the recorded scores are worth.
    Path trial = folder.resolve("a/twice/trials/" + id);
    Cli scored =
        Cli.run(
            "score",
            trial.resolve("scores-ema.npy").toString(),
            trial.resolve("labels.npy").toString());
    String recorded = first.get(1).get("mAP");
    assertThat(first.get(1)).containsEntry("weights", "ema");
    assertThat(scored.out())
        .containsPattern(
            "mAP +" + String.format("%.4f", Double.parseDouble(recorded)).replace(".", "\\."));

    // The report comes out of the ledger byte for byte, with nothing that a browser would fetch.
    String results = folder.resolve("a").toString();
    byte[] html = Files.readAllBytes(folder.resolve("a/twice.html"));
    assertThat(
            Cli.run(
                    "report",
                    "twice",
                    "--results",
                    results,
                    "--reports",
                    folder.resolve("again").toString())
                .code())
        .isZero();
    assertThat(folder.resolve("again/twice.html")).hasBinaryContent(html);
    assertThat(folder.resolve("again/twice.md"))
        .hasSameBinaryContentAs(folder.resolve("a/twice.md"));
    assertThat(new String(html, java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("src=", "@import", "url(")
        .containsOnlyOnce("<script");

    // An exported network is a file that the engine opens again.
    Cli exported =
        Cli.run(
            "export", "twice", id, "-o", folder.resolve("net.pt").toString(), "--results", results);
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(folder.resolve("net.pt")).isNotEmptyFile();
  }

  @Test
  void aRunOpensNoConnection() throws Exception {
    Path suite = Cli.tinySuite(folder, "silent", 1, "bce");
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread listener =
          new Thread(
              () -> {
                try {
                  while (true) {
                    proxy.accept().close();
                    connections.incrementAndGet();
                  }
                } catch (IOException e) {
                  // Closed at the end of the test.
                }
              });
      listener.setDaemon(true);
      listener.start();
      // Every socket that Java opens, in the run and in its workers, would go through this proxy.
      String options = "-DsocksProxyHost=127.0.0.1 -DsocksProxyPort=" + proxy.getLocalPort();
      ProcessBuilder run =
          Cli.process(folder.resolve("log"), List.of(), arguments(suite, "silent"));
      run.environment().put("JAVA_TOOL_OPTIONS", options);
      finish(run.start(), 0);
      assertThat(connections).hasValue(0);

      // The listener is not deaf: a process that does connect is heard.
      Path source =
          Files.writeString(
              folder.resolve("Loud.java"),
              "public class Loud { public static void main(String[] a) throws Exception {"
                  + " try { new java.net.Socket(\"192.0.2.1\", 80); } catch (java.io.IOException e) { } } }");
      ProcessBuilder loud =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              source.toString());
      loud.environment().put("JAVA_TOOL_OPTIONS", options);
      loud.redirectErrorStream(true)
          .redirectOutput(folder.resolve("loud.log").toFile())
          .start()
          .waitFor(60, TimeUnit.SECONDS);
      assertThat(connections.get()).isPositive();
    }
  }

  @Test
  void aTrialThatDivergesIsARowAndTheOthersGoOn() throws Exception {
    Path suite = Cli.tinySuite(folder, "diverging", 2, "bce", "asl");
    finish(
        start(
            List.of(),
            arguments(
                suite,
                "diverging",
                "--set",
                "losses.bce={type: bce}",
                "--set",
                "train.optimizer={type: sgd}",
                "--set",
                "train.schedule={type: constant, lr: 1.0e+30}")),
        1);
    List<CSVRecord> rows = Cli.table(folder.resolve("diverging/diverging/trials.csv"));
    assertThat(rows)
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.get("status")).isEqualTo("failed"));
    assertThat(rows.get(0).get("reason")).contains("in epoch 1: lower the learning rate");
  }
}
