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

  private final List<String> first = new ArrayList<>();
  private int count;

  /** Notes a fault; {@code line} is 0 where there is none. */
  void add(Path file, long line, String message) {
    add(file + (line > 0 ? ":" + line : "") + ": " + message);
  }

  void add(Path file, long line, long column, String message) {
    add(file + ":" + line + ":" + column + ": " + message);
  }

  private void add(String fault) {
    count++;
    // A file of a hundred million faults must not fill the memory with them.
    if (first.size() < SHOWN) {
      first.add(fault);
    }
  }

  int count() {
    return count;
  }

  void throwIfAny(String headline) {
    if (count > 0) {
      throw new HarnessException(headline + ":\n" + shortened(first, count));
    }
  }

  static String shortened(List<?> faults) {
    return shortened(faults, faults.size());
  }

  private static String shortened(List<?> faults, int count) {
    StringBuilder text = new StringBuilder();
    faults.stream().limit(SHOWN).forEach(fault -> text.append("  ").append(fault).append('\n'));
    if (count > SHOWN) {
      text.append("  ... and ").append(count - SHOWN).append(" more\n");
    }
    return text.toString().stripTrailing();
  }
}
