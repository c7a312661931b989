package io.lossbench.core.run.local;

import io.lossbench.core.HarnessException;
import io.lossbench.core.run.WorkFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What HotSpot writes down when a JVM crashes ({@code hs_err}): the signal or error that ended it,
 * and the frame it happened in.
 *
 * @param cause such as {@code SIGSEGV (0xb)}, {@code Internal Error (...)} or {@code Native memory
 *     allocation (mmap) failed ...}
 * @param frame such as {@code C [libtorch_cpu.so+0x1a2b] at::native::conv}; empty if none is told
 * @param file the whole report
 */
public record CrashReport(String cause, String frame, Path file) {
  /** The head of a report is some 2 kB; the rest, stacks and maps, may be megabytes. */
  private static final int HEAD_BYTES = 1 << 16;

  private static final String FILE_OPTION = "-XX:ErrorFile=";
  private static final String DETECTED = "A fatal error has been detected";
  private static final String MEMORY = "There is insufficient memory";
  private static final String FRAME = "Problematic frame:";

  /** The option that has a worker's JVM put the report into the work folder. */
  public static String jvmOption(WorkFolder work) {
    // HotSpot takes %p in the name for the process id, and %% for a percent sign.
    return FILE_OPTION + work.crashReport().toAbsolutePath().toString().replace("%", "%%");
  }

  /**
   * A worker's command, changed so that its JVM writes the report to standard error: what a worker
   * of several trials prints goes to the log of the present one, and a file would be the first
   * one's.
   */
  static List<String> toStandardError(List<String> command) {
    return command.stream()
        .map(part -> part.startsWith(FILE_OPTION) ? "-XX:+ErrorFileToStderr" : part)
        .toList();
  }

  /** The report of a worker that crashed; empty if its JVM left none. */
  public static Optional<CrashReport> in(WorkFolder work) {
    Path file = work.crashReport();
    if (!Files.exists(file)) {
      takeFromLog(work);
    }
    return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /** Moves a report that a JVM wrote to its log into a file of its own. */
  private static void takeFromLog(WorkFolder work) {
    try {
      if (!Files.isRegularFile(work.log())) {
        return;
      }
      // Native libraries may print what is no UTF-8.
      String log = Files.readString(work.log(), StandardCharsets.ISO_8859_1);
      int heading = Math.max(log.lastIndexOf("# " + DETECTED), log.lastIndexOf("# " + MEMORY));
      if (heading < 0) {
        return;
      }
      int first = log.indexOf("#\n# " + (log.contains("# " + DETECTED) ? DETECTED : MEMORY));
      Files.writeString(work.crashReport(), log.substring(heading), StandardCharsets.ISO_8859_1);
      Files.writeString(
          work.log(), log.substring(0, Math.max(0, first)), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // The exit code still tells of the crash.
    }
  }

  static CrashReport read(Path file) {
    List<String> head;
    try (InputStream in = Files.newInputStream(file)) {
      // Symbols may be cut in the middle of a character.
      head =
          new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1)
              .lines()
              .takeWhile(line -> line.startsWith("#"))
              .map(line -> line.substring(1).strip())
              .toList();
    } catch (IOException e) {
      throw new HarnessException("cannot read the JVM's crash report " + file, e);
    }
    String cause = after(head, DETECTED);
    if (cause.isEmpty()) {
      cause = after(head, MEMORY);
    }
    int place = cause.indexOf(" at pc=");
    int process = cause.indexOf(", pid=");
    int end = place >= 0 ? place : process;
    return new CrashReport(
        cause.isEmpty() ? "an error it could not tell" : end < 0 ? cause : cause.substring(0, end),
        after(head, FRAME).replaceAll("\\s+", " "),
        file);
  }

  /** The first line with text behind the line that starts with a heading. */
  private static String after(List<String> lines, String heading) {
    return lines.stream()
        .dropWhile(line -> !line.startsWith(heading))
        .skip(1)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The reason of a trial whose worker crashed. */
  public String reason() {
    return "the worker's JVM crashed: "
        + cause
        + (frame.isEmpty() ? "" : " in " + frame)
        + "; the report is "
        + file;
  }
}
