package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.detection.HandMadeDetections;
import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.ReferenceLedger;
import io.lossbench.core.ledger.TrialCurves;
import io.lossbench.core.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Precision by recall and AP by size, from the detections in a ledger and from what was kept. */
class RecallComparisonTest {
  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void ledgerWithDetections() throws IOException {
    ledger = HandMadeDetections.ledger(folder.resolve("made"));
  }

  private static RecallComparison recall(Ledger ledger) {
    return RecallComparison.of(ledger, comparison(ledger));
  }

  private static Comparison comparison(Ledger ledger) {
    return Comparison.of(ledger, ledger.planned().orElseThrow()).get(0);
  }

  private static void keep(Ledger ledger) {
    KeptResults.write(ledger);
  }

  private Path file() {
    return ledger.folder().resolve("precision-recall.json");
  }

  @Test
  void isTheMeanOverClassesWithObjectsAndOverRepetitions() {
    RecallComparison recall = recall(ledger);
    assertThat(recall.curves()).containsExactly("IoU 0.50", "IoU 0.75");
    assertThat(recall.without()).isZero();
    // Both ants and no bee: at 0.50 ants have 100 at each recall; at 0.75 up to one half.
    RecallComparison.Row bce = recall.rows().get(0);
    assertThat(Arrays.stream(bce.overClasses(0).mean()).distinct()).containsExactly(50.0);
    assertThat(bce.overClasses(1).mean()[50]).isEqualTo(50);
    assertThat(bce.overClasses(1).mean()[51]).isZero();
    assertThat(bce.ofClass(1, 0)[50]).isEqualTo(100);
    assertThat(bce.ofClass(1, 1)[0]).isZero();
    assertThat(bce.ofClass(1, 2)).containsOnly(Double.NaN);
    // All of it in one of two repetitions.
    RecallComparison.Row asl = recall.rows().get(1);
    assertThat(asl.loss()).isEqualTo("asl");
    assertThat(asl.overClasses(0).mean()[100]).isEqualTo(75);
    assertThat(asl.overClasses(0).low()[100]).isEqualTo(50);
    assertThat(asl.overClasses(0).high()[100]).isEqualTo(100);
    assertThat(asl.ofClass(1, 1)[3]).isEqualTo(50);
  }

  @Test
  void averagePrecisionBySizeIsSummedUpOverTheRepetitions() {
    BreakdownComparison sizes = BreakdownComparison.of(comparison(ledger)).orElseThrow();
    List<BreakdownComparison.Cell> bce = sizes.rows().get(0).cells();
    assertThat(bce.get(0).summary().mean()).isCloseTo(100, within(1e-9));
    // An overlap of 0.6 is enough at three thresholds of ten.
    assertThat(bce.get(1).summary().mean()).isCloseTo(30, within(1e-9));
    assertThat(bce.get(2).summary().mean()).isZero();
    BreakdownComparison.Cell asl = sizes.rows().get(1).cells().get(1);
    assertThat(asl.values().get(1)).isCloseTo(30, within(1e-9));
    assertThat(asl.values().get(2)).isCloseTo(100, within(1e-9));
    assertThat(asl.summary().mean()).isCloseTo(65, within(1e-9));
    // Student's t of one degree of freedom is 12.706; the standard error of 30 and 100 is 35.
    assertThat(asl.summary().interval().high()).isCloseTo(65 + 12.706 * 35, within(0.01));
  }

  @Test
  void aLedgerKeepsItForATimeWithoutDetectionsAndSoDoesAReference() throws IOException {
    keep(ledger);
    RecallComparison before = recall(ledger);
    HandMadeDetections.removePredictions(ledger);
    assertThat(recall(ledger)).isEqualTo(before);
    ReferenceLedger.write(ledger, ledger.records(), folder.resolve("reference"));
    assertThat(recall(new Ledger(folder.resolve("reference")))).isEqualTo(before);
    keep(ledger);
    assertThat(recall(ledger)).isEqualTo(before);
  }

  @Test
  void detectionsThatAreNotThereAreTold() throws IOException {
    HandMadeDetections.removePredictions(ledger);
    assertThat(recall(ledger).rows()).isEmpty();
    assertThat(recall(ledger).without()).isEqualTo(4);
  }

  @Test
  void whatWasKeptOfOtherDetectionsOrOfOtherCurvesIsNotTaken() {
    keep(ledger);
    RecallComparison before = recall(ledger);
    List<TrialCurves> kept = ledger.kept(Kept.CURVES);
    TrialCurves first = kept.get(0);
    TrialCurves second = kept.get(1);
    ledger.keep(
        Kept.CURVES,
        List.of(
            new TrialCurves(first.trial(), first.weights(), "ff".repeat(32), second.curves()),
            new TrialCurves(
                second.trial(),
                second.weights(),
                second.scoresSha256(),
                second.curves().subList(0, 1))));
    assertThat(recall(ledger)).isEqualTo(before);
  }

  @Test
  void verificationFindsAChangedDigit() throws IOException {
    keep(ledger);
    assertThat(LedgerCheck.of(ledger).faults()).isEmpty();
    Files.writeString(file(), Files.readString(file()).replaceFirst("100\\.0", "10.0"));
    assertThat(LedgerCheck.of(ledger).faults())
        .singleElement()
        .asString()
        .contains("precision-recall.json is damaged");
  }

  @Test
  void classificationHasNoneAndKeepsNone() {
    Plan plan =
        HandMade.plan(
            "suite: other\ndatasets: [generated-scenes]\nrepetitions: 1\n"
                + "backbones: {small: {type: resnet20, image-size: 32}}\n"
                + "losses: {bce: {type: bce}}\ntrain: {epochs: 2, ema: 0}\n");
    Ledger other =
        HandMade.ledger(folder.resolve("other"), plan, HandMade.records(plan, trial -> 50));
    keep(other);
    assertThat(recall(other)).isEqualTo(new RecallComparison(List.of(), List.of(), 0, 0));
    assertThat(BreakdownComparison.of(comparison(other))).isEmpty();
    assertThat(other.folder().resolve("precision-recall.json")).doesNotExist();
  }
}
