package io.lossbench.core.suite;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of keys that a document does not name. */
final class Defaults {
  private Defaults() {}

  /** The completed default of a key; null for a key without one. */
  static @Nullable Object of(Definitions definitions, ValueType.Key key) {
    if (key.type() instanceof ValueType.ObjectType object
        && !object.open()
        && key.defaultValue() == null) {
      return completed(definitions, object.keys(), Map.of());
    }
    if (key.type() instanceof ValueType.KindType kind
        && key.defaultValue() instanceof Map<?, ?> written) {
      ValueType.Kind chosen =
          definitions.group(kind.group()).get(String.valueOf(written.get("type")));
      if (chosen == null) {
        throw new IllegalStateException("the default of '" + key.name() + "' is no known kind");
      }
      return completed(definitions, chosen.keys(), written);
    }
    return key.type() instanceof ValueType.NumberType && key.defaultValue() instanceof Number number
        ? Double.valueOf(number.doubleValue())
        : key.defaultValue();
  }

  private static Map<String, Object> completed(
      Definitions definitions, Map<String, ValueType.Key> keys, Map<?, ?> written) {
    Map<String, Object> values = new LinkedHashMap<>();
    written.forEach((name, value) -> values.put(String.valueOf(name), value));
    for (ValueType.Key key : keys.values()) {
      Object value = values.containsKey(key.name()) ? null : of(definitions, key);
      if (value != null) {
        values.put(key.name(), value);
      }
    }
    return values;
  }
}
