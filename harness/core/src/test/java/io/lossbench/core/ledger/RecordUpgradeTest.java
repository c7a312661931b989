package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Calibration;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that the version before wrote. */
class RecordUpgradeTest {
  @TempDir Path folder;

  private final Trial trial = Records.plan().trials().get(0);

  /** As version 2 wrote it. */
  private Map<String, Object> versionTwo(String metric, Object gamma) {
    TrialRecord now = Records.completed(trial, 40, 41);
    Map<String, Object> epoch = new LinkedHashMap<>();
    epoch.put("epoch", 1);
    epoch.put("trainLoss", 8.5);
    epoch.put("learningRate", 1e-3);
    for (String unknown : List.of("raw", "ema", "validationRaw", "validationEma")) {
      epoch.put(unknown, "NaN");
    }
    epoch.put("positiveProbability", 0.25);
    epoch.put("negativeProbability", 0.75);
    epoch.put("gammaNeg", gamma);
    epoch.put("seconds", 2.5);
    Map<String, Object> evaluation = new LinkedHashMap<>();
    evaluation.put("weights", "raw");
    evaluation.put("epoch", 1);
    evaluation.put("bestTestEpoch", 1);
    evaluation.put("bestTest", 40.5);
    evaluation.put("weightsSha256", "aa");
    evaluation.put("scoresSha256", "bb");
    evaluation.put("metrics", Map.of(metric, 40.0));
    evaluation.put("perClassAp", List.of(40.0, "NaN"));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("metric", metric);
    data.put("complete", true);
    data.put("classes", List.of("cat", "dog"));
    data.put("testPositives", List.of(3, 0));
    data.put("trainImages", 100);
    data.put("testImages", 50);
    data.put("trainPositivesPerImage", 1.5);
    data.put("chance", 15.0);
    data.put("skipped", List.of());
    data.put("notes", List.of("a note"));
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("schemaVersion", 2);
    record.put("suite", "small");
    record.put("trial", trial);
    record.put("provenance", now.provenance());
    record.put(
        "outcome",
        Map.of(
            "weights", List.of(evaluation),
            "epochs", List.of(epoch),
            "performance", Objects.requireNonNull(now.outcome()).performance(),
            "data", data));
    record.put("files", Map.of("labels.npy", "cc"));
    return record;
  }

  private TrialRecord read(Map<String, Object> record) throws IOException {
    Path file = folder.resolve("record.json");
    Files.writeString(file, SealedJson.text(record));
    return RecordFile.read(file, trial.id());
  }

  @Test
  void nothingOfThemIsLost() throws IOException {
    TrialRecord record = read(versionTwo("mAP", "NaN"));
    assertThat(record.schemaVersion()).isEqualTo(TrialRecord.SCHEMA_VERSION);
    assertThat(record.files()).containsEntry("labels.npy", "cc");
    Outcome outcome = Objects.requireNonNull(record.outcome());
    assertThat(outcome.epochs().get(0).tracked())
        .containsExactly(
            Map.entry("positive_probability", 0.25),
            Map.entry("negative_probability", 0.75),
            Map.entry("probability_gap", -0.5));
    assertThat(outcome.epochs().get(0).raw()).isNaN();
    assertThat(outcome.weights().get(0).perClass()).containsExactly(40.0, Double.NaN);
    assertThat(outcome.weights().get(0).metrics()).containsEntry("mAP", 40.0);
    assertThat(outcome.data().task()).isEqualTo("multi-label");
    assertThat(outcome.data().testInstances()).containsExactly(3, 0);
    assertThat(outcome.data().trainInstancesPerImage()).isEqualTo(1.5);
    assertThat(outcome.data().notes()).containsExactly("a note");
  }

  /** The committed reference is one. */
  @Test
  void aRecordOfVersionThreeIsReadAsItIs() {
    Ledger ledger = new Ledger(Path.of("../../results/reference/quickstart"));
    TrialRecord record = ledger.records().get(0);
    assertThat(record.schemaVersion()).isEqualTo(3);
    assertThat(record.provenance().varying().calibration()).isNull();
  }

  @Test
  void aCalibrationIsKept() throws IOException {
    Calibration calibration = new Calibration("product", 2.5, 3.5);
    TrialRecord now = Records.completed(trial, 40, 41);
    TrialRecord record =
        TrialRecord.completed(
            "small",
            trial,
            now.provenance().withCalibration(calibration).withOverhead(1),
            Objects.requireNonNull(now.outcome()),
            Map.of());
    Path file = folder.resolve("record.json");
    Files.writeString(file, SealedJson.text(record));
    Provenance read = RecordFile.read(file, trial.id()).provenance();
    assertThat(read.varying().calibration()).isEqualTo(calibration);
    assertThat(calibration.millis()).isEqualTo(2.5);
    assertThat(read.comparable()).isEqualTo(now.provenance().comparable());
  }

  @Test
  void whatALossAdaptedAndTheTaskAreToldFromTheNumbers() throws IOException {
    Outcome outcome = Objects.requireNonNull(read(versionTwo("top-1", 1.5)).outcome());
    assertThat(outcome.epochs().get(0).tracked()).containsEntry("gamma_neg", 1.5);
    assertThat(outcome.data().task()).isEqualTo("single-label");
  }

  @Test
  void aFailedTrialIsOneStill() throws IOException {
    Map<String, Object> record = versionTwo("mAP", "NaN");
    record.remove("outcome");
    record.put("failure", Map.of("reason", "the disk is full", "logTail", ""));
    assertThat(Objects.requireNonNull(read(record).failure()).reason())
        .isEqualTo("the disk is full");
  }

  @Test
  void aChangedDigitIsFoundBeforeAnythingIsUpgraded() throws IOException {
    Path file = folder.resolve("record.json");
    Files.writeString(file, SealedJson.text(versionTwo("mAP", "NaN")).replace("40.5", "41.5"));
    assertThatThrownBy(() -> RecordFile.read(file, trial.id()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("something in it was changed");
  }
}
