package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.PrecisionRecall;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of a ledger on broken disks, and what else may lie where one is written. */
class CrashTest extends BrokenDisks {
  @TempDir Path folder;

  static Stream<Written> files() {
    Plan plan = Records.plan();
    Trial trial = plan.trials().get(0);
    TrialRecord failed = Records.failed(trial, "out of memory");
    TrialRecord completed = Records.completed(trial, 31, 30);
    ScoreMatrix scores = ScoreMatrix.of(20, 3, new float[60]);
    LabelMatrix labels = LabelMatrix.of(20, 3, new byte[60]);
    return Stream.of(
        new Written(
            "record",
            "trials/" + trial.id() + "/record.json",
            place -> new Ledger(place).commit(failed),
            place -> new Ledger(place).commit(completed)),
        new Written(
            "plan",
            "plan.json",
            place -> new Ledger(place).writePlan(plan, "old.yaml", List.of()),
            place -> new Ledger(place).writePlan(plan, "new.yaml", List.of("--set seed=2"))),
        new Written(
            "table",
            "trials.csv",
            place -> {
              new Ledger(place).commit(completed);
              Files.writeString(place.resolve("trials.csv"), "old");
            },
            place -> new Ledger(place).writeTables()),
        new Written(
            "table of epochs",
            "epochs.csv",
            place -> new Ledger(place).commit(completed),
            place -> new Ledger(place).writeTables()),
        new Written(
            "calibration",
            "calibration.json",
            place -> new Ledger(place).keep(Kept.CALIBRATIONS, List.of()),
            place ->
                new Ledger(place)
                    .keep(
                        Kept.CALIBRATIONS,
                        List.of(
                            new TrialCalibration(
                                trial.id(),
                                WeightsKind.RAW,
                                "bb".repeat(32),
                                new Calibration(
                                    Calibration.Unit.PAIRS,
                                    List.of(new Calibration.Bin(2, 1.5, 1)),
                                    0.25,
                                    0.125))))),
        new Written(
            "precision by recall",
            "precision-recall.json",
            place -> new Ledger(place).keep(Kept.CURVES, List.of()),
            place ->
                new Ledger(place)
                    .keep(
                        Kept.CURVES,
                        List.of(
                            new TrialCurves(
                                trial.id(),
                                WeightsKind.RAW,
                                "bb".repeat(32),
                                List.of(
                                    new PrecisionRecall(
                                        "IoU 0.50", List.of(List.of(50.0), List.of()))))))),
        new Written(
            "scores",
            "scores-raw.npy",
            place -> Files.writeString(place.resolve("scores-raw.npy"), "old"),
            place -> NpyFile.write(place.resolve("scores-raw.npy"), scores)),
        new Written(
            "labels",
            "labels.npy",
            place -> {},
            place -> NpyFile.write(place.resolve("labels.npy"), labels)));
  }

  /** It holds the lock: whoever wrote there before is gone. */
  @Override
  protected void goOn(Written written, Path place) throws IOException {
    new Ledger(place).lock().acquiredBy().close();
  }

  @Test
  void aLinkUnderANameThatCanBeForeseenIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path file = folder.resolve("shared/plan.json");
    Files.createDirectory(folder.resolve("shared"));
    Files.createSymbolicLink(
        folder.resolve("shared/plan.json.tmp" + ProcessHandle.current().pid()), victim);
    Files.createSymbolicLink(file, victim);
    DurableFile.write(file, "new");
    assertThat(victim).hasContent("mine");
    assertThat(file).isRegularFile().hasContent("new");
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void twoWritersOfOneFileDoNotMeet() throws IOException {
    Path file = folder.resolve("file");
    DurableFile.write(
        file,
        out -> {
          out.write(ByteBuffer.wrap("outer".getBytes(StandardCharsets.UTF_8)));
          DurableFile.write(file, "inner");
        });
    assertThat(file).hasContent("outer");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void onlyWhatIsOursIsSweptAway() throws IOException {
    Path trial = Files.createDirectories(folder.resolve("trials/0123456789abcdef/work"));
    Path ours = Files.writeString(trial.resolve("checkpoint.0123456789abcdef.tmp"), "half");
    Path beside =
        Files.writeString(trial.resolveSibling("weights.safetensors.fedcba9876543210.tmp"), "half");
    List<Path> others =
        List.of(
            Files.writeString(folder.resolve("notes.tmp"), "mine"),
            Files.writeString(trial.resolve("checkpoint"), "whole"),
            Files.createDirectory(folder.resolve("a.0123456789abcdef.tmp")));
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("plan.json.0123456789abcdef.tmp"), victim);
    new Ledger(folder).lock().acquiredBy().close();
    assertThat(List.of(ours, beside, link)).allSatisfy(file -> assertThat(file).doesNotExist());
    assertThat(others).allSatisfy(file -> assertThat(file).exists());
    assertThat(victim).hasContent("mine");
  }

  /** In a folder of reports or a cache another process may be writing at this moment. */
  @Test
  void onlyWhatWasAbandonedIsSweptFromAFolderOfMany() throws IOException {
    Path young = Files.writeString(DurableFile.temporary(folder.resolve("a.html")), "half");
    Path old = Files.writeString(DurableFile.temporary(folder.resolve("a.html")), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(2 * 3600)));
    DurableFile.sweepAbandoned(folder);
    assertThat(young).exists();
    assertThat(old).doesNotExist();
    DurableFile.sweepAbandoned(folder.resolve("nowhere"));
  }

  @Test
  void aLockThatIsALinkIsNotFollowed() throws IOException {
    Path victim = folder.resolve("victim");
    Files.createSymbolicLink(folder.resolve(".lock"), victim);
    assertThatThrownBy(() -> new Ledger(folder).lock()).hasMessageContaining(folder.toString());
    assertThat(victim).doesNotExist();
  }
}
