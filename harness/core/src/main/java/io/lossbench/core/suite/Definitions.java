package io.lossbench.core.suite;

import io.lossbench.core.suite.ValueType.Key;
import io.lossbench.core.suite.ValueType.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The language of suites and dataset descriptors: every key with type, range, default, meaning and
 * source.
 *
 * <p>Immutable and thread-safe.
 */
public final class Definitions {
  /** What a kind of a group can say of itself. */
  private static final Set<String> OF_A_KIND =
      Set.of("doc", "source", "task", "inputs", "strides", "one-size", "counts-labels", "keys");

  /** What a key, or the type of a list's items or a map's values, can say of itself. */
  private static final Set<String> OF_A_KEY =
      Set.of(
          ("type doc source default required axis min max multiple-of above below of items values"
                  + " list-of-names keys open group common inputs")
              .split(" "));

  private final ValueType.ObjectType suite;
  private final ValueType.ObjectType dataset;
  private final ValueType.ObjectType cluster;
  private final Map<String, Map<String, Kind>> groups;

  private Definitions(
      ValueType.ObjectType suite,
      ValueType.ObjectType dataset,
      ValueType.ObjectType cluster,
      Map<String, Map<String, Kind>> groups) {
    this.suite = suite;
    this.dataset = dataset;
    this.cluster = cluster;
    this.groups = groups;
  }

  /** The definitions that come with lossbench; they are read once. */
  public static Definitions builtIn() {
    return BuiltIn.DEFINITIONS;
  }

  private static final class BuiltIn {
    static final Definitions DEFINITIONS = read();
  }

  private static Definitions read() {
    try (InputStream in = Definitions.class.getResourceAsStream("definitions.yaml")) {
      Map<String, Object> root = parse(in);
      Map<String, Map<String, Kind>> groups = new LinkedHashMap<>();
      map(root, "groups").forEach((group, kinds) -> groups.put(group, kinds(asMap(kinds))));
      return new Definitions(
          new ValueType.ObjectType(keys(map(root, "suite")), false),
          new ValueType.ObjectType(keys(map(root, "dataset")), false),
          new ValueType.ObjectType(keys(map(root, "cluster")), false),
          Collections.unmodifiableMap(groups));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * These definitions with another kind of {@code group}, written in the language of {@code
   * definitions.yaml}: {@code NAME: {doc: ..., source: ..., keys: {...}}}.
   *
   * @throws IllegalArgumentException if a kind of that name exists, or the definition says what is
   *     not understood
   */
  public Definitions with(String group, String kindYaml) {
    Map<String, Map<String, Kind>> extended = new LinkedHashMap<>(groups);
    Map<String, Kind> kinds = new LinkedHashMap<>(group(group));
    Map<String, Kind> added = kinds(asMap(load(kindYaml)));
    for (Kind kind : added.values()) {
      if (kinds.putIfAbsent(kind.name(), kind) != null) {
        throw new IllegalArgumentException(group + " already has a kind '" + kind.name() + "'");
      }
    }
    extended.put(group, Collections.unmodifiableMap(kinds));
    return new Definitions(suite, dataset, cluster, Collections.unmodifiableMap(extended));
  }

  public ValueType.ObjectType suite() {
    return suite;
  }

  public ValueType.ObjectType dataset() {
    return dataset;
  }

  /** What {@code submit} is told of a cluster; part of no suite, and of no trial's id. */
  ValueType.ObjectType cluster() {
    return cluster;
  }

  /**
   * The kinds of {@code losses}, {@code backbones}, {@code optimizers}, {@code schedules}, {@code
   * metrics} or {@code formats}.
   */
  public Map<String, Kind> group(String name) {
    Map<String, Kind> kinds = groups.get(name);
    if (kinds == null) {
      throw new IllegalArgumentException("no group '" + name + "' of kinds");
    }
    return kinds;
  }

  public Map<String, Map<String, Kind>> groups() {
    return groups;
  }

  /** The object type of a section of the suite, such as {@code train}. */
  ValueType.ObjectType section(String name) {
    Key key = suite.keys().get(name);
    if (key == null || !(key.type() instanceof ValueType.ObjectType type)) {
      throw new IllegalArgumentException("no section '" + name + "'");
    }
    return type;
  }

  private static Map<String, Object> parse(@Nullable InputStream in) {
    if (in == null) {
      throw new IllegalStateException("definitions.yaml is not on the classpath");
    }
    return asMap(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
  }

  private static Object load(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  private static Map<String, Kind> kinds(Map<String, Object> declared) {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    declared.forEach(
        (name, value) -> {
          Map<String, Object> kind = asMap(value);
          requireKnown(kind, OF_A_KIND);
          kinds.put(
              name,
              new Kind(
                  name,
                  keys(map(kind, "keys")),
                  text(kind, "doc"),
                  text(kind, "source"),
                  text(kind, "task"),
                  inputs(kind),
                  strides(kind),
                  Boolean.TRUE.equals(kind.get("one-size")),
                  Boolean.TRUE.equals(kind.get("counts-labels"))));
        });
    return Collections.unmodifiableMap(kinds);
  }

  private static Map<String, Key> keys(Map<String, Object> declared) {
    Map<String, Key> keys = new LinkedHashMap<>();
    declared.forEach((name, value) -> keys.put(name, key(name, asMap(value))));
    return Collections.unmodifiableMap(keys);
  }

  private static Key key(String name, Map<String, Object> declared) {
    return new Key(
        name,
        type(declared),
        normalize(declared.get("default")),
        Boolean.TRUE.equals(declared.get("required")),
        Boolean.TRUE.equals(declared.get("axis")),
        text(declared, "doc"),
        text(declared, "source"),
        text(declared, "inputs"));
  }

  private static String inputs(Map<String, Object> kind) {
    String inputs = kind.containsKey("inputs") ? text(kind, "inputs") : Kind.IMAGES;
    if (!inputs.equals(Kind.IMAGES) && !inputs.equals(Kind.VECTORS)) {
      throw new IllegalArgumentException(
          "definitions: inputs are " + Kind.IMAGES + " or " + Kind.VECTORS + ", not " + inputs);
    }
    return inputs;
  }

  private static List<Integer> strides(Map<String, Object> kind) {
    List<Integer> strides = new ArrayList<>();
    if (kind.get("strides") instanceof List<?> list) {
      list.forEach(stride -> strides.add(Integer.parseInt(String.valueOf(stride))));
    }
    return List.copyOf(strides);
  }

  private static ValueType type(Map<String, Object> declared) {
    requireKnown(declared, OF_A_KEY);
    String type = text(declared, "type");
    return switch (type) {
      case "integer" ->
          new ValueType.IntegerType(
              whole(declared, "min"), whole(declared, "max"), whole(declared, "multiple-of"));
      case "number" ->
          new ValueType.NumberType(
              number(declared, "min"),
              number(declared, "max"),
              number(declared, "above"),
              number(declared, "below"));
      case "boolean" -> new ValueType.BooleanType();
      case "scalar" -> new ValueType.ScalarType();
      case "text" -> new ValueType.TextType();
      case "name" -> new ValueType.NameType();
      case "choice" -> new ValueType.ChoiceType(texts(declared.get("of")));
      case "list" -> new ValueType.ListType(type(map(declared, "items")));
      case "map" ->
          new ValueType.MapType(
              type(map(declared, "values")), Boolean.TRUE.equals(declared.get("list-of-names")));
      case "object" ->
          new ValueType.ObjectType(
              keys(map(declared, "keys")), Boolean.TRUE.equals(declared.get("open")));
      case "one" -> new ValueType.OneType(keys(map(declared, "keys")));
      case "kind" -> new ValueType.KindType(text(declared, "group"), keys(map(declared, "common")));
      case "overrides" -> new ValueType.OverridesType(text(declared, "of"));
      default -> throw new IllegalArgumentException("definitions: no type '" + type + "'");
    };
  }

  /**
   * Refuses what is not understood: a plugin's {@code defualt} would else be no default, and a
   * sentence without quotes would end at its first comma.
   */
  private static void requireKnown(Map<String, Object> declared, Set<String> known) {
    for (String attribute : declared.keySet()) {
      if (!known.contains(attribute)) {
        String close = Suggestion.of(attribute, known);
        throw new IllegalArgumentException(
            "definitions: unknown '" + attribute + "'" + (close.isEmpty() ? "" : "; " + close));
      }
    }
  }

  /** Whole numbers as Long and lists and maps unmodifiable, as {@link Settings} holds them. */
  private static @Nullable Object normalize(@Nullable Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    return value;
  }

  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return parent.get(key) == null ? Map.of() : asMap(parent.get(key));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(@Nullable Object value) {
    if (!(value instanceof Map)) {
      throw new IllegalArgumentException("definitions: expected a map, found " + value);
    }
    return (Map<String, Object>) value;
  }

  private static String text(Map<String, Object> parent, String key) {
    Object value = parent.get(key);
    return value == null ? "" : value.toString();
  }

  private static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> texts.add(String.valueOf(item)));
    }
    return List.copyOf(texts);
  }

  private static @Nullable Long whole(Map<String, Object> parent, String key) {
    return parent.get(key) instanceof Number number ? number.longValue() : null;
  }

  private static @Nullable Double number(Map<String, Object> parent, String key) {
    return parent.get(key) instanceof Number number ? number.doubleValue() : null;
  }
}
