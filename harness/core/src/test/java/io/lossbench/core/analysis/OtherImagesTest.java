package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.MultiLabelMetrics;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.ImageErrors;
import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences of losses on other test images, from the scores in a ledger. */
class OtherImagesTest {
  private static final int IMAGES = 120;
  private static final int CLASSES = 2;

  @TempDir Path folder;
  private final Plan plan = Records.plan();
  private final LabelMatrix labels = labels();
  private final Map<String, List<ScoreMatrix>> scores = new HashMap<>();
  private Ledger ledger;

  @BeforeEach
  void ledgerWithScores() throws IOException {
    ledger = new Ledger(folder);
    ledger.writePlan(plan, "small.yaml", List.of());
    MultiLabel task = new MultiLabel();
    for (Trial trial : plan.trials()) {
      ScoreMatrix ema = scores(trial.loss().equals("asl") ? 2 : 1, trial.repetition());
      scores.computeIfAbsent(trial.loss(), loss -> new ArrayList<>()).add(ema);
      Path trialFolder = ledger.trialFolder(trial.id());
      task.writePredictions(trialFolder, WeightsKind.EMA, ema, labels);
      task.writeTruth(trialFolder, labels);
      ledger.commit(
          record(
              trial,
              MultiLabelMetrics.meanAveragePrecision(ema, labels),
              Map.of(
                  "scores-ema.npy", Digest.ofFile(trialFolder.resolve("scores-ema.npy")),
                  "labels.npy", Digest.ofFile(trialFolder.resolve("labels.npy")))));
    }
  }

  /** As {@link Records} has it, of these numbers of images and classes. */
  private static TrialRecord record(Trial trial, double map, Map<String, String> files) {
    TrialRecord some = Records.completed(trial, map, map);
    Outcome outcome = some.outcome();
    Outcome.DataSummary data = outcome.data();
    return TrialRecord.completed(
        "small",
        trial,
        some.provenance(),
        new Outcome(
            outcome.weights(),
            outcome.epochs(),
            outcome.performance(),
            new Outcome.DataSummary(
                data.task(),
                data.metric(),
                true,
                data.classes(),
                data.testInstances(),
                100,
                IMAGES,
                1.5,
                15,
                List.of(),
                List.of())),
        files);
  }

  private static LabelMatrix labels() {
    SplitMix64 random = new SplitMix64(1);
    byte[] values = new byte[IMAGES * CLASSES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (random.nextInt(4) == 0 ? 1 : 0);
    }
    return LabelMatrix.of(IMAGES, CLASSES, values);
  }

  /** Scores that are higher for positives by so many standard deviations. */
  private ScoreMatrix scores(double signal, int repetition) {
    SplitMix64 random = SplitMix64.stream(2, repetition);
    byte[] row = new byte[CLASSES];
    float[] values = new float[IMAGES * CLASSES];
    for (int i = 0; i < values.length; i++) {
      labels.copyRow(i / CLASSES, row);
      values[i] = (float) (signal * row[i % CLASSES] + random.nextGaussian());
    }
    return ScoreMatrix.of(IMAGES, CLASSES, values);
  }

  private Comparison comparison() {
    return Comparison.of(ledger, ledger.planned().orElseThrow()).get(0);
  }

  @Test
  void errorsAreThoseOfDrawingTheImagesAgain() {
    double naive = naiveError(400);
    ImageErrors errors = comparison().images().orElseThrow();
    assertThat(errors.errors()).containsOnlyKeys("asl");
    // Of 400 and of 2,000 draws: a deviation is known to 3.5 and 1.6 percent.
    assertThat(errors.errors().get("asl")).isCloseTo(naive, within(.12 * naive));
    assertThat(errors.critical()).isBetween(1.8, 2.2);
  }

  /** By the metric itself, of matrices whose rows are drawn with replacement. */
  private double naiveError(int draws) {
    SplitMix64 random = new SplitMix64(3);
    double[] differences = new double[draws];
    for (int d = 0; d < draws; d++) {
      int[] rows = new int[IMAGES];
      Arrays.setAll(rows, i -> random.nextInt(IMAGES));
      differences[d] = mean("asl", rows) - mean("bce", rows);
    }
    return Summary.of(differences).deviation();
  }

  private double mean(String loss, int[] rows) {
    LabelMatrix drawn = labels.select(rows);
    return scores.get(loss).stream()
        .mapToDouble(
            each -> {
              float[] values = new float[rows.length * CLASSES];
              for (int i = 0; i < rows.length; i++) {
                System.arraycopy(each.row(rows[i]), 0, values, i * CLASSES, CLASSES);
              }
              return MultiLabelMetrics.meanAveragePrecision(
                  ScoreMatrix.of(rows.length, CLASSES, values), drawn);
            })
        .average()
        .orElseThrow();
  }

  @Test
  void intervalsForBothChancesAreWiderThanForOne() {
    Comparison comparison = comparison();
    Comparison.Row asl = comparison.rows().get(1);
    Summary.Interval images = comparison.overImages(asl).orElseThrow();
    Summary.Interval both = comparison.overBoth(asl).orElseThrow();
    assertThat(images.low()).isGreaterThan(0);
    assertThat(both.low()).isLessThan(asl.difference().orElseThrow().interval().low());
    assertThat(comparison.findings().get(0))
        .containsPattern("p = .*\\), and would be on other test images too \\(\\+");
    assertThat(comparison.overImages(comparison.rows().get(0))).isEmpty();
  }

  @Test
  void aLedgerKeepsThemForATimeWithoutScores() throws IOException {
    KeptResults.write(ledger);
    ImageErrors kept = comparison().images().orElseThrow();
    for (Trial trial : plan.trials()) {
      Files.delete(ledger.trialFolder(trial.id()).resolve("scores-ema.npy"));
      Files.delete(ledger.trialFolder(trial.id()).resolve("labels.npy"));
    }
    assertThat(comparison().images()).contains(kept);
    Files.delete(folder.resolve("test-images.json"));
    assertThat(comparison().images()).isEmpty();
  }

  @Test
  void scoresThatAreNotTheRecordedOnesAreNotUsed() throws IOException {
    Path file = ledger.trialFolder(plan.trials().get(0).id()).resolve("scores-ema.npy");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(comparison().images()).isEmpty();
  }

  @Test
  void whatWasKeptOfOtherScoresIsNotTaken() {
    KeptResults.write(ledger);
    List<ImageErrors> kept = ledger.kept(Kept.IMAGE_ERRORS);
    ImageErrors one = kept.get(0);
    ImageErrors foreign =
        new ImageErrors(
            one.dataset(),
            one.backbone(),
            one.baseline(),
            one.weights(),
            "ff".repeat(32),
            one.resamples(),
            9,
            Map.of("asl", 9.0));
    ledger.keep(Kept.IMAGE_ERRORS, List.of(foreign));
    assertThat(comparison().images()).contains(one);
  }

  @Test
  void verificationFindsAChangedDigit() throws IOException {
    KeptResults.write(ledger);
    ledger.writeTables();
    assertThat(LedgerCheck.of(ledger).faults()).isEmpty();
    Path file = folder.resolve("test-images.json");
    Files.writeString(
        file, Files.readString(file).replace("\"resamples\" : 2000", "\"resamples\" : 3000"));
    assertThat(LedgerCheck.of(ledger).faults())
        .singleElement()
        .asString()
        .contains("test-images.json is damaged");
  }
}
