package io.lossbench.core.analysis;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.AcrossSettings;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The losses of a suite over all its datasets and backbones.
 *
 * @param settings number of datasets x backbones in which all losses were measured
 * @param rows one a loss, in the suite's order
 * @param sentence what the summary says and what it cannot say
 */
public record Overview(int settings, List<Row> rows, String sentence) {
  private static final long SEED = 96;

  public Overview {
    rows = List.copyOf(rows);
  }

  /**
   * A loss.
   *
   * @param averageRank by the mean in each setting, 1 for the best
   * @param advantage over the baseline, where more is better; empty for the baseline, and where no
   *     setting has two common repetitions
   */
  public record Row(
      String loss, double averageRank, Optional<AcrossSettings.Advantage> advantage) {}

  /** Of comparisons in the same metric; empty for fewer than two. */
  public static Optional<Overview> of(List<Comparison> comparisons) {
    if (comparisons.size() < 2
        || comparisons.stream().map(Comparison::metric).distinct().count() > 1
        || comparisons.stream().anyMatch(each -> each.task().isEmpty())) {
      return Optional.empty();
    }
    Comparison first = comparisons.get(0);
    List<String> losses = first.rows().stream().map(Comparison.Row::loss).toList();
    double sign = first.better() == Metric.Direction.HIGHER ? 1 : -1;
    double[][][] values =
        comparisons.stream()
            .map(
                comparison ->
                    Arrays.stream(comparison.values())
                        .map(row -> Arrays.stream(row).map(value -> sign * value).toArray())
                        .toArray(double[][]::new))
            .toArray(double[][][]::new);
    AcrossSettings across =
        AcrossSettings.of(
            values,
            losses.indexOf(first.baseline()),
            AcrossSettings.RESAMPLES,
            SplitMix64.stream(SEED));
    List<Row> rows =
        IntStream.range(0, losses.size())
            .mapToObj(
                i ->
                    new Row(
                        losses.get(i), across.averageRanks().get(i), across.advantages().get(i)))
            .toList();
    return Optional.of(new Overview(across.settings(), rows, sentence(across)));
  }

  private static String sentence(AcrossSettings across) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "The summary speaks of these "
            + across.settings()
            + " settings and of other repetitions in them, not of other datasets or backbones.");
    if (across.lowestSignP() > 0.05) {
      parts.add(
          String.format(
              Locale.ROOT,
              "With so few settings no agreement between them is significant: if all agreed, a sign"
                  + " test would give p = %.2f.",
              across.lowestSignP()));
    }
    return String.join(" ", parts);
  }
}
