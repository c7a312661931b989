package io.lossbench.core.analysis;

import io.lossbench.core.ledger.TrialRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A loss of one comparison with everything that its trials were made with.
 *
 * @param index of the loss in the suite
 * @param settings all of the specification but seeds, by dotted path, and the terms of the
 *     measurement; numbers are doubles
 */
record Variant(Comparison comparison, Comparison.Row row, int index, Map<String, Object> settings) {
  private static final String LOSS = "loss.";
  private static final String FORMAT = "dataset.format.";
  private static final List<String> SECTIONS =
      List.of("loss", "train", "dataset", "backbone", "evaluate", "numerics-version");
  private static final List<String> ABLATED = List.of(LOSS, "train.", FORMAT, "backbone.");

  /** All that were measured, in the order of the comparisons and of their losses. */
  static List<Variant> of(List<Comparison> comparisons) {
    List<Variant> variants = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      for (int i = 0; i < comparison.rows().size(); i++) {
        Comparison.Row row = comparison.rows().get(i);
        if (row.summary().n() > 0) {
          variants.add(new Variant(comparison, row, i, settings(comparison, row.records().get(0))));
        }
      }
    }
    return variants;
  }

  private static Map<String, Object> settings(Comparison comparison, TrialRecord record) {
    Map<String, Object> settings = new LinkedHashMap<>();
    Map<String, Object> spec = record.trial().spec().asMap();
    for (String section : SECTIONS) {
      Object value = spec.get(section);
      if (value != null) {
        flatten(section, value, settings);
      }
    }
    settings.put("weights", comparison.weights());
    settings.put("metric", comparison.metric());
    settings.put("terms", record.provenance().comparable());
    return settings;
  }

  private static void flatten(String path, Object value, Map<String, Object> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> flatten(path + "." + key, each, into));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(path + "." + (i + 1), list.get(i), into);
      }
    } else {
      into.put(path, value instanceof Number number ? (Object) number.doubleValue() : value);
    }
  }

  /**
   * The numeric settings of losses, training, datasets and backbones that take two values or more.
   * A seed is none: it has no more and no less.
   */
  static List<String> varied(List<Variant> variants) {
    Map<String, Set<Double>> values = new LinkedHashMap<>();
    for (String section : ABLATED) {
      for (Variant variant : variants) {
        variant.settings.forEach(
            (path, value) -> {
              if (path.startsWith(section)
                  && !path.endsWith(".seed")
                  && value instanceof Double number) {
                values.computeIfAbsent(path, each -> new TreeSet<>()).add(number);
              }
            });
      }
    }
    values.values().removeIf(each -> each.size() < 2);
    return List.copyOf(values.keySet());
  }

  static boolean isOfLoss(String path) {
    return path.startsWith(LOSS);
  }

  double number(String path) {
    return settings.get(path) instanceof Double number ? number : Double.NaN;
  }

  /**
   * The settings but these: variants that are equal in it differ in nothing else. The fingerprint
   * of the images follows from the settings of their format.
   */
  Map<String, Object> without(List<String> paths) {
    Map<String, Object> rest = new LinkedHashMap<>(settings);
    rest.keySet().removeAll(paths);
    if (paths.stream().anyMatch(path -> path.startsWith(FORMAT))) {
      rest.remove("dataset.fingerprint");
    }
    return rest;
  }

  /** Those of {@link #without} that are no settings of the loss. */
  Map<String, Object> surroundings(List<String> paths) {
    Map<String, Object> rest = without(paths);
    rest.keySet().removeIf(Variant::isOfLoss);
    return rest;
  }

  String lossType() {
    return String.valueOf(settings.get("loss.type"));
  }

  /**
   * The settings in which some variants differ, as {@code margin 0.05}; empty for no difference.
   */
  static List<String> tellApart(List<Variant> variants, List<String> but) {
    Set<String> paths = new LinkedHashSet<>();
    variants.forEach(variant -> paths.addAll(variant.settings.keySet()));
    paths.removeIf(path -> !isOfLoss(path) || but.contains(path));
    paths.removeIf(
        path ->
            variants.stream()
                    .map(variant -> String.valueOf(variant.settings.get(path)))
                    .distinct()
                    .count()
                == 1);
    return variants.stream()
        .map(
            variant ->
                String.join(
                    ", ",
                    paths.stream()
                        .filter(variant.settings::containsKey)
                        .map(path -> name(path) + " " + text(variant.settings.get(path)))
                        .toList()))
        .toList();
  }

  /** The last part of a path: {@code gamma-neg} of {@code loss.gamma-neg}. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String text(@Nullable Object value) {
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString(number.longValue())
        : String.valueOf(value);
  }
}
