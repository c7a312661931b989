package io.lossbench.cli;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.NpyFile;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.MultiLabelMetrics;
import io.lossbench.core.metric.ScoreMatrix;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges anyone's scores. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description =
        "Computes every metric from two .npy files: scores (images x classes) and labels (1, 0, or -1 for unknown).")
final class ScoreCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SCORES",
      description = "Probabilities, float32 or float64.")
  Path scores = Path.of("");

  @Parameters(index = "1", paramLabel = "LABELS", description = "Labels of the same shape.")
  Path labels = Path.of("");

  @Option(
      names = "--threshold",
      description = "Probability from which on a class counts as predicted.")
  double threshold = 0.5;

  @Option(names = "--top-k", description = "Labels kept per image for the top-k metrics.")
  int topK = 3;

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    LedgerCheck.requireRecorded(scores);
    LedgerCheck.requireRecorded(labels);
    ScoreMatrix predicted = NpyFile.readScores(scores);
    LabelMatrix actual = NpyFile.readLabels(labels);
    if (predicted.rows() != actual.rows() || predicted.classes() != actual.classes()) {
      throw new HarnessException(
          "scores are "
              + predicted.rows()
              + " x "
              + predicted.classes()
              + ", labels are "
              + actual.rows()
              + " x "
              + actual.classes());
    }
    MultiLabelMetrics.Result result =
        MultiLabelMetrics.evaluate(
            predicted, actual, new MultiLabelMetrics.Protocol(threshold, topK));
    if (format == OutputFormat.JSON) {
      out.println(
          OutputFormat.json(
              Map.of("metrics", result.metrics(), "perClassAp", result.perClassAp())));
    } else {
      result
          .metrics()
          .forEach((name, value) -> out.printf(Locale.ROOT, "%-24s %9.4f%n", name, value));
    }
    return ExitCode.OK;
  }
}
