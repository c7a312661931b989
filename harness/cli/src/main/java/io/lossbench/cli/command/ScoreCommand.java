package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.EvaluationProtocol;
import io.lossbench.core.classification.LabelCounts;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MetricKinds;
import io.lossbench.core.classification.MultiLabelMetrics;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMetrics;
import io.lossbench.core.classification.ScoreRange;
import io.lossbench.core.classification.Scores;
import io.lossbench.core.detection.DetectionProtocol;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code score}, which judges anyone's scores, or anyone's detections. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description =
        "Computes every metric from two files: scores (images x classes) and labels (1, 0, or -1 for"
            + " unknown) as .npy, or detections and annotations as COCO's .json.")
public final class ScoreCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SCORES",
      description =
          "Probabilities, of any real type; they are ranked in their own precision. Of other numbers only the ranking is judged."
              + " Or COCO's result file: [{\"image_id\", \"category_id\", \"bbox\": [x, y, width, height], \"score\"}, ...].")
  Path scores = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "LABELS",
      description = "Labels of the same shape, or COCO's annotations of the same images.")
  Path labels = Path.of("");

  @Option(
      names = "--threshold",
      description =
          "Probability from which on a class counts as predicted, 0 to 1; by default"
              + " ${DEFAULT-VALUE}.")
  double threshold = 0.5;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Labels kept per image for the top-k metrics; by default 3.")
  @Nullable Integer topK;

  @Option(
      names = "--logits",
      description =
          "The scores are logits: their sigmoid is the probability that thresholds speak of.")
  boolean logits;

  @Option(
      names = "--protocol",
      description =
          "Of detections: coco (the default), pycocotools' twelve numbers; or voc, PASCAL VOC's beside"
              + " them, and annotations with 'ignore': 1 need not be found.")
  @Nullable DetectionProtocol protocol;

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    checkOptions(commandLine);
    LedgerCheck.requireRecorded(scores);
    LedgerCheck.requireRecorded(labels);
    if (isJson(scores) || isJson(labels)) {
      ScoredDetections scored =
          ScoredDetections.read(
              scores, labels, protocol == null ? DetectionProtocol.COCO : protocol);
      scored.print(commandLine.getOut(), commandLine.getErr(), format);
      return ExitCode.OK;
    }
    NpyFile scoreFile = NpyFile.open(scores);
    NpyFile labelFile = NpyFile.open(labels);
    checkShapes(scoreFile, labelFile);
    int kept = topK == null ? 3 : topK;
    if (topK != null && kept > scoreFile.columns()) {
      throw new ParameterException(
          commandLine, "--top-k " + kept + " is more than the " + scoreFile.columns() + " classes");
    }
    LabelMatrix actual = labelFile.labels();
    LabelCounts counts = LabelCounts.of(actual);
    checkLabels(counts);
    Scores predicted = scoreFile.scores();
    ScoreRange range = scoreFile.range(predicted);
    EvaluationProtocol protocol = new EvaluationProtocol(threshold, kept, scale(range));
    List<String> notes = new ArrayList<>();
    scoreFile.note().ifPresent(notes::add);
    labelFile.note().ifPresent(notes::add);
    notes.addAll(assumed(protocol, scoreFile, range, counts));
    Judgement result = judged(predicted, actual, protocol);
    print(commandLine.getOut(), commandLine.getErr(), result, notes);
    return ExitCode.OK;
  }

  /** What every evaluation has, and of probabilities what suites can add to it, by its defaults. */
  private static Judgement judged(
      Scores predicted, LabelMatrix actual, EvaluationProtocol protocol) {
    Judgement result = MultiLabelMetrics.evaluate(predicted, actual, protocol);
    Map<String, Double> metrics = new LinkedHashMap<>(result.metrics());
    if (protocol.scale() == EvaluationProtocol.Scale.PROBABILITIES) {
      for (ScoreMetrics each : MetricKinds.byDefault()) {
        each.judge(predicted, actual).metrics().forEach(metrics::putIfAbsent);
      }
    }
    return new Judgement(metrics, result.perClass());
  }

  /** The names of metrics that suites can add. */
  private static String addedMetrics() {
    return MetricKinds.byDefault().stream()
        .flatMap(each -> each.metrics().stream())
        .map(Metric::name)
        .collect(Collectors.joining(", "));
  }

  private static boolean isJson(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
  }

  private void checkOptions(CommandLine commandLine) {
    if (isJson(scores) != isJson(labels)) {
      throw new ParameterException(
          commandLine,
          "detections and annotations are both .json, scores and labels both .npy; here are "
              + scores
              + " and "
              + labels);
    }
    for (String option : List.of("--threshold", "--top-k", "--logits")) {
      if (isJson(scores) && commandLine.getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            commandLine, option + " is for scores in .npy files, not for detections");
      }
    }
    if (protocol != null && !isJson(scores)) {
      throw new ParameterException(commandLine, "--protocol is for detections in .json files");
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new ParameterException(
          commandLine,
          "--threshold is a probability, 0 to 1, not "
              + threshold
              + (logits ? " (also with --logits)" : ""));
    }
    if (topK != null && topK < 1) {
      throw new ParameterException(commandLine, "--top-k is at least 1, not " + topK);
    }
  }

  private void checkShapes(NpyFile scoreFile, NpyFile labelFile) {
    int rows = scoreFile.rows();
    int columns = scoreFile.columns();
    if (rows == labelFile.rows() && columns == labelFile.columns()) {
      return;
    }
    boolean transposed = rows == labelFile.columns() && columns == labelFile.rows();
    throw new HarnessException(
        "scores are "
            + rows
            + " x "
            + columns
            + ", labels are "
            + labelFile.rows()
            + " x "
            + labelFile.columns()
            + (transposed
                ? ": one of them is transposed; expected are images x classes (array.T turns it)"
                : rows == labelFile.rows()
                    ? ": they have the same images, but not the same classes"
                    : columns == labelFile.columns()
                        ? ": they have the same classes, but not the same images"
                        : ""));
  }

  /** What no number could be trusted with. */
  private void checkLabels(LabelCounts counts) {
    if (counts.positive() == 0) {
      throw new HarnessException(
          labels
              + ": no label is positive ("
              + counts.negative()
              + " are 0, "
              + counts.unknown()
              + " are -1 for unknown): there is nothing to judge");
    }
    if (counts.negative() == 0 && counts.unknown() > 0) {
      throw new HarnessException(
          labels
              + ": the labels are 1 and -1 without a 0, and -1 means unknown: every ranking would be"
              + " perfect; if -1 is negative here, save 0 for it: array[array == -1] = 0");
    }
  }

  private EvaluationProtocol.Scale scale(ScoreRange range) {
    return logits
        ? EvaluationProtocol.Scale.LOGITS
        : range.isWithinProbabilities()
            ? EvaluationProtocol.Scale.PROBABILITIES
            : EvaluationProtocol.Scale.ORDER;
  }

  /** What is taken for granted, and what is left out for it. */
  private List<String> assumed(
      EvaluationProtocol protocol, NpyFile scoreFile, ScoreRange range, LabelCounts counts) {
    List<String> notes = new ArrayList<>();
    notes.add(
        scoreFile.rows()
            + " images, "
            + scoreFile.columns()
            + " classes; "
            + scoreFile.type().words()
            + " scores from "
            + range.lowest()
            + " to "
            + range.highest()
            + " taken as "
            + switch (protocol.scale()) {
              case PROBABILITIES -> "probabilities";
              case LOGITS -> "logits";
              case ORDER -> "an order only";
            }
            + "; "
            + counts.positive()
            + " labels are positive, "
            + counts.negative()
            + " negative, "
            + counts.unknown()
            + " unknown");
    if (protocol.scale() == EvaluationProtocol.Scale.ORDER) {
      notes.add(
          "scores outside 0..1 are no probabilities: the metrics at a probability (CP, CR, CF1 ..."
              + " and those with @0.8 and -thresholded) are left out. For logits say --logits;"
              + " divide percentages by 100");
    } else if (logits && range.isWithinProbabilities()) {
      notes.add(
          "--logits, but all scores lie within 0..1: if they are probabilities, leave it out");
    }
    if (protocol.scale() != EvaluationProtocol.Scale.PROBABILITIES) {
      notes.add("of probabilities only are computed: " + addedMetrics());
    }
    if (counts.negative() == 0) {
      notes.add("no label is negative: every ranking is perfect, whatever the scores");
    }
    if (counts.classesWithoutPositive() > 0) {
      notes.add(
          counts.classesWithoutPositive()
              + " of "
              + scoreFile.columns()
              + " classes have no positive: they have no AP and are left out of means over classes"
              + " (they count 0 in mAP-asl-code)");
    }
    if (protocol.topK() >= scoreFile.columns()) {
      notes.add(
          "@top"
              + protocol.topK()
              + " keeps all "
              + scoreFile.columns()
              + " classes of each image");
    }
    return notes;
  }

  private void print(PrintWriter out, PrintWriter err, Judgement result, List<String> notes) {
    if (format == OutputFormat.JSON) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("metrics", result.metrics());
      document.put("perClassAp", result.perClass());
      document.put("notes", notes);
      out.println(OutputFormat.json(document));
    } else {
      result
          .metrics()
          .forEach((name, value) -> out.printf(Locale.ROOT, "%-24s %9.4f%n", name, value));
    }
    notes.forEach(note -> err.println("note: " + note));
  }
}
