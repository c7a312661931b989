package io.lossbench.core.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A setting from the command line, {@code --set train.epochs=2}: replaces a value of the document
 * before validation.
 */
final class CommandLineOverride {
  private final String option;
  private final List<String> path;
  private final Node value;

  private CommandLineOverride(String option, List<String> path, Node value) {
    this.option = option;
    this.path = path;
    this.value = value;
  }

  /** Parses {@code path=value}, or reports a diagnostic to {@code reader}. */
  static Optional<CommandLineOverride> parse(String written, DocumentReader reader) {
    String option = "--set " + Diagnostic.shortened(written);
    int equals = written.indexOf('=');
    List<String> path =
        equals < 0 ? List.of("") : List.of(written.substring(0, equals).split("\\.", -1));
    if (path.stream().anyMatch(String::isBlank)) {
      reader.add(
          new Diagnostic(option, 0, 0, "expected path=value", "for example train.epochs=2", ""));
      return Optional.empty();
    }
    return Composition.of(
            written.substring(equals + 1),
            (line, column, message, suggestion) ->
                reader.add(new Diagnostic(option, 0, 0, "the value " + message, "", "")))
        .map(value -> new CommandLineOverride(option, path, value));
  }

  /**
   * Puts the value into the document; a section's override for one dataset or backbone gives way to
   * it.
   */
  void apply(MappingNode root, DocumentReader reader) {
    mark(value, reader);
    put(root, path, reader);
    if (path.size() > 1 && (path.get(0).equals("train") || path.get(0).equals("evaluate"))) {
      for (String place : List.of("datasets", "backbones")) {
        if (child(root, place) instanceof MappingNode entries) {
          for (NodeTuple entry : entries.getValue()) {
            if (entry.getValueNode() instanceof MappingNode settings
                && child(settings, path.get(0)) instanceof MappingNode section
                && child(section, path.get(1)) != null) {
              put(settings, path, reader);
            }
          }
        }
      }
    }
  }

  private void put(MappingNode target, List<String> names, DocumentReader reader) {
    MappingNode mapping = target;
    for (String name : names.subList(0, names.size() - 1)) {
      Node next = child(mapping, name);
      if (next == null || next.getTag().equals(Tag.NULL)) {
        next = new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
        reader.markOverridden(next, option);
        set(mapping, name, next, reader);
      }
      if (!(next instanceof MappingNode inner)) {
        String message = "'" + name + "' has no settings of its own in this suite";
        reader.add(
            new Diagnostic(
                option,
                0,
                0,
                message,
                next instanceof SequenceNode ? "write it as a map in the suite" : "",
                ""));
        return;
      }
      mapping = inner;
    }
    set(mapping, names.get(names.size() - 1), value, reader);
  }

  private void set(MappingNode mapping, String name, Node node, DocumentReader reader) {
    List<NodeTuple> tuples = mapping.getValue();
    for (int i = 0; i < tuples.size(); i++) {
      if (tuples.get(i).getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
        tuples.set(i, new NodeTuple(key, node));
        return;
      }
    }
    ScalarNode key = new ScalarNode(Tag.STR, name, ScalarStyle.PLAIN);
    reader.markOverridden(key, option);
    tuples.add(new NodeTuple(key, node));
  }

  private static @Nullable Node child(MappingNode mapping, String name) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
        return tuple.getValueNode();
      }
    }
    return null;
  }

  private void mark(Node node, DocumentReader reader) {
    reader.markOverridden(node, option);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        mark(tuple.getKeyNode(), reader);
        mark(tuple.getValueNode(), reader);
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> mark(item, reader));
    }
  }
}
