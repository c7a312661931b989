package io.lossbench.core.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
      long[] kinds = numbers(lines.get(0).replaceFirst("cpu ", ""));
      long all = Arrays.stream(kinds, 0, KINDS).sum();
      long idle = IDLE.stream().mapToLong(kind -> kinds[kind]).sum();
      String process = Files.readString(proc.resolve("self/stat"));
      // The name of a program comes second, in parentheses, and may hold spaces.
      long[] fields =
          numbers(process.substring(process.lastIndexOf(')') + 1).replaceAll("[A-Z]", ""));
      // After program and state: user time is the 11th field, system time the 12th.
      return Optional.of(
          new ProcessorTime(lines.size() - 1, all, all - idle, fields[10] + fields[11]));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.strip().split("\\s+")).mapToLong(Long::parseLong).toArray();
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
