package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.terminal.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code score}: what it takes for granted, and what it refuses to judge. */
class ScoreCommandTest {
  private static final int[] LABELS = {1, 0, 0, 0, 1, 0, 1, 0, 1};
  private static final double[] PROBABILITIES = {.9, .2, .3, .1, .8, .2, .7, .6, .4};

  @TempDir Path folder;

  private Path doubles(int rows, int columns, double... values) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(data::putDouble);
    return npy("s.npy", "<f8", rows, columns, data.array());
  }

  private Path labels(int rows, int columns, int... values) throws IOException {
    byte[] data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) values[i];
    }
    return npy("l.npy", "|i1", rows, columns, data);
  }

  private Path npy(String name, String type, int rows, int columns, byte[] data)
      throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d)}".formatted(type, rows, columns);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data);
    return Files.write(folder.resolve(name), out.toByteArray());
  }

  private static Cli score(Path scores, Path labels, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("score", scores.toString(), labels.toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  private static String value(Cli scored, String metric) {
    return scored
        .out()
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .map(line -> line.substring(metric.length()).strip())
        .findFirst()
        .orElse("none");
  }

  /** Of nine pairs one is predicted that is negative, and one positive is not. */
  @Test
  void metricsThatSuitesCanAddAreComputedOfProbabilities() throws IOException {
    assertThat(value(score(doubles(3, 3, PROBABILITIES), labels(3, 3, LABELS)), "hamming-loss"))
        .isEqualTo("22.2222");
    double[] logits = {2, -2, -1, -3, 2, -2, 1, .5, -.5};
    assertThat(value(score(doubles(3, 3, logits), labels(3, 3, LABELS)), "hamming-loss"))
        .isEqualTo("none");
  }

  @Test
  void whatIsTakenForGrantedIsSaid() throws IOException {
    Cli scored = score(doubles(3, 3, PROBABILITIES), labels(3, 3, LABELS));
    assertThat(scored.code()).as(scored.err()).isZero();
    assertThat(scored.err())
        .contains("3 images, 3 classes; float64 scores from 0.1 to 0.9 taken as probabilities")
        .contains("4 labels are positive, 5 negative, 0 unknown")
        .contains("@top3 keeps all 3 classes");
    assertThat(value(scored, "CF1")).isNotEqualTo("none");
  }

  @Test
  void logitsHaveTheMetricsOfTheirProbabilities() throws IOException {
    Path truth = labels(3, 3, LABELS);
    String[] options = {"--top-k", "2", "--threshold", "0.3"};
    Cli probabilities = score(doubles(3, 3, PROBABILITIES), truth, options);
    double[] logits = Arrays.stream(PROBABILITIES).map(p -> Math.log(p / (1 - p))).toArray();
    Cli scored =
        score(doubles(3, 3, logits), truth, "--logits", "--top-k", "2", "--threshold", "0.3");
    assertThat(scored.code()).as(scored.err()).isZero();
    assertThat(scored.err()).contains("taken as logits");
    assertThat(scored.out()).isEqualTo(probabilities.out().replaceFirst("hamming-loss .*\\R", ""));
    assertThat(scored.err()).contains("of probabilities only are computed: hamming-loss");

    Cli without = score(doubles(3, 3, logits), truth);
    assertThat(without.code()).isZero();
    assertThat(value(without, "mAP")).isEqualTo(value(scored, "mAP"));
    assertThat(value(without, "CF1@top3")).isNotEqualTo("none");
    assertThat(value(without, "CF1")).isEqualTo("none");
    assertThat(value(without, "CF1@0.8")).isEqualTo("none");
    assertThat(value(without, "CF1@top3-thresholded")).isEqualTo("none");
    assertThat(without.err()).contains("taken as an order only").contains("say --logits");

    assertThat(score(doubles(3, 3, PROBABILITIES), truth, "--logits").err())
        .contains("--logits, but all scores lie within 0..1");
  }

  @Test
  void percentagesHaveNoMetricsAtAProbability() throws IOException {
    double[] percentages = Arrays.stream(PROBABILITIES).map(p -> 100 * p).toArray();
    Cli scored = score(doubles(3, 3, percentages), labels(3, 3, LABELS), "--format", "json");
    assertThat(scored.out()).contains("\"mAP\"", "\"notes\"").doesNotContain("\"CF1\"");
    assertThat(scored.err()).contains("divide percentages by 100");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --threshold | 1.5  | --threshold is a probability, 0 to 1, not 1.5
          --threshold | -0.1 | --threshold is a probability
          --threshold | NaN  | --threshold is a probability
          --threshold | half | half
          --top-k     | 0    | --top-k is at least 1, not 0
          --top-k     | -1   | --top-k is at least 1, not -1
          --top-k     | 4    | --top-k 4 is more than the 3 classes
          """)
  void wrongOptionsAreUsage(String option, String value, String message) throws IOException {
    Cli scored = score(doubles(3, 3, PROBABILITIES), labels(3, 3, LABELS), option, value);
    assertThat(scored.code()).isEqualTo(ExitCode.USAGE);
    assertThat(scored.err()).contains(message).doesNotContain("\tat ");
    assertThat(scored.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 -1 -1 1 | the labels are 1 and -1 without a 0
          -1 -1 -1 -1 | no label is positive (0 are 0, 4 are -1 for unknown)
          0 0 0 0 | no label is positive (4 are 0, 0 are -1 for unknown)
          0 -1 0 -1 | no label is positive
          0 2 0 1 | the label in row 0, class 1 is 2, not 1
          """)
  void labelsThatJudgeNothingAreRefused(String written, String message) throws IOException {
    int[] values = Arrays.stream(written.split(" ")).mapToInt(Integer::parseInt).toArray();
    Cli scored = score(doubles(2, 2, .1, .2, .3, .4), labels(2, 2, values));
    assertThat(scored.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(scored.err()).contains("l.npy: " + message).doesNotContain("\tat ");
    assertThat(scored.out()).isEmpty();
  }

  @Test
  void whatIsLeftOutIsCounted() throws IOException {
    Path scores = doubles(2, 2, .1, .2, .3, .4);
    assertThat(score(scores, labels(2, 2, 1, 0, 0, 0)).err())
        .contains("1 of 2 classes have no positive");
    Cli perfect = score(scores, labels(2, 2, 1, 1, 1, 1));
    assertThat(perfect.code()).isZero();
    assertThat(perfect.err()).contains("no label is negative: every ranking is perfect");
    Files.write(scores, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
    assertThat(score(scores, labels(2, 2, 1, 0, 0, 1)).err())
        .contains("s.npy holds 3 bytes behind its array");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2, 3 | 3, 2 | scores are 2 x 3, labels are 3 x 2: one of them is transposed
          2, 3 | 2, 1 | the same images, but not the same classes
          2, 3 | 1, 3 | the same classes, but not the same images
          2, 3 | 1, 2 | scores are 2 x 3, labels are 1 x 2
          """)
  void otherShapesAreExplained(String scores, String labels, String message) throws IOException {
    int[] s = Arrays.stream(scores.split(", ")).mapToInt(Integer::parseInt).toArray();
    int[] l = Arrays.stream(labels.split(", ")).mapToInt(Integer::parseInt).toArray();
    Cli scored =
        score(
            doubles(s[0], s[1], new double[s[0] * s[1]]), labels(l[0], l[1], new int[l[0] * l[1]]));
    assertThat(scored.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(scored.err()).contains(message);
  }

  @Test
  void emptyArraysAndNotFiniteScoresAreErrors() throws IOException {
    Cli noRows = score(doubles(0, 20), labels(0, 20));
    assertThat(noRows.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(noRows.err()).contains("s.npy: the array of shape (0, 20) has no images");
    assertThat(score(doubles(40, 0), labels(40, 0)).err()).contains("has no classes");
    Cli infinite = score(doubles(1, 2, .5, Double.POSITIVE_INFINITY), labels(1, 2, 1, 0));
    assertThat(infinite.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(infinite.err()).contains("score Infinity in row 0, class 1 is not finite");
  }

  /** A device that is always full. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aResultThatCouldNotBeWrittenIsAnError() throws IOException {
    String scores = doubles(3, 3, PROBABILITIES).toString();
    String truth = labels(3, 3, LABELS).toString();
    for (String[] command :
        new String[][] {
          {"score", scores, truth},
          {"score", scores, truth, "--format", "json"},
          {"describe", "losses"},
          {"schema"},
          {"--help"},
          {"--version"}
        }) {
      StringWriter err = new StringWriter();
      try (PrintWriter out =
          new PrintWriter(new FileOutputStream("/dev/full"), true, StandardCharsets.UTF_8)) {
        assertThat(Main.execute(out, new PrintWriter(err, true), command))
            .as(String.join(" ", command))
            .isEqualTo(ExitCode.ENVIRONMENT);
      }
      assertThat(err.toString()).contains("error: the output could not be written whole");
    }
  }
}
