package io.lossbench.core.run;

import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * Where a worker finds its job and leaves what it has to say: its report, or the reason of its
 * failure, and its log.
 */
record WorkFolder(Path folder) {
  /** Of a log; JVMs can be told to write gigabytes. */
  private static final int TAIL_BYTES = 1 << 16;

  private static final int TAIL_LINES = 20;

  static WorkFolder of(Path trialFolder) {
    return new WorkFolder(trialFolder.resolve("work"));
  }

  Path job() {
    return folder.resolve("job.json");
  }

  Path report() {
    return folder.resolve("report.json");
  }

  /** Why a worker gave up, in its own words. */
  Path failure() {
    return folder.resolve("failure");
  }

  /** All that the worker's process prints. */
  Path log() {
    return folder.resolve("log");
  }

  /** Writes the job; nothing that an earlier worker said is there any more, its checkpoint is. */
  void begin(String job) throws IOException {
    Files.createDirectories(folder);
    ProgressFile.clear(folder);
    for (Path file : List.of(report(), failure(), log(), folder.resolve(CrashReport.FILE_NAME))) {
      Files.deleteIfExists(file);
    }
    // New, so that the process, which appends, does not follow a link.
    Files.newOutputStream(log(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
    DurableFile.write(job(), job);
  }

  /** The last lines of the log; empty if there is none. */
  String logTail() throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(log().toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL_BYTES);
      byte[] end = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
  }

  /** Whether the disk cannot take even another small file. */
  boolean isDiskFull() {
    try {
      return Files.getFileStore(folder).getUsableSpace() < 1 << 16;
    } catch (IOException e) {
      return false;
    }
  }

  void delete() throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
