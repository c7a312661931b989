package io.lossbench.cli.command;

import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotationsFile;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.DetectionProtocol;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.DetectionsFile;
import io.lossbench.core.detection.FaultListener;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.TruthSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What anyone's detections are worth by anyone's annotations. */
record ScoredDetections(
    List<Category> categories,
    TruthSummary truth,
    Judgement judgement,
    DetectionProtocol protocol,
    List<String> notes) {

  /** Collects what is wrong with a file, and what is left out of it. */
  private static final class Reading implements FaultListener {
    final Faults faults = new Faults();
    final List<String> notes = new ArrayList<>();

    @Override
    public void fault(Path file, long line, long column, String message) {
      faults.add(file, line, column, message);
    }

    @Override
    public void note(String sentence) {
      notes.add(sentence);
    }
  }

  /**
   * Reads and judges.
   *
   * @throws io.lossbench.core.HarnessException with all that is wrong with a file
   */
  static ScoredDetections read(Path detections, Path annotations, DetectionProtocol protocol) {
    Reading reading = new Reading();
    Optional<AnnotatedImages> truth = AnnotationsFile.read(annotations, protocol, reading);
    reading.faults.throwIfAny("the annotations cannot be used");
    AnnotatedImages images = truth.orElseThrow();
    TruthSummary summary = new ObjectDetection().summary(images);
    requireObjects(annotations, summary);
    Optional<Detections> read = DetectionsFile.read(detections, images, reading);
    reading.faults.throwIfAny("the detections cannot be used");
    List<String> notes = new ArrayList<>(reading.notes);
    notes.add(0, summary.sentence() + "; " + read.orElseThrow().count() + " detections");
    long without = summary.perClass().stream().filter(count -> count == 0).count();
    if (without > 0) {
      notes.add(
          without
              + " of "
              + images.categories().size()
              + " classes have no object to be found: they have no AP and are left out of all means");
    }
    return new ScoredDetections(
        images.categories(),
        summary,
        ObjectDetection.judge(read.orElseThrow(), images),
        protocol,
        notes);
  }

  /** Without an object to be found every metric is undefined. */
  private static void requireObjects(Path annotations, TruthSummary summary) {
    if (summary.perClass().stream().allMatch(count -> count == 0)) {
      throw new HarnessException(
          annotations
              + ": no image has an object to be found ("
              + summary.sentence()
              + "): there is nothing to judge");
    }
  }

  void print(PrintWriter out, PrintWriter err, OutputFormat format) {
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(document()));
    } else {
      metrics().forEach((name, value) -> out.printf(Locale.ROOT, "%-24s %9.4f%n", name, value));
      out.printf(Locale.ROOT, "%n%-32s %10s %9s%n", "class", "objects", "AP");
      for (int c = 0; c < categories.size(); c++) {
        out.printf(
            Locale.ROOT,
            "%-32s %10d %9.4f%n",
            categories.get(c).name(),
            truth.perClass().get(c),
            judgement.perClass().get(c));
      }
    }
    notes.forEach(note -> err.println("note: " + note));
  }

  private Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : protocol.metrics()) {
      metrics.put(metric.name(), Objects.requireNonNull(judgement.metrics().get(metric.name())));
    }
    return metrics;
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("protocol", protocol.name().toLowerCase(Locale.ROOT));
    document.put("metrics", metrics());
    document.put("classes", categories.stream().map(Category::name).toList());
    document.put("objects", truth.perClass());
    document.put("perClassAp", judgement.perClass());
    document.put("notes", notes);
    return document;
  }
}
