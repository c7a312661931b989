package io.lossbench.cli.command;

import io.lossbench.cli.launch.RecordedIngredients;
import io.lossbench.cli.report.ExamplePage;
import io.lossbench.core.HarnessException;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.DetectionsFile;
import io.lossbench.core.detection.FaultListener;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.image.Image;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.TrialRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Test images with what is true of them and what the detectors of each loss found.
 *
 * @param count of images for each dataset and backbone
 * @param above which score a detection is drawn
 */
record DetectionExamples(
    Ledger ledger, RecordedIngredients ingredients, DatasetLoader loader, int count, double above) {
  /** Of an image and a loss; more boxes hide what they are drawn on. */
  private static final int MOST_BOXES = 20;

  /**
   * The page.
   *
   * @throws HarnessException if the suite detects nothing, its detections are not in the ledger, or
   *     its data is not what it was
   */
  ExamplePage page(Ledger.Planned planned) {
    List<Comparison> comparisons =
        Comparison.of(planned, ledger.records()).stream()
            .filter(
                each ->
                    each.task()
                        .filter(task -> task.name().equals(ObjectDetection.NAME))
                        .isPresent())
            .toList();
    if (comparisons.isEmpty()) {
      throw new HarnessException(
          "--examples shows boxes, and no completed trial of '"
              + planned.suite()
              + "' detects objects; leave it out");
    }
    ExamplePage page =
        new ExamplePage(
            planned.suite(),
            String.format(
                Locale.ROOT,
                "The first test images, by their ids, with an object to be found. In the first"
                    + " column stands what is annotated, dashed where it need not be found; then"
                    + " what the detector of each loss found with a score above %.2f, at most %d"
                    + " boxes: that of its first completed repetition. The page holds images of the"
                    + " dataset; whoever passes it on passes them on.",
                above,
                MOST_BOXES),
            ExamplePage.MOST_BYTES);
    comparisons.forEach(comparison -> add(comparison, page));
    return page;
  }

  private void add(Comparison comparison, ExamplePage page) {
    TrialRecord first =
        comparison.rows().stream().flatMap(row -> row.records().stream()).findFirst().orElseThrow();
    Dataset dataset = ingredients.dataset(first.trial(), loader);
    AnnotatedImages truth = AnnotatedImages.of(dataset.test().truth());
    int[] rows =
        Arrays.stream(truth.rowsById())
            .filter(
                row ->
                    truth.objects(row).stream()
                        .anyMatch(object -> object.standing() == Standing.OBJECT))
            .limit(count)
            .toArray();
    List<Found> found =
        IntStream.range(0, comparison.rows().size())
            .filter(i -> !comparison.rows().get(i).records().isEmpty())
            .mapToObj(i -> found(comparison, i, truth))
            .toList();
    page.add(
        comparison.cell(),
        comparison.dataset() + ", " + comparison.backbone(),
        rows.length,
        place -> example(dataset, truth, found, rows[place]));
  }

  /** What the detector of a loss found. */
  private record Found(String loss, int index, Detections detections) {}

  private Found found(Comparison comparison, int index, AnnotatedImages truth) {
    Comparison.Row row = comparison.rows().get(index);
    TrialRecord record = row.records().get(0);
    Path file =
        ObjectDetection.detectionsFile(
            ledger.trialFolder(record.trial().id()), comparison.weights());
    if (!Files.exists(file)) {
      throw new HarnessException(
          "the detections of "
              + record.trial().name()
              + " are not in the ledger: there is no "
              + file
              + ". References are kept without them; run the suite, and ask for examples of its own"
              + " results.");
    }
    LedgerCheck.requireRecorded(file);
    return new Found(
        row.loss(), index, DetectionsFile.read(file, truth, FaultListener.FIRST).orElseThrow());
  }

  private ExamplePage.Example example(
      Dataset dataset, AnnotatedImages truth, List<Found> found, int row) {
    Image image = dataset.test().pixels().image(row);
    List<String> classes = dataset.classes();
    List<ExamplePage.Column> columns = new ArrayList<>();
    columns.add(
        new ExamplePage.Column(
            "annotated",
            -1,
            truth.objects(row).stream()
                .map(
                    object ->
                        located(
                            object.box(),
                            classes.get(object.category()),
                            Double.NaN,
                            object.standing() != Standing.OBJECT))
                .toList()));
    for (Found each : found) {
      columns.add(
          new ExamplePage.Column(
              each.loss(),
              each.index(),
              each.detections().objects(row).stream()
                  .filter(object -> object.score() > above)
                  .sorted(Comparator.comparingDouble(DetectedObject::score).reversed())
                  .limit(MOST_BOXES)
                  .map(
                      object ->
                          located(
                              object.box(), classes.get(object.category()), object.score(), false))
                  .toList()));
    }
    return new ExamplePage.Example(
        dataset.test().ids().get(row),
        image,
        truth.width(row) == 0 ? image.width() : truth.width(row),
        truth.height(row) == 0 ? image.height() : truth.height(row),
        columns);
  }

  private static ExamplePage.Located located(
      Box box, String name, double score, boolean isOptional) {
    return new ExamplePage.Located(
        name, box.x(), box.y(), box.width(), box.height(), score, isOptional);
  }
}
