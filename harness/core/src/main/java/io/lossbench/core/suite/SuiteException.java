package io.lossbench.core.suite;

import java.util.List;
import java.util.stream.Collectors;

/** What the user wrote wrong: all faults of a document at once. */
public final class SuiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Faults whose text the message has; {@link #diagnostics} has all. */
  private static final int SHOWN = 100;

  private final transient List<Diagnostic> diagnostics;

  public SuiteException(List<Diagnostic> diagnostics) {
    super(
        diagnostics.stream().limit(SHOWN).map(Diagnostic::render).collect(Collectors.joining("\n"))
            + (diagnostics.size() > SHOWN
                ? "\nand " + (diagnostics.size() - SHOWN) + " more faults"
                : ""));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
