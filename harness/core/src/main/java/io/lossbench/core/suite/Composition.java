package io.lossbench.core.suite;

import io.lossbench.core.file.PrintableText;
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
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.scanner.StreamReader;

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
          .setAllowNonScalarKeys(true)
          .setVersionFunction(version -> version)
          .setSchema(new CoreScalars())
          .build();

  /** Takes the faults of a text, with line and column from 1, or 0 where there is no place. */
  interface Faults {
    void add(int line, int column, String message, String suggestion);
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Faults faults;
  private int nodes;

  /** The key of the document that is unfolded: an alias' own place says little. */
  private Optional<Mark> section = Optional.empty();

  private Composition(Faults faults) {
    this.faults = faults;
  }

  /** The tree; empty, with a fault, if the text is not YAML or out of bounds. */
  static Optional<Node> of(String text, Faults faults) {
    if (text.length() > MAX_CHARACTERS) {
      faults.add(0, 0, "is larger than " + MAX_CHARACTERS + " characters", "");
      return Optional.empty();
    }
    Composition composition = new Composition(faults);
    try {
      composition.checkBounds(text);
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        faults.add(0, 0, "is empty", "write settings as 'key: value' lines");
      }
      return root.map(node -> composition.unfold(node, 0));
    } catch (Refused e) {
      // The fault is told already.
    } catch (MarkedYamlEngineException e) {
      String problem = String.valueOf(e.getProblem());
      composition.fault(
          e.getProblemMark().or(e::getContextMark),
          YamlAdvice.said(problem),
          YamlAdvice.of(problem));
    } catch (ReaderException e) {
      composition.unprintable(text);
    } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library's scanner throws the latter two at escapes of characters that do not exist.
      faults.add(0, 0, YamlAdvice.said(String.valueOf(e.getMessage())), "");
    }
    return Optional.empty();
  }

  private void fault(Optional<Mark> place, String message, String suggestion) {
    faults.add(
        place.map(mark -> mark.getLine() + 1).orElse(0),
        place.map(mark -> mark.getColumn() + 1).orElse(0),
        message,
        suggestion);
  }

  /** The place of the first character that YAML refuses, which the library does not tell. */
  private void unprintable(String text) {
    int line = 1;
    int column = 1;
    for (int point : text.codePoints().toArray()) {
      if (!StreamReader.isPrintable(point)) {
        String character = PrintableText.of(Character.toString(point));
        faults.add(
            line, column, "is not valid YAML: it holds the character " + character, "remove it");
        return;
      }
      column = point == '\n' ? 1 : column + 1;
      line += point == '\n' ? 1 : 0;
    }
  }

  /** Composing is recursive, reading events is not. */
  private void checkBounds(String text) {
    int depth = 0;
    int count = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      Event.ID kind = event.getEventId();
      boolean collection = kind == Event.ID.SequenceStart || kind == Event.ID.MappingStart;
      if (collection && ++depth > MAX_DEPTH) {
        throw refused(event.getStartMark(), "is nested more than " + MAX_DEPTH + " levels deep");
      } else if (kind == Event.ID.SequenceEnd || kind == Event.ID.MappingEnd) {
        depth--;
      } else if ((collection || kind == Event.ID.Scalar || kind == Event.ID.Alias)
          && ++count > MAX_NODES) {
        throw refused(event.getStartMark(), "holds more than " + MAX_NODES + " keys and values");
      }
    }
  }

  private Refused refused(Optional<Mark> place, String message) {
    fault(place, message, "");
    return new Refused();
  }

  private Node unfold(Node node, int depth) {
    if (++nodes > MAX_NODES) {
      throw refused(section, "holds more than " + MAX_NODES + " keys and values, aliases unfolded");
    } else if (depth > MAX_DEPTH) {
      throw refused(section, "is nested more than " + MAX_DEPTH + " levels deep, aliases unfolded");
    }
    if (!TAGS.contains(node.getTag())) {
      fault(node.getStartMark(), "tags such as " + node.getTag() + " have no meaning here", "");
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
      section = depth == 0 ? tuple.getKeyNode().getStartMark() : section;
      if (isMerge(tuple.getKeyNode())) {
        for (MappingNode source : sources(tuple.getValueNode(), depth + 1)) {
          source.getValue().stream().filter(merged -> taken.add(key(merged))).forEach(tuples::add);
        }
      } else {
        if (!(tuple.getKeyNode() instanceof ScalarNode)) {
          fault(tuple.getKeyNode().getStartMark(), "a key is a text, not a collection", "");
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

  /** The library would merge too, without bounds: to it the key is a text ({@link CoreScalars}). */
  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().equals("<<");
  }

  private List<MappingNode> sources(Node merged, int depth) {
    List<MappingNode> sources = new ArrayList<>();
    for (Node source :
        merged instanceof SequenceNode several ? several.getValue() : List.of(merged)) {
      if (source instanceof MappingNode) {
        sources.add((MappingNode) unfold(source, depth));
      } else {
        fault(
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
