package io.lossbench.core.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records of the version before, as the present one has them: a newer lossbench loses no result.
 *
 * <p>From 2 to 3: what only classification has (probabilities of the truth, gamma-neg) is tracked
 * by name, AP of a class is its {@code perClass}, and the data names its task.
 *
 * <p>From 3 to 4: the provenance may have a calibration. Records of version 3 are read as they are,
 * and keep their version, so that tables made of them stay the same.
 *
 * <p>From 4 to 5: the performance may say what others took of the processors. The same holds.
 */
final class RecordUpgrade {
  /** The oldest schema version that is read. */
  static final int OLDEST = 2;

  private static final Map<String, String> EVALUATION = Map.of("perClassAp", "perClass");
  private static final Map<String, String> DATA =
      Map.of(
          "testPositives", "testInstances",
          "trainPositivesPerImage", "trainInstancesPerImage");

  private RecordUpgrade() {}

  /** Whether a record of that version is read. */
  static boolean reads(String version) {
    return IntStream.rangeClosed(OLDEST, TrialRecord.SCHEMA_VERSION)
        .anyMatch(known -> version.equals(String.valueOf(known)));
  }

  /** The content of a record of version 2 as the present one has it. */
  static Map<String, Object> from2(Map<String, Object> record) {
    Map<String, Object> upgraded = new LinkedHashMap<>(record);
    upgraded.put("schemaVersion", TrialRecord.SCHEMA_VERSION);
    if (record.get("outcome") instanceof Map<?, ?> old) {
      Map<String, Object> outcome = renamed(old, Map.of());
      outcome.put("weights", each(old.get("weights"), weights -> renamed(weights, EVALUATION)));
      outcome.put("epochs", each(old.get("epochs"), RecordUpgrade::epoch));
      if (old.get("data") instanceof Map<?, ?> data) {
        Map<String, Object> summary = renamed(data, DATA);
        summary.put("task", "top-1".equals(data.get("metric")) ? "single-label" : "multi-label");
        outcome.put("data", summary);
      }
      upgraded.put("outcome", outcome);
    }
    return upgraded;
  }

  private static Map<String, Object> epoch(Map<?, ?> old) {
    Map<String, Object> epoch = renamed(old, Map.of());
    double positive = number(epoch.remove("positiveProbability"));
    double negative = number(epoch.remove("negativeProbability"));
    double gamma = number(epoch.remove("gammaNeg"));
    Map<String, Object> tracked = new LinkedHashMap<>();
    tracked.put("positive_probability", positive);
    tracked.put("negative_probability", negative);
    tracked.put("probability_gap", positive - negative);
    if (!Double.isNaN(gamma)) {
      tracked.put("gamma_neg", gamma);
    }
    epoch.put("tracked", tracked);
    return epoch;
  }

  /** JSON has no NaN: it stands there as a text. */
  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private interface Change {
    Map<String, Object> of(Map<?, ?> old);
  }

  private static List<Object> each(@Nullable Object list, Change change) {
    List<Object> changed = new ArrayList<>();
    if (list instanceof List<?> items) {
      items.forEach(item -> changed.add(item instanceof Map<?, ?> map ? change.of(map) : item));
    }
    return changed;
  }

  private static Map<String, Object> renamed(Map<?, ?> old, Map<String, String> names) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    old.forEach(
        (key, value) ->
            renamed.put(names.getOrDefault(String.valueOf(key), String.valueOf(key)), value));
    return renamed;
  }
}
