package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Metric and training time of all that was measured on one dataset, on equal terms.
 *
 * @param points one for each loss and backbone
 */
public record Tradeoff(String dataset, String metric, List<Point> points) {
  public Tradeoff {
    points = List.copyOf(points);
  }

  /**
   * A loss with a backbone.
   *
   * @param index of the loss in the suite
   * @param metric over the repetitions
   * @param seconds of training in a trial, over the repetitions: what was trained on, divided by
   *     the throughput, so that evaluation and start do not count
   * @param isOnFront whether no other point is at least as good and as fast by its means, and
   *     better in one of them (Pareto)
   */
  public record Point(
      String loss, String backbone, int index, Summary metric, Summary seconds, boolean isOnFront) {

    private Point withFront(List<Point> all, Metric.Direction better) {
      return new Point(
          loss,
          backbone,
          index,
          metric,
          seconds,
          all.stream().noneMatch(other -> other.dominates(this, better)));
    }

    private boolean dominates(Point other, Metric.Direction better) {
      double gain = better.gain(metric.mean(), other.metric.mean());
      double saved = other.seconds.mean() - seconds.mean();
      return gain >= 0 && saved >= 0 && (gain > 0 || saved > 0);
    }
  }

  /** One for each dataset on which two points or more were measured on equal terms. */
  public static List<Tradeoff> of(List<Comparison> comparisons) {
    Map<List<Object>, List<Variant>> groups = new LinkedHashMap<>();
    for (Variant variant : Variant.of(comparisons)) {
      groups
          .computeIfAbsent(
              List.of(
                  variant.comparison().dataset(),
                  variant.comparison().metric(),
                  variant.row().records().get(0).provenance().comparable()),
              key -> new ArrayList<>())
          .add(variant);
    }
    return groups.values().stream()
        .map(Tradeoff::tradeoff)
        .filter(tradeoff -> tradeoff.points().size() > 1)
        .toList();
  }

  private static Tradeoff tradeoff(List<Variant> variants) {
    Comparison comparison = variants.get(0).comparison();
    List<Point> points =
        variants.stream()
            .map(
                each ->
                    new Point(
                        each.row().loss(),
                        each.comparison().backbone(),
                        each.index(),
                        each.row().summary(),
                        seconds(each.row()),
                        false))
            .filter(point -> point.seconds().n() > 0)
            .toList();
    return new Tradeoff(
        comparison.dataset(),
        comparison.metric(),
        points.stream().map(point -> point.withFront(points, comparison.better())).toList());
  }

  private static Summary seconds(Comparison.Row row) {
    return Summary.of(
        row.records().stream()
            .flatMap(record -> Stream.ofNullable(record.outcome()))
            .mapToDouble(Tradeoff::seconds)
            .filter(Double::isFinite)
            .toArray());
  }

  private static double seconds(Outcome outcome) {
    return outcome.epochs().size()
        * (double) outcome.data().trainImages()
        / outcome.performance().trainImagesPerSecond();
  }
}
