package io.lossbench.core.analysis;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The primary metric over one numeric setting that a suite varies, everything else equal.
 *
 * @param setting as a dotted path of the trial's specification, such as {@code loss.gamma-neg}
 * @param subject the kind of loss, for a setting of losses; empty for others
 * @param metric its name
 * @param curves those along which nothing but the setting changes
 * @param mean over the curves, for a setting of losses that several curves are known of; only
 *     values that all of them have
 * @param baseline that stands beside the curves and is on none of them
 */
public record Marginal(
    String setting,
    String subject,
    Place place,
    String metric,
    List<Curve> curves,
    Optional<Curve> mean,
    Optional<Reference> baseline) {

  public Marginal {
    curves = List.copyOf(curves);
  }

  /**
   * Values of the setting with all else equal.
   *
   * @param index of the curve, or of its loss in the suite
   * @param label what tells it from the others
   */
  public record Curve(int index, String label, List<Point> points) {
    public Curve {
      points = List.copyOf(points);
    }
  }

  /** The metric over the repetitions at one value of the setting. */
  public record Point(double value, Summary summary) {}

  /** A loss to hold curves against. */
  public record Reference(String loss, double mean) {}

  /** Whether the setting is one of losses, so that the curves lie in one comparison. */
  public boolean isOfLoss() {
    return Variant.isOfLoss(setting);
  }

  /** Name of the setting within its section. */
  public String name() {
    return Variant.name(setting);
  }

  /** One for each setting that takes two values or more over otherwise equal variants. */
  public static List<Marginal> of(List<Comparison> comparisons) {
    List<Variant> variants = Variant.of(comparisons);
    List<Marginal> marginals = new ArrayList<>();
    for (String setting : Variant.varied(variants)) {
      Map<List<Object>, List<List<Variant>>> figures = new LinkedHashMap<>();
      for (List<Variant> family : families(variants, setting)) {
        figures
            .computeIfAbsent(figure(family.get(0), setting), key -> new ArrayList<>())
            .add(family);
      }
      figures.values().forEach(families -> marginals.add(marginal(setting, families)));
    }
    return marginals;
  }

  /** What curves must share to be drawn together. */
  private static List<Object> figure(Variant variant, String setting) {
    return Variant.isOfLoss(setting)
        ? List.of(variant.comparison().cell(), variant.lossType())
        : List.of(variant.surroundings(List.of(setting)));
  }

  /** Variants that differ in nothing but the setting, by its value; two at least. */
  private static List<List<Variant>> families(List<Variant> variants, String setting) {
    Map<Map<String, Object>, List<Variant>> families = new LinkedHashMap<>();
    for (Variant variant : variants) {
      if (!Double.isNaN(variant.number(setting))) {
        families
            .computeIfAbsent(variant.without(List.of(setting)), rest -> new ArrayList<>())
            .add(variant);
      }
    }
    return families.values().stream()
        .filter(family -> family.size() > 1)
        // Where a value comes twice, something differs that settings do not tell.
        .filter(
            family ->
                family.stream().map(each -> each.number(setting)).distinct().count()
                    == family.size())
        .map(
            family ->
                family.stream()
                    .sorted(Comparator.comparingDouble(each -> each.number(setting)))
                    .toList())
        .toList();
  }

  private static Marginal marginal(String setting, List<List<Variant>> families) {
    List<Variant> all = families.stream().flatMap(List::stream).toList();
    List<Variant> firsts = families.stream().map(family -> family.get(0)).toList();
    boolean ofLoss = Variant.isOfLoss(setting);
    List<String> apart = Variant.tellApart(firsts, List.of(setting));
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < families.size(); i++) {
      Variant first = firsts.get(i);
      curves.add(
          new Curve(
              ofLoss ? i : first.index(),
              !ofLoss
                  ? first.row().loss()
                  : apart.get(i).isEmpty() ? first.lossType() : apart.get(i),
              families.get(i).stream()
                  .map(each -> new Point(each.number(setting), each.row().summary()))
                  .toList()));
    }
    Comparison comparison = all.get(0).comparison();
    return new Marginal(
        setting,
        ofLoss ? all.get(0).lossType() : "",
        Place.of(all),
        comparison.metric(),
        curves,
        ofLoss && families.size() > 1 ? mean(setting, families) : Optional.empty(),
        ofLoss ? reference(comparison, all) : Optional.empty());
  }

  private static Optional<Reference> reference(Comparison comparison, List<Variant> all) {
    String baseline = comparison.baseline();
    return comparison.rows().stream()
        .filter(row -> row.loss().equals(baseline) && row.summary().n() > 0)
        .filter(row -> all.stream().noneMatch(each -> each.row().loss().equals(baseline)))
        .map(row -> new Reference(baseline, row.summary().mean()))
        .findFirst();
  }

  /**
   * The mean over the curves. Repetitions are what may come out otherwise, so that each gives one
   * mean over the curves, and these give the interval.
   */
  private static Optional<Curve> mean(String setting, List<List<Variant>> families) {
    TreeSet<Double> values = new TreeSet<>();
    families.get(0).forEach(each -> values.add(each.number(setting)));
    families.forEach(
        family -> values.retainAll(family.stream().map(each -> each.number(setting)).toList()));
    List<Point> points =
        values.stream()
            .map(
                value ->
                    new Point(
                        value,
                        meanOf(
                            families.stream()
                                .flatMap(List::stream)
                                .filter(each -> each.number(setting) == value)
                                .toList())))
            .filter(point -> point.summary().n() > 0)
            .toList();
    return points.size() < 2 ? Optional.empty() : Optional.of(new Curve(0, "mean of them", points));
  }

  private static Summary meanOf(List<Variant> variants) {
    Map<Integer, List<Double>> byRepetition = new TreeMap<>();
    for (Variant variant : variants) {
      for (TrialRecord record : variant.row().records()) {
        double value = Comparison.primary(record, variant.comparison().weights());
        if (!Double.isNaN(value)) {
          byRepetition
              .computeIfAbsent(record.trial().repetition(), each -> new ArrayList<>())
              .add(value);
        }
      }
    }
    return Summary.of(
        byRepetition.values().stream()
            .filter(each -> each.size() == variants.size())
            .mapToDouble(
                each -> each.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
            .toArray());
  }
}
