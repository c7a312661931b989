package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Faults found in annotations, reported together: the first twenty, then a count. What is wrong in
 * the same way on many lines of a file is one fault with its first line. Not thread-safe.
 */
public final class Faults {
  private static final int SHOWN = 20;

  /** Kinds of faults that are remembered; a file of another kind has one on each line. */
  private static final int KEPT = 1000;

  private final Map<Kind, Place> faults = new LinkedHashMap<>();
  private long forgotten;

  private record Kind(Path file, String message) {}

  private static final class Place {
    final String first;
    long lines;

    Place(String first) {
      this.first = first;
    }
  }

  /** Notes a fault; {@code line} is 0 where there is none. */
  public void add(Path file, long line, String message) {
    add(file, line > 0 ? ":" + line : "", message);
  }

  /** Notes a fault at a line and a column; both are 0 where there is none. */
  public void add(Path file, long line, long column, String message) {
    add(file, line > 0 ? ":" + line + ":" + column : "", message);
  }

  private void add(Path file, String place, String message) {
    Kind kind = new Kind(file, message);
    if (faults.size() >= KEPT && !faults.containsKey(kind)) {
      forgotten++;
    } else {
      faults.computeIfAbsent(kind, k -> new Place(place)).lines++;
    }
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /**
   * Ends the reading if there are faults.
   *
   * @param headline what cannot be used because of them
   * @throws HarnessException with all of them
   */
  public void throwIfAny(String headline) {
    if (!faults.isEmpty()) {
      throw new HarnessException(
          headline + ":\n" + shortened(shown(), faults.size() - SHOWN + forgotten));
    }
  }

  private Stream<String> shown() {
    return faults.entrySet().stream()
        .map(
            fault ->
                fault.getKey().file()
                    + fault.getValue().first
                    + ": "
                    + fault.getKey().message()
                    + again(fault.getValue().lines - 1));
  }

  private static String again(long more) {
    return more == 0 ? "" : " (and " + more + (more == 1 ? " line" : " lines") + " more like it)";
  }

  static String shortened(List<?> faults) {
    return shortened(faults.stream(), faults.size() - SHOWN);
  }

  private static String shortened(Stream<?> faults, long more) {
    StringBuilder text = new StringBuilder();
    faults.limit(SHOWN).forEach(fault -> text.append("  ").append(fault).append('\n'));
    if (more > 0) {
      text.append("  ... and ").append(more).append(" more\n");
    }
    return text.toString().stripTrailing();
  }
}
