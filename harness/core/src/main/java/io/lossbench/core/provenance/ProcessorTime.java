package io.lossbench.core.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the processors of a machine have done since it started, as Linux counts it; taken before and
 * after something, it tells how much of their time went to others. All times are clock ticks.
 *
 * @param processors that the machine has
 * @param all time of all processors, idle or not
 * @param used what they worked, for a virtual machine with what the host gave to others (steal)
 * @param own what they worked for this process
 */
public record ProcessorTime(int processors, long all, long used, long own) {
  /** Of each processor; what is shorter cannot be told from chance in ticks of 10 ms. */
  private static final long FEWEST_TICKS = 100;

  /** User, nice, system, idle, iowait, irq, softirq, steal; guests are in the first two. */
  private static final int KINDS = 8;

  private static final List<Integer> IDLE = List.of(3, 4);

  /** Fields of a process' line, counted from its state. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  /** The times now; empty where the system does not tell. */
  public static Optional<ProcessorTime> now() {
    return now(Path.of("/proc"));
  }

  /**
   * The same.
   *
   * @param proc where the system's files lie
   */
  static Optional<ProcessorTime> now(Path proc) {
    try {
      List<String> lines =
          Files.readAllLines(proc.resolve("stat")).stream()
              .takeWhile(line -> line.startsWith("cpu"))
              .toList();
      if (lines.size() < 2) {
        return Optional.empty();
      }
      String[] kinds = lines.get(0).split("\\s+");
      long all = 0;
      long idle = 0;
      for (int kind = 0; kind < KINDS; kind++) {
        long ticks = Long.parseLong(kinds[1 + kind]);
        all += ticks;
        idle += IDLE.contains(kind) ? ticks : 0;
      }
      String process = Files.readString(proc.resolve("self/stat"));
      // The name of a program comes second, in parentheses, and may hold spaces; behind it are the
      // state and numbers, of which some are too large for a long.
      String[] fields = process.substring(process.lastIndexOf(')') + 1).strip().split("\\s+");
      long own = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      return Optional.of(new ProcessorTime(lines.size() - 1, all, all - idle, own));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The share of the processor time that some threads of this process could have had since a moment
   * and others took, from 0 to 1. Others may use the processors that are left over: two workers of
   * one thread on two processors take nothing from each other.
   *
   * @param before the times at that moment
   * @return empty if it was less than a second ago
   */
  public OptionalDouble takenByOthers(ProcessorTime before, int threads) {
    double each = (double) (all - before.all) / processors;
    if (each < FEWEST_TICKS) {
      return OptionalDouble.empty();
    }
    int wanted = Math.min(threads, processors);
    double others = (used - before.used) - (own - before.own);
    double taken = (others - (processors - wanted) * each) / (wanted * each);
    return OptionalDouble.of(Math.max(0, Math.min(1, taken)));
  }
}
