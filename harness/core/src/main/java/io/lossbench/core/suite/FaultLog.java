package io.lossbench.core.suite;

import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** The faults of one document, in the order they were found, each once. Not thread-safe. */
final class FaultLog {
  private final String source;
  private final List<String> lines;
  private final Set<Diagnostic> diagnostics = new LinkedHashSet<>();
  private final IdentityHashMap<Node, String> overridden = new IdentityHashMap<>();

  FaultLog(String source, String text) {
    this.source = source;
    this.lines = List.of(text.split("\r\n|\r|\n", -1));
  }

  /** Marks a node as coming from a command-line option rather than from the document. */
  void markOverridden(Node node, String option) {
    overridden.put(node, option);
  }

  /** A fault at a node: at its place in the document, or at the option that brought it. */
  void add(Node node, String message, String suggestion) {
    String option = overridden.get(node);
    Mark mark = node.getStartMark().orElse(null);
    if (option != null || mark == null) {
      add(new Diagnostic(option == null ? source : option, 0, 0, message, suggestion, ""));
    } else {
      add(mark.getLine() + 1, mark.getColumn() + 1, message, suggestion);
    }
  }

  /** A fault at a line and column of the document, both from 1; 0 where there is no place. */
  void add(int line, int column, String message, String suggestion) {
    String text = line > 0 && line <= lines.size() ? lines.get(line - 1) : "";
    add(new Diagnostic(source, line, column, message, suggestion, text));
  }

  void add(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  int size() {
    return diagnostics.size();
  }

  List<Diagnostic> list() {
    return List.copyOf(diagnostics);
  }
}
