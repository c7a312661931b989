package io.lossbench.core.run.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many processes Linux has killed for want of memory, by the counters it keeps; taken before
 * and after something, it tells whether that was the reason.
 *
 * @param counter the file that was read; null where none can be
 * @param ofOurs whether it counts the processes of this process' group only, not all of the system
 */
record MemoryKills(@Nullable Path counter, boolean ofOurs, long count) {
  /** A count that nothing is known from. */
  static final MemoryKills NONE = new MemoryKills(null, false, 0);

  private static final String FIELD = "oom_kill ";

  /** The count now. */
  static MemoryKills now() {
    return now(Path.of("/"));
  }

  /**
   * @param root where the system's files lie
   */
  static MemoryKills now(Path root) {
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        String group = parts[2].substring(Math.min(1, parts[2].length()));
        Path file =
            parts[1].isEmpty()
                ? root.resolve("sys/fs/cgroup").resolve(group).resolve("memory.events")
                : root.resolve("sys/fs/cgroup/memory").resolve(group).resolve("memory.oom_control");
        Optional<Long> count = parts[1].matches("|memory") ? count(file) : Optional.empty();
        if (count.isPresent()) {
          return new MemoryKills(file, true, count.get());
        }
      }
    }
    Path all = root.resolve("proc/vmstat");
    return count(all).map(count -> new MemoryKills(all, false, count)).orElse(NONE);
  }

  /**
   * Who killed a process that ended by signal 9 since this count, as far as can be told.
   *
   * @param after the count after its end
   */
  String killer(MemoryKills after) {
    if (counter == null || !counter.equals(after.counter)) {
      return "by somebody else, or by the kernel for want of memory: its counters cannot be read"
          + " here";
    }
    if (after.count > count) {
      return (ofOurs
              ? "by the kernel, for want of memory"
              : "and the kernel killed a process for want of memory in that time")
          + " (oom_kill in "
          + counter
          + "): lower train.batch-size or image-size, run fewer trials at once, or give it more"
          + " memory";
    }
    return "by somebody else: not by lossbench, and not by the kernel for want of memory";
  }

  private static Optional<Long> count(Path file) {
    return lines(file).stream()
        .filter(line -> line.matches(FIELD + "\\d{1,18}"))
        .map(line -> Long.valueOf(line.substring(FIELD.length())))
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
