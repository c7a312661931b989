package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Basis;
import io.lossbench.core.stats.Difference;
import io.lossbench.core.stats.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a loss is worth in each class against the baseline, and whether rare classes gain more.
 *
 * @param index of the loss in the suite
 * @param classes those that were judged, in the dataset's order
 * @param rare mean over the rarer half of the classes of what the loss is worth, by repetition; of
 *     an odd number the middle one is in neither half, and of classes of equal frequency the later
 *     one counts as rarer
 * @param frequent the same of the more frequent half
 * @param contrast rare less frequent, for all losses of the comparison at once (Bonferroni); empty
 *     for fewer than four classes or two repetitions
 */
public record ClassGains(
    String loss,
    int index,
    List<ClassGain> classes,
    Summary rare,
    Summary frequent,
    Optional<Difference> contrast) {
  private static final int FEWEST_CLASSES = 4;

  public ClassGains {
    classes = List.copyOf(classes);
  }

  /**
   * A class.
   *
   * @param instances of it in the test images
   * @param gain the class' metric less the baseline's, paired by repetition, in points
   */
  public record ClassGain(String name, int instances, Summary gain) {}

  /** One for each loss that shares repetitions with the baseline, in the suite's order. */
  public static List<ClassGains> of(Comparison comparison) {
    Optional<Comparison.Row> baseline =
        comparison.rows().stream()
            .filter(row -> row.loss().equals(comparison.baseline()) && !row.records().isEmpty())
            .findFirst();
    if (baseline.isEmpty()) {
      return List.of();
    }
    int losses =
        (int) comparison.rows().stream().filter(row -> row.difference().isPresent()).count();
    List<ClassGains> gains = new ArrayList<>();
    for (int i = 0; i < comparison.rows().size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      List<double[]> pairs = differences(comparison, row, baseline.get());
      if (!row.loss().equals(comparison.baseline()) && !pairs.isEmpty()) {
        gains.add(of(row, i, pairs, losses));
      }
    }
    return gains;
  }

  /** By repetition and class; NaN for a class with nothing to judge. */
  private static List<double[]> differences(
      Comparison comparison, Comparison.Row row, Comparison.Row baseline) {
    Map<Integer, List<Double>> ours = perClass(comparison, row);
    Map<Integer, List<Double>> theirs = perClass(comparison, baseline);
    List<double[]> differences = new ArrayList<>();
    ours.forEach(
        (repetition, values) -> {
          List<Double> others = theirs.getOrDefault(repetition, List.of());
          if (others.size() == values.size() && !values.isEmpty()) {
            differences.add(
                IntStream.range(0, values.size())
                    .mapToDouble(c -> values.get(c) - others.get(c))
                    .toArray());
          }
        });
    return differences;
  }

  private static Map<Integer, List<Double>> perClass(Comparison comparison, Comparison.Row row) {
    Map<Integer, List<Double>> values = new TreeMap<>();
    for (TrialRecord record : row.records()) {
      Optional.ofNullable(record.outcome())
          .flatMap(outcome -> outcome.evaluation(comparison.weights()))
          .ifPresent(each -> values.put(record.trial().repetition(), each.perClass()));
    }
    return values;
  }

  private static ClassGains of(
      Comparison.Row row, int index, List<double[]> differences, int losses) {
    Outcome.DataSummary data =
        row.records().stream()
            .flatMap(record -> Optional.ofNullable(record.outcome()).stream())
            .findFirst()
            .orElseThrow()
            .data();
    List<Integer> judged =
        IntStream.range(0, differences.get(0).length)
            .filter(c -> differences.stream().noneMatch(each -> Double.isNaN(each[c])))
            .boxed()
            .toList();
    List<ClassGain> classes =
        judged.stream()
            .map(
                c ->
                    new ClassGain(
                        data.classes().get(c),
                        data.testInstances().get(c),
                        Summary.of(differences.stream().mapToDouble(each -> each[c]).toArray())))
            .toList();
    List<Integer> byFrequency =
        judged.stream()
            .sorted(Comparator.comparing((Integer c) -> -data.testInstances().get(c)))
            .toList();
    int half = byFrequency.size() / 2;
    double[] frequent = means(differences, byFrequency.subList(0, half));
    double[] rare =
        means(differences, byFrequency.subList(byFrequency.size() - half, byFrequency.size()));
    Summary contrast =
        Summary.of(
            IntStream.range(0, rare.length).mapToDouble(i -> rare[i] - frequent[i]).toArray());
    return new ClassGains(
        row.loss(),
        index,
        classes,
        Summary.of(rare),
        Summary.of(frequent),
        judged.size() < FEWEST_CLASSES || contrast.n() < 2
            ? Optional.empty()
            : Optional.of(
                new Difference(
                    Basis.PAIRS, losses, contrast.n(), contrast.mean(), contrast.deviation())));
  }

  /** By repetition, over some classes. */
  private static double[] means(List<double[]> differences, List<Integer> classes) {
    return differences.stream()
        .mapToDouble(
            each -> classes.stream().mapToDouble(c -> each[c]).average().orElse(Double.NaN))
        .toArray();
  }
}
