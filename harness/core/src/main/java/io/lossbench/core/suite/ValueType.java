package io.lossbench.core.suite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The type of a value in a suite or descriptor. */
public sealed interface ValueType {

  /** The allowed range in words, empty for types without one. */
  default String range() {
    return ScalarRules.range(this);
  }

  /**
   * A whole number within inclusive bounds.
   *
   * @param multipleOf what it is a multiple of; null for any
   */
  record IntegerType(@Nullable Long min, @Nullable Long max, @Nullable Long multipleOf)
      implements ValueType {
    /** Whether a number is one of them. */
    public boolean contains(long value) {
      return (min == null || value >= min)
          && (max == null || value <= max)
          && (multipleOf == null || value % multipleOf == 0);
    }
  }

  /**
   * A finite number; {@code min} and {@code max} are inclusive, {@code above} and {@code below}
   * exclusive.
   */
  record NumberType(
      @Nullable Double min, @Nullable Double max, @Nullable Double above, @Nullable Double below)
      implements ValueType {}

  record BooleanType() implements ValueType {}

  /** A number, a text or a boolean, judged where its meaning is known. */
  record ScalarType() implements ValueType {}

  /** Any text. */
  record TextType() implements ValueType {}

  /**
   * A name that can be a file name: letters, digits, {@code . _ -}, starting with a letter or
   * digit.
   */
  record NameType() implements ValueType {}

  record ChoiceType(List<String> of) implements ValueType {}

  record ListType(ValueType items) implements ValueType {}

  /**
   * Names of the user's choice; with {@code listOfNames} a list of names stands for entries without
   * settings.
   */
  record MapType(ValueType values, boolean listOfNames) implements ValueType {}

  /**
   * Declared keys; with {@code open} others pass and are validated where their meaning is known.
   */
  record ObjectType(Map<String, Key> keys, boolean open) implements ValueType {}

  /** An object with exactly one of the declared keys. */
  record OneType(Map<String, Key> keys) implements ValueType {}

  /** {@code {type: NAME, ...}}: the keys of the named kind, plus the common ones of the place. */
  record KindType(String group, Map<String, Key> common) implements ValueType {}

  /** Some keys of the object type at {@code of}, no defaults filled in. */
  record OverridesType(String of) implements ValueType {}

  /**
   * A declared key.
   *
   * @param defaultValue the value in a document that does not name it; null if required or optional
   * @param axis whether a list of values stands for one variant per value
   * @param source paper, equation or code that a value comes from; empty if none
   * @param inputs the inputs that it is about: kinds of others do not have it; empty for all
   */
  record Key(
      String name,
      ValueType type,
      @Nullable Object defaultValue,
      boolean required,
      boolean axis,
      String doc,
      String source,
      String inputs) {}

  /**
   * A named kind of a group, such as the loss {@code asl}.
   *
   * @param task that a loss is made for; empty for the standard one
   * @param inputs what a format brings and a backbone takes: {@link #IMAGES} or {@link #VECTORS}
   * @param strides of a backbone's feature maps, rising; empty if it does not say
   * @param oneSize whether a backbone takes images of its image-size only while it is trained
   * @param countsLabels whether a loss, or what a loss is given, depends on how many training
   *     images have each class
   */
  record Kind(
      String name,
      Map<String, Key> keys,
      String doc,
      String source,
      String task,
      String inputs,
      List<Integer> strides,
      boolean oneSize,
      boolean countsLabels) {
    /** Images, which all kinds are about that do not say otherwise. */
    public static final String IMAGES = "images";

    /** Vectors of one width. */
    public static final String VECTORS = "vectors";

    /**
     * The keys of this kind, and of those that all kinds of a place have, what is for it. A kind's
     * own definition of one of these narrows it.
     */
    Map<String, Key> with(Map<String, Key> common) {
      Map<String, Key> all = new LinkedHashMap<>(keys);
      common.forEach(
          (key, declared) -> {
            if (declared.inputs().isEmpty() || declared.inputs().equals(inputs)) {
              all.merge(
                  key,
                  declared,
                  (own, general) ->
                      own.type().getClass().equals(general.type().getClass()) ? own : general);
            }
          });
      return all;
    }

    /** The settings of a document that names the kind only; empty if a key is required. */
    public Optional<Settings> defaults() {
      return settings(Map.of());
    }

    /**
     * The settings of a document that names the kind and gives some values; empty if a required one
     * is not among them.
     */
    public Optional<Settings> settings(Map<String, Object> given) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("type", name);
      values.putAll(given);
      for (Key key : keys.values()) {
        if (given.containsKey(key.name())) {
          continue;
        }
        if (key.required()) {
          return Optional.empty();
        }
        if (key.defaultValue() != null) {
          values.put(key.name(), key.defaultValue());
        }
      }
      return Optional.of(Settings.of(values));
    }
  }
}
