package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults found in annotations, reported together: the first twenty, then a count. Not thread-safe.
 */
final class Faults {
  private static final int SHOWN = 20;

  private final List<String> faults = new ArrayList<>();

  /** Notes a fault; {@code line} is 0 where there is none. */
  void add(Path file, long line, String message) {
    faults.add(file + (line > 0 ? ":" + line : "") + ": " + message);
  }

  void add(Path file, long line, long column, String message) {
    faults.add(file + ":" + line + ":" + column + ": " + message);
  }

  void throwIfAny(String headline) {
    if (!faults.isEmpty()) {
      throw new HarnessException(headline + ":\n" + shortened(faults));
    }
  }

  static String shortened(List<?> faults) {
    StringBuilder text = new StringBuilder();
    faults.stream().limit(SHOWN).forEach(fault -> text.append("  ").append(fault).append('\n'));
    if (faults.size() > SHOWN) {
      text.append("  ... and ").append(faults.size() - SHOWN).append(" more\n");
    }
    return text.toString().stripTrailing();
  }
}
