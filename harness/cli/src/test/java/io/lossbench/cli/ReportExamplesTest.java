package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.launch.Extensions;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.HandMadeDetections;
import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of example images, which `report --examples` makes of the user's data. */
class ReportExamplesTest {
  @TempDir Path folder;

  private static Dataset dataset(Suite suite) {
    return new DatasetLoader(Extensions.onClasspath().formats(), List.of(), Optional.empty())
        .open(suite.datasets().get(0).descriptor(), InvalidImages.FAIL);
  }

  /** Loss {@code bce} finds everything with a score of 0.9, loss {@code asl} with 0.2. */
  private Ledger ledger(Suite suite, Dataset dataset, String fingerprint) throws IOException {
    Plan plan = Plan.of(suite, name -> fingerprint, name -> Optional.empty());
    Ledger ledger = new Ledger(folder.resolve(suite.name()));
    ledger.writePlan(plan, "made.yaml", List.of());
    AnnotatedImages truth = AnnotatedImages.of(dataset.test().truth());
    for (Trial trial : plan.trials()) {
      Detections.Builder found = new Detections.Builder();
      for (int row = 0; row < truth.rows(); row++) {
        found.image();
        for (AnnotatedObject object : truth.objects(row)) {
          found.object(
              new DetectedObject(
                  object.category(), object.box(), trial.loss().equals("bce") ? 0.9 : 0.2));
        }
      }
      ledger.commit(HandMadeDetections.record(ledger, trial, found.build(), truth));
    }
    ledger.writeTables();
    return ledger;
  }

  private Cli report(String... more) {
    String[] arguments = new String[6 + more.length];
    System.arraycopy(
        new String[] {
          "report", "made", "--results", folder.toString(), "--reports", folder.toString()
        },
        0,
        arguments,
        0,
        6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Cli.run(arguments);
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("made+examples.html"));
  }

  @Test
  void showsImagesWithTheBoxesOfEachLoss() throws IOException {
    Suite suite = HandMadeDetections.plan().suite();
    Dataset dataset = dataset(suite);
    ledger(suite, dataset, dataset.fingerprint());
    Cli cli = report("--examples", "2");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("made+examples.html");
    assertThat(page())
        .contains("img-src data:", "data:image/png;base64,", ",annotated,", ",bce,")
        .doesNotContain(",asl,");
    assertThat(page().split("<figure", -1)).hasSize(3);
    assertThat(Files.readString(folder.resolve("made.html")))
        .doesNotContain("data:image", "img-src");

    String first = page();
    report("--examples", "2");
    assertThat(page()).isEqualTo(first);
    report("--examples", "1", "--above", "0.1");
    assertThat(page()).contains(",asl,", ",0.2\n");
    assertThat(page().split("<figure", -1)).hasSize(2);
  }

  @Test
  void otherDataIsRefused() throws IOException {
    Suite suite = HandMadeDetections.plan().suite();
    ledger(suite, dataset(suite), "another");
    Cli cli = report("--examples", "2");
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).contains("is not what it was trained on", "--data DIR");
    assertThat(folder.resolve("made+examples.html")).doesNotExist();
  }

  @Test
  void saysThatDetectionsAreNotInALedger() throws IOException {
    Suite suite = HandMadeDetections.plan().suite();
    Dataset dataset = dataset(suite);
    Ledger ledger = ledger(suite, dataset, dataset.fingerprint());
    for (var record : ledger.records()) {
      Files.delete(ledger.trialFolder(record.trial().id()).resolve("detections-raw.json"));
      Files.delete(ledger.trialFolder(record.trial().id()).resolve("annotations.json"));
    }
    Cli cli = report("--examples", "2");
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).contains("the detections of generated-scenes/small/bce#1 are not in");
  }

  @Test
  void saysThatASuiteDetectsNothing() {
    Plan plan =
        HandMade.plan(
            "suite: made\ndatasets: [generated-scenes]\nrepetitions: 1\n"
                + "backbones: {small: {type: resnet20, image-size: 32}}\n"
                + "losses: {bce: {type: bce}}\ntrain: {epochs: 2, ema: 0}\n");
    HandMade.ledger(folder.resolve("made"), plan, HandMade.records(plan, trial -> 50));
    Cli cli = report("--examples", "2");
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).contains("no completed trial of 'made' detects objects");
  }

  @Test
  void numbersThatCannotBeAreUsageErrors() {
    assertThat(report("--examples", "0").code()).isEqualTo(2);
    assertThat(report("--examples", "1", "--above", "1.5").err())
        .contains("--above is from 0 to 1");
    assertThat(report("--above", "0.5").err()).contains("--above is for --examples");
    assertThat(Cli.run("report", "--all", "--examples", "1").err())
        .contains("--examples is for one suite");
  }
}
