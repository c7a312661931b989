package io.lossbench.core.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Validates one YAML document against an object type, fills in the defaults and collects every
 * fault with its position.
 *
 * <p>Not thread-safe; one instance reads one document.
 */
final class DocumentReader {
  private final Definitions definitions;
  private final FaultLog faults;
  private final Map<String, Node> located = new LinkedHashMap<>();

  DocumentReader(Definitions definitions, String source, String text) {
    this.definitions = definitions;
    this.faults = new FaultLog(source, text);
  }

  /** The document as a tree of nodes; empty, with a diagnostic, if it is no mapping. */
  Optional<MappingNode> compose(String text) {
    Optional<Node> root = Composition.of(text, faults::add);
    if (root.isPresent() && !(root.get() instanceof MappingNode)) {
      faults.add(1, 1, "expected settings as 'key: value' lines", "");
    }
    return root.filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
  }

  /** Marks a node as coming from a command-line option rather than from the document. */
  void markOverridden(Node node, String option) {
    faults.markOverridden(node, option);
  }

  /** Validates {@code root}; null if a fault makes the result unusable. */
  @Nullable Settings read(MappingNode root, ValueType.ObjectType type) {
    Object value = value(root, type, "");
    return faults.size() == 0 && value instanceof Map<?, ?> map ? settings(map) : null;
  }

  /**
   * Validates settings that were read as open, now that their keys are known; no defaults are
   * filled in. Faults are kept for {@link #diagnostics}.
   */
  Settings readOpen(String path, Map<String, ValueType.Key> keys, String where) {
    Node node = located.get(path);
    Object value = node == null ? null : keys(node, keys, where, path, false, false);
    return value instanceof Map<?, ?> map ? settings(map) : Settings.of(Map.of());
  }

  /**
   * The value at a path that was read, judged now that its type is known; null with a fault if it
   * is not of that type.
   */
  @Nullable Object judged(String path, ValueType type) {
    Node node = located.get(path);
    return node == null ? null : scalar(node, type);
  }

  @SuppressWarnings("unchecked")
  private static Settings settings(Map<?, ?> map) {
    return Settings.of((Map<String, Object>) map);
  }

  /** Reports a fault at the value of a dotted path that was read, such as {@code losses.asl}. */
  void faultAt(String path, String message, String suggestion) {
    Node node = located.get(path);
    if (node == null && path.contains(".")) {
      // A default is nowhere in the file, but what it belongs to may be.
      node = located.get(path.substring(0, path.lastIndexOf('.')));
    }
    if (node == null) {
      faults.add(0, 0, message, suggestion);
    } else {
      faults.add(node, message, suggestion);
    }
  }

  void add(Diagnostic diagnostic) {
    faults.add(diagnostic);
  }

  List<Diagnostic> diagnostics() {
    return faults.list();
  }

  private @Nullable Object value(Node node, ValueType type, String path) {
    located.put(path, node);
    if (type instanceof ValueType.ObjectType object) {
      return object(node, object, path);
    } else if (type instanceof ValueType.OneType one) {
      return one(node, one, path);
    } else if (type instanceof ValueType.MapType map) {
      return map(node, map, path);
    } else if (type instanceof ValueType.KindType kind) {
      return kind(node, kind, path);
    } else if (type instanceof ValueType.OverridesType overrides) {
      return keys(node, definitions.section(overrides.of()).keys(), "", path, false, false);
    } else if (type instanceof ValueType.ListType list) {
      return list(node, list, path);
    }
    return scalar(node, type);
  }

  private @Nullable Object object(Node node, ValueType.ObjectType type, String path) {
    if (type.open()) {
      return open(node);
    }
    return keys(node, type.keys(), "", path, true, false);
  }

  /** Settings whose meaning is known elsewhere: kept as written, validated there. */
  private @Nullable Object open(Node node) {
    if (node instanceof MappingNode mapping) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        values.put(scalarText(tuple.getKeyNode()), open(tuple.getValueNode()));
      }
      return values;
    } else if (node instanceof SequenceNode sequence) {
      List<@Nullable Object> values = new ArrayList<>();
      sequence.getValue().forEach(item -> values.add(open(item)));
      return values;
    }
    return ScalarRules.plain((ScalarNode) node);
  }

  private @Nullable Object one(Node node, ValueType.OneType type, String path) {
    int before = faults.size();
    Object value = keys(node, type.keys(), "", path, false, false);
    if (faults.size() == before && value instanceof Map<?, ?> map && map.size() != 1) {
      faults.add(node, "expected exactly one of " + String.join(", ", type.keys().keySet()), "");
      return null;
    }
    return value;
  }

  private @Nullable Object map(Node node, ValueType.MapType type, String path) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (type.listOfNames() && node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        Object name = scalar(item, new ValueType.NameType());
        if (name != null && values.put(name.toString(), Map.of()) != null) {
          faults.add(item, "'" + name + "' is named twice", "");
        }
        located.put(path + "." + name, item);
      }
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        Object name = scalar(tuple.getKeyNode(), new ValueType.NameType());
        if (name != null) {
          if (values.containsKey(name.toString())) {
            faults.add(tuple.getKeyNode(), "duplicate key '" + name + "'", "");
          }
          values.put(
              name.toString(), value(tuple.getValueNode(), type.values(), path + "." + name));
        }
      }
    } else {
      faults.add(
          node,
          "expected "
              + (type.listOfNames() ? "a list of names or " : "")
              + "a map of names to settings, found "
              + describe(node),
          "");
      return null;
    }
    boolean empty =
        node instanceof MappingNode mapping
            ? mapping.getValue().isEmpty()
            : node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
    if (empty) {
      faults.add(node, "expected at least one entry", "");
    }
    return values;
  }

  private @Nullable Object kind(Node node, ValueType.KindType type, String path) {
    if (!(node instanceof MappingNode mapping)) {
      faults.add(
          node, "expected settings with a 'type', found " + describe(node), "write {type: ...}");
      return null;
    }
    Map<String, ValueType.Kind> kinds = definitions.group(type.group());
    Node named = null;
    for (NodeTuple tuple : mapping.getValue()) {
      if ("type".equals(scalarText(tuple.getKeyNode()))) {
        named = tuple.getValueNode();
      }
    }
    if (named == null) {
      faults.add(node, "'type' is missing", Suggestion.of("", kinds.keySet()));
      return null;
    }
    ValueType.Kind kind = kinds.get(scalarText(named));
    if (kind == null) {
      faults.add(
          named,
          "unknown type " + describe(named) + " in " + type.group(),
          Suggestion.of(scalarText(named), kinds.keySet()));
      return null;
    }
    Map<String, ValueType.Key> keys = new LinkedHashMap<>();
    keys.put(
        "type",
        new ValueType.Key("type", new ValueType.TextType(), kind.name(), false, false, "", "", ""));
    keys.putAll(kind.with(type.common()));
    return keys(
        node, keys, " in " + type.group() + " of type '" + kind.name() + "'", path, true, true);
  }

  private @Nullable Object keys(
      Node node,
      Map<String, ValueType.Key> keys,
      String where,
      String path,
      boolean complete,
      boolean axes) {
    if (!(node instanceof MappingNode mapping)) {
      faults.add(node, "expected settings as 'key: value', found " + describe(node), "");
      return null;
    }
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = scalarText(tuple.getKeyNode());
      ValueType.Key key = keys.get(name);
      if (key == null) {
        faults.add(
            tuple.getKeyNode(),
            "unknown key " + Diagnostic.quoted(name) + where,
            name.matches("[0-9]+")
                ? "write a point before decimals, as in 2.5"
                : Suggestion.of(name, keys.keySet()));
      } else if (written.containsKey(name)) {
        faults.add(tuple.getKeyNode(), "duplicate key '" + name + "'", "");
      } else {
        String inner = path.isEmpty() ? name : path + "." + name;
        written.put(
            name,
            axes && key.axis() && tuple.getValueNode() instanceof SequenceNode sequence
                ? axis(sequence, key, inner)
                : value(tuple.getValueNode(), key.type(), inner));
      }
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (ValueType.Key key : keys.values()) {
      if (written.containsKey(key.name())) {
        values.put(key.name(), written.get(key.name()));
      } else if (key.required()) {
        faults.add(node, "'" + key.name() + "' is missing", key.doc());
      } else if (complete) {
        Object completed = Defaults.of(definitions, key);
        if (completed != null) {
          values.put(key.name(), completed);
        }
      }
    }
    return values;
  }

  private @Nullable Object axis(SequenceNode sequence, ValueType.Key key, String path) {
    Map<Object, Node> values = new LinkedHashMap<>();
    for (Node item : sequence.getValue()) {
      Object value = value(item, key.type(), path);
      if (value != null && values.put(value, item) != null) {
        faults.add(item, "the axis names " + scalarText(item) + " twice", "");
      }
    }
    if (sequence.getValue().isEmpty()) {
      faults.add(sequence, "the axis '" + key.name() + "' is empty", "name at least one value");
    }
    return List.copyOf(values.keySet());
  }

  private @Nullable Object list(Node node, ValueType.ListType type, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      faults.add(node, "expected a list, found " + describe(node), "");
      return null;
    }
    List<@Nullable Object> values = new ArrayList<>();
    int index = 0;
    for (Node item : sequence.getValue()) {
      values.add(value(item, type.items(), path + "." + index++));
    }
    return values;
  }

  private @Nullable Object scalar(Node node, ValueType type) {
    if (!(node instanceof ScalarNode scalar)) {
      faults.add(node, "expected " + ScalarRules.expected(type) + ", found " + describe(node), "");
      return null;
    }
    ScalarRules.Verdict verdict = ScalarRules.judge(scalar, type);
    if (verdict.fault() != null) {
      faults.add(node, verdict.fault(), verdict.suggestion());
    }
    return verdict.value();
  }

  private static String scalarText(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private static String describe(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getTag().equals(Tag.NULL) ? "nothing" : Diagnostic.quoted(scalar.getValue());
    }
    return node instanceof SequenceNode ? "a list" : "settings";
  }
}
