package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a finished trial left, changed behind lossbench's back, and exported to a full disk. */
@Timeout(120)
class AlteredResultsIT {
  private static final String TRIAL = "tiny/small/bce#1";

  @TempDir static Path folder;
  @TempDir Path exports;

  @BeforeAll
  static void train() throws Exception {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path suite = Cli.tinySuite(folder, "checked", 1, "bce");
    Path log = folder.resolve("log");
    Process run =
        Cli.process(
                log,
                List.of(),
                "run",
                suite.toString(),
                "--results",
                folder.toString(),
                "--no-report")
            .start();
    assertThat(run.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(Files.readString(log)).isZero();
  }

  @BeforeEach
  void isWhole() {
    Cli whole = Cli.run("verify", folder.resolve("checked").toString());
    assertThat(whole.out()).contains("1 records and 4 files are what was written; faults: 0");
    assertThat(whole.code()).isZero();
  }

  private static Path only(String name) throws IOException {
    try (var files = Files.walk(folder.resolve("checked/trials"))) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private static Cli report() {
    return Cli.run(
        "report", "checked", "--results", folder.toString(), "--reports", folder.toString());
  }

  private String[] export(String file) {
    return new String[] {
      "export",
      "checked",
      TRIAL,
      "-o",
      exports.resolve(file).toString(),
      "--results",
      folder.toString()
    };
  }

  /** A command that reads a file: what it answers once the file is another. */
  private List<Cli> readers(String name) throws IOException {
    Cli verify = Cli.run("verify", folder.toString());
    if (name.equals("weights.safetensors")) {
      return List.of(
          verify, report(), Cli.run(export("net.pt")), Cli.run(export("net.safetensors")));
    }
    String scores = only(name.equals("labels.npy") ? "scores-raw.npy" : name).toString();
    return List.of(verify, report(), Cli.run("score", scores, only("labels.npy").toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "scores-raw.npy", "scores-ema.npy", "labels.npy"})
  void whatIsChangedIsFoundByEveryCommandThatReadsIt(String name) throws IOException {
    Path file = only(name);
    byte[] bytes = Files.readAllBytes(file);
    byte[] data = bytes.clone();
    data[bytes.length - 1] ^= 1;
    byte[] header = bytes.clone();
    header[20] ^= 1;
    try {
      for (byte[] changed :
          List.of(
              data,
              header,
              Arrays.copyOf(bytes, bytes.length / 2),
              Arrays.copyOf(bytes, bytes.length + 1),
              new byte[0])) {
        Files.write(file, changed);
        for (Cli answer : readers(name)) {
          assertThat(answer.code()).isNotZero();
          assertThat(answer.out() + answer.err())
              .contains(
                  file
                      + " is not what "
                      + TRIAL
                      + " wrote: its SHA-256 is not the recorded one; move its folder away to train"
                      + " the trial again");
        }
        assertThat(exports).isEmptyDirectory();
      }
      Files.delete(file);
      for (Cli answer : List.of(Cli.run("verify", folder.toString()), report())) {
        assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.out() + answer.err()).contains(name + " is missing");
      }
    } finally {
      Files.write(file, bytes);
    }
  }

  @Test
  void whatIsWholeIsExportedAsItIs() throws IOException {
    assertThat(Cli.run(export("net.safetensors")).code()).isZero();
    assertThat(exports.resolve("net.safetensors"))
        .hasSameBinaryContentAs(only("weights.safetensors"));
  }

  @Test
  void aChangedRecordIsRefusedByEveryCommand() throws IOException {
    Path record = only("record.json");
    String text = Files.readString(record);
    try {
      Files.writeString(record, text.replaceFirst("(\"mAP\" : )\\d", "$19"));
      assertThat(Cli.run("verify", folder.toString()).code()).isEqualTo(ExitCode.FAILED);
      String suite = folder.resolve("checked.yaml").toString();
      for (Cli answer :
          List.of(
              report(),
              Cli.run("run", suite, "--results", folder.toString(), "--no-report"),
              Cli.run(export("net.pt")),
              Cli.run("score", only("scores-raw.npy").toString(), only("labels.npy").toString()))) {
        assertThat(answer.code()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(answer.err())
            .contains(
                "the record " + record + " is damaged: its content does not fit its own sha256");
      }
    } finally {
      Files.writeString(record, text);
    }
  }

  @Test
  void whereNothingIsThereIsNothingToVerify() {
    assertThat(Cli.run("verify", folder.resolve("nowhere").toString()).err())
        .contains("there are no results in");
  }

  /** The system's limit to the size of a file stands for a disk that is full from there on. */
  @ParameterizedTest
  @CsvSource({
    "net.pt, 1, an older one",
    "net.pt, 300, ''",
    "net.safetensors, 1, ''",
    "net.safetensors, 300, an older one"
  })
  @DisabledOnOs(OS.WINDOWS)
  void anExportToAFullDiskLeavesNothing(String name, int blocks, String before) throws Exception {
    if (!before.isEmpty()) {
      Files.writeString(exports.resolve(name), before);
    }
    ProcessBuilder export =
        Cli.process(folder.resolve("log"), List.of("-XX:-UsePerfData"), export(name));
    String limited = "ulimit -f " + blocks + " && exec \"$@\"";
    export.command().addAll(0, List.of("sh", "-c", limited, "sh"));
    Process process = export.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(folder.resolve("log"))
        .content()
        .startsWith(
            "error: cannot write " + exports.resolve(name) + " (IOException: File too large)");
    if (before.isEmpty()) {
      assertThat(exports).isEmptyDirectory();
    } else {
      assertThat(exports.resolve(name)).hasContent(before);
      assertThat(exports.toFile().list()).containsExactly(name);
    }
  }
}
