package io.lossbench.core.suite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML text as a tree of nodes: aliases and merge keys are unfolded, so that each place has nodes
 * of its own. Size, depth and number of nodes are bounded before memory is spent on them.
 *
 * <p>Not thread-safe; one instance composes one text.
 */
final class Composition {
  static final int MAX_CHARACTERS = 1_000_000;
  static final int MAX_DEPTH = 50;

  /** A text may not unfold to more nodes than this through its aliases. */
  static final int MAX_NODES = 20_000;

  private static final Set<Tag> TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(MAX_CHARACTERS)
          .setAllowDuplicateKeys(true)
          .setSchema(new CoreScalars())
          .build();

  /** Takes the faults of a text; the mark is empty where there is no place. */
  interface Faults {
    void add(Optional<Mark> place, String message, String suggestion);
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Faults faults;
  private int nodes;

  private Composition(Faults faults) {
    this.faults = faults;
  }

  /** The tree; empty, with a fault, if the text is not YAML or out of bounds. */
  static Optional<Node> of(String text, Faults faults) {
    if (text.length() > MAX_CHARACTERS) {
      faults.add(Optional.empty(), "is larger than " + MAX_CHARACTERS + " characters", "");
      return Optional.empty();
    }
    Composition composition = new Composition(faults);
    try {
      composition.checkDepth(text);
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        faults.add(Optional.empty(), "is empty", "write settings as 'key: value' lines");
      }
      return root.map(node -> composition.unfold(node, 0));
    } catch (MarkedYamlEngineException e) {
      faults.add(
          e.getProblemMark().or(e::getContextMark),
          e.getProblem() == null ? "is not valid YAML" : "is not valid YAML: " + e.getProblem(),
          "");
    } catch (Refused e) {
      // The fault is told already.
    } catch (YamlEngineException e) {
      faults.add(Optional.empty(), "is not valid YAML: " + e.getMessage(), "");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library's scanner, at escapes of characters that do not exist and the like.
      faults.add(Optional.empty(), "is not valid YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  /** Composing is recursive, reading events is not. */
  private void checkDepth(String text) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> {
          if (++depth > MAX_DEPTH) {
            throw refused(
                event.getStartMark(), "is nested more than " + MAX_DEPTH + " levels deep");
          }
        }
        case SequenceEnd, MappingEnd -> depth--;
        default -> {}
      }
    }
  }

  private Refused refused(Optional<Mark> place, String message) {
    faults.add(place, message, "");
    return new Refused();
  }

  private Node unfold(Node node, int depth) {
    if (++nodes > MAX_NODES) {
      throw refused(
          node.getStartMark(), "holds more than " + MAX_NODES + " values, its aliases unfolded");
    } else if (depth > MAX_DEPTH) {
      throw refused(
          node.getStartMark(),
          "is nested more than " + MAX_DEPTH + " levels deep, its aliases unfolded");
    }
    if (!TAGS.contains(node.getTag()) && !node.getTag().equals(Tag.MERGE)) {
      faults.add(
          node.getStartMark(), "tags such as " + node.getTag() + " have no meaning here", "");
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, depth);
    } else if (node instanceof SequenceNode sequence) {
      List<Node> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(unfold(item, depth + 1)));
      return new SequenceNode(
          Tag.SEQ, true, items, sequence.getFlowStyle(), node.getStartMark(), node.getEndMark());
    }
    ScalarNode scalar = (ScalarNode) node;
    return new ScalarNode(
        scalar.getTag(),
        true,
        scalar.getValue(),
        scalar.getScalarStyle(),
        scalar.getStartMark(),
        scalar.getEndMark());
  }

  /** A merged key stands where {@code <<} does and gives way to one that is written out. */
  private MappingNode mapping(MappingNode mapping, int depth) {
    Set<String> taken = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      taken.add(key(tuple));
    }
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        for (MappingNode source : sources(tuple.getValueNode(), depth + 1)) {
          source.getValue().stream().filter(merged -> taken.add(key(merged))).forEach(tuples::add);
        }
      } else {
        if (!(tuple.getKeyNode() instanceof ScalarNode)) {
          faults.add(tuple.getKeyNode().getStartMark(), "a key is a text, not a collection", "");
        }
        tuples.add(
            new NodeTuple(
                unfold(tuple.getKeyNode(), depth + 1), unfold(tuple.getValueNode(), depth + 1)));
      }
    }
    return new MappingNode(
        Tag.MAP,
        true,
        tuples,
        mapping.getFlowStyle(),
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  private List<MappingNode> sources(Node merged, int depth) {
    List<MappingNode> sources = new ArrayList<>();
    for (Node source :
        merged instanceof SequenceNode several ? several.getValue() : List.of(merged)) {
      if (source instanceof MappingNode) {
        sources.add((MappingNode) unfold(source, depth));
      } else {
        faults.add(
            source.getStartMark(),
            "'<<' takes the settings of an alias, or a list of aliases",
            "write <<: *name");
      }
    }
    return sources;
  }

  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
