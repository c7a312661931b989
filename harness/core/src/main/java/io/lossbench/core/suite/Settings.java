package io.lossbench.core.suite;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.lossbench.core.task.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Validated settings by name: texts, longs, doubles, booleans, lists and nested settings.
 *
 * <p>Immutable and thread-safe. The getters throw {@link IllegalArgumentException} for a name or
 * type that validation should have caught: that is a bug, never the user's fault.
 */
public final class Settings implements Choices {
  private final Map<String, Object> values;

  private Settings(Map<String, Object> values) {
    this.values = values;
  }

  /** A deep, unmodifiable copy; entries with a null value are left out. */
  @JsonCreator
  public static Settings of(Map<String, ?> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (value != null) {
            copy.put(key, freeze(value));
          }
        });
    return new Settings(Collections.unmodifiableMap(copy));
  }

  private static Object freeze(Object value) {
    if (value instanceof Settings settings) {
      return settings.values;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(String.valueOf(key), freeze(item)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(freeze(item)));
      return Collections.unmodifiableList(copy);
    }
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }

  @Override
  @JsonValue
  public Map<String, Object> asMap() {
    return values;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public String text(String name) {
    return get(name, String.class);
  }

  public Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  @Override
  public int integer(String name) {
    return Math.toIntExact(whole(name));
  }

  public long whole(String name) {
    return get(name, Long.class);
  }

  @Override
  public double number(String name) {
    return get(name, Number.class).doubleValue();
  }

  public boolean flag(String name) {
    return get(name, Boolean.class);
  }

  /** The constant whose name is the text's, {@code best-on-validation} for BEST_ON_VALIDATION. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @SuppressWarnings("unchecked")
  public Settings settings(String name) {
    return new Settings((Map<String, Object>) get(name, Map.class));
  }

  @SuppressWarnings("unchecked")
  public List<String> texts(String name) {
    return (List<String>) get(name, List.class);
  }

  /** A list of whole numbers. */
  public List<Integer> integers(String name) {
    List<Integer> list = new ArrayList<>();
    for (Object item : get(name, List.class)) {
      list.add(Math.toIntExact((Long) item));
    }
    return List.copyOf(list);
  }

  /** The nested settings of a list. */
  @SuppressWarnings("unchecked")
  public List<Settings> list(String name) {
    List<Settings> list = new ArrayList<>();
    for (Object item : get(name, List.class)) {
      list.add(new Settings((Map<String, Object>) item));
    }
    return List.copyOf(list);
  }

  /** These settings with one value put in or replaced. */
  public Settings with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(name, value);
    return of(copy);
  }

  /** These settings without some names. */
  public Settings without(String... names) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    List.of(names).forEach(copy::remove);
    return of(copy);
  }

  /** These settings, each name of {@code overrides} replaced as a whole. */
  public Settings overriddenBy(Settings overrides) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.putAll(overrides.values);
    return of(copy);
  }

  private <T> T get(String name, Class<T> type) {
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "setting '" + name + "' is " + value + ", expected a " + type.getSimpleName());
    }
    return type.cast(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && settings.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
