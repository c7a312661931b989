package io.lossbench.core.analysis;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which trials were made on equal terms: same data, backbone, training, evaluation, engine and
 * device.
 */
public final class Protocol {
  private static final List<String> SECTIONS =
      List.of("numerics-version", "dataset", "backbone", "train", "evaluate");

  private Protocol() {}

  /** The completed trials that can be compared, and why the others cannot. */
  record Sorted(List<TrialRecord> comparable, List<String> refusals) {}

  /** The fields that a resolved suite tunes for each loss, so that they differ between losses. */
  static Set<String> tuned(Settings resolved) {
    return resolved.has("tune")
        ? resolved.settings("tune").settings("axes").asMap().keySet()
        : Set.of();
  }

  /**
   * Keeps the trials that share the terms of the baseline's first one.
   *
   * @param free fields that need not be equal; dotted names
   */
  static Sorted sort(List<TrialRecord> group, String baseline, Set<String> free) {
    List<TrialRecord> completed = group.stream().filter(TrialRecord::isCompleted).toList();
    if (completed.isEmpty()) {
      return new Sorted(List.of(), List.of());
    }
    TrialRecord reference =
        completed.stream()
            .filter(r -> r.trial().loss().equals(baseline))
            .findFirst()
            .orElse(completed.get(0));
    List<TrialRecord> comparable = new ArrayList<>();
    Map<String, Integer> refused = new LinkedHashMap<>();
    for (TrialRecord record : completed) {
      List<String> differences =
          differences(record, reference).stream().filter(field -> !free.contains(field)).toList();
      if (differences.isEmpty()) {
        comparable.add(record);
      } else {
        refused.merge(
            record.trial().loss() + ": differs in " + String.join(", ", differences),
            1,
            Integer::sum);
      }
    }
    List<String> refusals = new ArrayList<>();
    refused.forEach(
        (reason, count) ->
            refusals.add(reason + " (" + count + (count == 1 ? " trial)" : " trials)")));
    return new Sorted(comparable, refusals);
  }

  /** The fields in which two trials differ although they would have to be equal; dotted names. */
  public static List<String> differences(TrialRecord a, TrialRecord b) {
    List<String> fields = new ArrayList<>();
    for (String section : SECTIONS) {
      differences(
          section,
          a.trial().spec().asMap().get(section),
          b.trial().spec().asMap().get(section),
          fields);
    }
    fields.addAll(a.provenance().comparable().differences(b.provenance().comparable()));
    return fields;
  }

  private static void differences(
      String path, @Nullable Object a, @Nullable Object b, List<String> fields) {
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      TreeSet<String> names = new TreeSet<>();
      left.keySet().forEach(name -> names.add(String.valueOf(name)));
      right.keySet().forEach(name -> names.add(String.valueOf(name)));
      names.forEach(
          name -> differences(path + "." + name, left.get(name), right.get(name), fields));
    } else if (!Objects.equals(a, b)) {
      fields.add(path);
    }
  }
}
