package io.lossbench.core.detection;

import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A ledger of two losses in two repetitions on three images with an ant of 10 x 10 pixels, one of
 * 50 x 50 and a bee of 100 x 100; there is no cat. Loss {@code asl} finds all of them exactly in
 * the second repetition. In every other trial the second ant's box overlaps it by 0.6 and the bee
 * is sought in the wrong place.
 */
public final class HandMadeDetections {
  private static final List<String> CLASSES = List.of("<b>ant</b>", "bee", "cat");

  private HandMadeDetections() {}

  public static Plan plan() {
    return HandMade.plan(
        "suite: made\n"
            + "datasets: {generated-scenes: {set: {task: detection, size: 32, classes: 3, train: 8,"
            + " test: 8}}}\n"
            + "repetitions: 2\n"
            + "backbones: {small: {type: resnet20, image-size: 32, detector: {type: fcos, strides:"
            + " [4], extra-levels: 0, channels: 8, groups: 2}}}\n"
            + "losses: {bce: {type: bce}, asl: {type: asl}}\n"
            + "train: {epochs: 2, ema: 0}\n");
  }

  public static AnnotatedImages truth() {
    AnnotatedImages.Builder truth =
        new AnnotatedImages.Builder(
            List.of(
                new Category(CocoId.of(BigInteger.ONE), CLASSES.get(0)),
                new Category(CocoId.of(BigInteger.TWO), CLASSES.get(1)),
                new Category(CocoId.of(BigInteger.TEN), CLASSES.get(2))));
    return truth
        .image(CocoId.of("a"), 200, 200)
        .object(new AnnotatedObject(new Box(5, 5, 10, 10), 0, Standing.OBJECT))
        .image(CocoId.of("b"), 200, 200)
        .object(new AnnotatedObject(new Box(20, 20, 50, 50), 0, Standing.OBJECT))
        .image(CocoId.of("c"), 200, 200)
        .object(new AnnotatedObject(new Box(0, 0, 100, 100), 1, Standing.OBJECT))
        .build();
  }

  private static Detections detections(boolean exact) {
    return new Detections.Builder()
        .image()
        .object(new DetectedObject(0, new Box(5, 5, 10, 10), 0.9))
        .image()
        .object(new DetectedObject(0, new Box(20, 20, 50, exact ? 50 : 30), 0.8))
        .image()
        .object(new DetectedObject(1, new Box(exact ? 0 : 100, 0, 100, 100), 0.7))
        .build();
  }

  /** The ledger, with detections and annotations beside its records. */
  public static Ledger ledger(Path folder) throws IOException {
    Plan plan = plan();
    Ledger ledger = new Ledger(folder);
    ledger.writePlan(plan, "made.yaml", List.of());
    for (Trial trial : plan.trials()) {
      boolean exact = trial.loss().equals("asl") && trial.repetition() == 2;
      ledger.commit(record(ledger, trial, detections(exact), truth()));
    }
    ledger.writeTables();
    return ledger;
  }

  /** A completed trial of these detections, which lie beside it. */
  public static TrialRecord record(
      Ledger ledger, Trial trial, Detections detections, AnnotatedImages truth) throws IOException {
    ObjectDetection task = new ObjectDetection();
    Path folder = ledger.trialFolder(trial.id());
    Files.createDirectories(folder);
    Path predictions = task.writePredictions(folder, WeightsKind.RAW, detections, truth);
    Path annotations = task.writeTruth(folder, truth);
    Judgement judgement = task.judge(detections, truth, Settings.of(Map.of()));
    double ap = judgement.metrics().get("AP");
    List<Integer> instances = task.summary(truth).perClass();
    TrialRecord made = HandMade.record("made", trial, instances, new double[] {ap}, 100);
    Outcome outcome = Objects.requireNonNull(made.outcome());
    return TrialRecord.completed(
        "made",
        trial,
        made.provenance(),
        new Outcome(
            List.of(
                new Outcome.Evaluation(
                    WeightsKind.RAW,
                    2,
                    2,
                    ap,
                    "aa".repeat(32),
                    detections.sha256(),
                    judgement.metrics(),
                    judgement.perClass())),
            outcome.epochs(),
            outcome.performance(),
            new Outcome.DataSummary(
                task.name(),
                "AP",
                true,
                truth.categories().stream().map(Category::name).toList(),
                instances,
                100,
                truth.rows(),
                1,
                0,
                List.of(),
                List.of())),
        Map.of(
            predictions.getFileName().toString(), Digest.ofFile(predictions),
            annotations.getFileName().toString(), Digest.ofFile(annotations)));
  }

  /** Removes what lies beside the records, as from a ledger that is passed on. */
  public static void removePredictions(Ledger ledger) throws IOException {
    for (Trial trial : plan().trials()) {
      Files.delete(ledger.trialFolder(trial.id()).resolve("detections-raw.json"));
      Files.delete(ledger.trialFolder(trial.id()).resolve(ObjectDetection.ANNOTATIONS_FILE));
    }
  }
}
