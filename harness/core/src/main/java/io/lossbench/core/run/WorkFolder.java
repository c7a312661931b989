package io.lossbench.core.run;

import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.FolderTree;
import io.lossbench.core.ledger.Ledger;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The folder in which a trial's worker finds its job and leaves what it has to say: its report, or
 * the reason of its failure, its log and its checkpoint. Names all files that lie there under a
 * name.
 */
public record WorkFolder(Path folder) {
  /** Of a log; JVMs can be told to write gigabytes. */
  private static final int TAIL_BYTES = 1 << 16;

  private static final int TAIL_LINES = 20;

  /** What the JVM says when a worker starts, whatever becomes of it. */
  private static final String JVM_GREETING = "WARNING: Using incubator modules: ";

  /** The work folder of a trial's folder. */
  public static WorkFolder of(Path trialFolder) {
    return new WorkFolder(trialFolder.resolve(Ledger.WORK));
  }

  /** The {@link TrialJob}. */
  public Path job() {
    return folder.resolve("job.json");
  }

  /** The {@link WorkerReport}, written last: a trial whose report is there is complete. */
  public Path report() {
    return folder.resolve("report.json");
  }

  /** Why a worker gave up, in its own words. */
  public Path failure() {
    return folder.resolve("failure");
  }

  /** All that the worker's process prints. */
  public Path log() {
    return folder.resolve("log");
  }

  /** What the worker tells while it works, see {@link ProgressFile}. */
  public Path progress() {
    return folder.resolve("progress");
  }

  /** Held by the worker as long as it lives, so that a trial has one at a time. */
  public Path lock() {
    return folder.resolve("lock");
  }

  /** The claim of the shard that has the trial, see {@link io.lossbench.core.file.Claim}. */
  public Path claim() {
    return folder.resolve("claim");
  }

  /** The trial after its last epoch, from which another worker goes on. */
  public Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  /** What the worker's JVM writes down when it crashes. */
  public Path crashReport() {
    return folder.resolve("hs_err.log");
  }

  /** Writes the job; nothing that an earlier worker said is there any more, its checkpoint is. */
  public void begin(String job) throws IOException {
    Files.createDirectories(folder);
    for (Path file : List.of(report(), failure(), log(), progress(), crashReport())) {
      Files.deleteIfExists(file);
    }
    // New, so that the process, which appends, does not follow a link.
    Files.newOutputStream(log(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
    DurableFile.write(job(), job);
  }

  /** The last lines of the log; empty if there is none. */
  public String logTail() throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(log().toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL_BYTES);
      byte[] end = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(end);
      List<String> lines =
          new String(end, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith(JVM_GREETING))
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
  }

  /** Whether the disk cannot take even another small file. */
  public boolean isDiskFull() {
    try {
      return Files.getFileStore(folder).getUsableSpace() < 1 << 16;
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes the folder with all that is in it. */
  public void delete() throws IOException {
    FolderTree.delete(folder);
  }
}
