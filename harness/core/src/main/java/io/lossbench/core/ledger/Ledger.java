package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of a suite: {@code trials/ID/record.json} with scores and labels beside it, and
 * {@code plan.json}.
 *
 * <p>A trial counts from the moment its record is renamed into place. {@code trials.csv} and {@code
 * epochs.csv} are derived and rebuilt from the records. One process writes at a time, under {@link
 * #lock}. Not thread-safe.
 */
public final class Ledger {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path folder;

  /**
   * What was read of a record file, and the file's stamp then: tables are rebuilt after each trial.
   */
  private final Map<String, Known> known = new HashMap<>();

  private record Known(FileTime modified, long size, TrialRecord record) {}

  public Ledger(Path folder) {
    this.folder = folder;
  }

  /**
   * What was planned last: the records of these trials make the report.
   *
   * @param file the suite as the user named it
   * @param options of the command line that changed it, such as {@code --set train.epochs=2}
   * @param resolved the suite with its defaults
   */
  public record Planned(
      String suite,
      String file,
      List<String> options,
      Settings resolved,
      List<String> losses,
      List<String> trials) {}

  public Path folder() {
    return folder;
  }

  /** The folder of a trial: its record, scores and labels, and what it works with while it runs. */
  public Path trialFolder(String id) {
    return folder.resolve("trials").resolve(id);
  }

  /**
   * Holds the right to write.
   *
   * @throws HarnessException if another process holds it
   */
  public FileLock lock() {
    Path file = folder.resolve(".lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      // Held by this process: the same refusal as below.
    } catch (IOException e) {
      throw new HarnessException("cannot write results to " + folder, e);
    }
    throw new HarnessException(
        "another lossbench writes to " + folder + " (lock " + file + "); wait for it or stop it");
  }

  public void writePlan(Plan plan, String file, List<String> options) {
    Planned planned =
        new Planned(
            plan.suite().name(),
            file,
            options,
            plan.suite().resolved(),
            plan.suite().losses().stream().map(loss -> loss.name()).toList(),
            plan.trials().stream().map(Trial::id).toList());
    write(folder.resolve("plan.json"), JSON.writeValueAsString(planned) + "\n");
  }

  /** The last plan; empty if nothing was ever run here. */
  public Optional<Planned> planned() {
    return read(folder.resolve("plan.json"), Planned.class);
  }

  public Optional<TrialRecord> find(String id) {
    Path file = trialFolder(id).resolve("record.json");
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Known before = known.get(id);
      if (before == null
          || before.size() != now.size()
          || !before.modified().equals(now.lastModifiedTime())) {
        TrialRecord record = read(file, TrialRecord.class).orElseThrow();
        known.put(id, new Known(now.lastModifiedTime(), now.size(), record));
        return Optional.of(record);
      }
      return Optional.of(before.record());
    } catch (IOException e) {
      throw new HarnessException("cannot read the record " + file, e);
    }
  }

  /** All records, by dataset, backbone, loss, repetition and id. */
  public List<TrialRecord> records() {
    Path trials = folder.resolve("trials");
    if (!Files.isDirectory(trials)) {
      return List.of();
    }
    List<TrialRecord> records = new ArrayList<>();
    try (var folders = Files.list(trials)) {
      folders.forEach(trial -> find(trial.getFileName().toString()).ifPresent(records::add));
    } catch (IOException e) {
      throw new HarnessException("cannot read the records in " + trials, e);
    }
    records.sort(
        Comparator.comparing((TrialRecord record) -> record.trial().dataset())
            .thenComparing(record -> record.trial().backbone())
            .thenComparing(record -> record.trial().loss())
            .thenComparing(record -> record.trial().repetition())
            .thenComparing(record -> record.trial().id()));
    return records;
  }

  /**
   * Commits a record.
   *
   * @throws HarnessException if a completed record of the trial exists whose numbers differ on
   *     equal terms
   */
  public void commit(TrialRecord record) {
    Optional<TrialRecord> present = find(record.trial().id());
    if (present.isPresent() && present.get().isCompleted()) {
      if (!sameNumbers(present.get(), record)) {
        throw new HarnessException(
            "trial "
                + record.trial().id()
                + " ("
                + record.trial().name()
                + ") has other numbers in "
                + folder
                + " already; nothing was overwritten. Keep one of the two ledgers.");
      }
      return;
    }
    write(
        trialFolder(record.trial().id()).resolve("record.json"),
        JSON.writeValueAsString(record) + "\n");
  }

  private static boolean sameNumbers(TrialRecord a, TrialRecord b) {
    return a.outcome() != null
        && b.outcome() != null
        && a.outcome().weights().toString().equals(b.outcome().weights().toString());
  }

  /** Rebuilds {@code trials.csv} and {@code epochs.csv} from the records. */
  public void writeTables() {
    List<TrialRecord> records = records();
    write(folder.resolve("trials.csv"), TrialTable.trials(records));
    write(folder.resolve("epochs.csv"), TrialTable.epochs(records));
  }

  private static void write(Path file, String text) {
    try {
      DurableFile.write(file, text);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + file, e);
    }
  }

  private static <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readString(file), type))
          : Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new HarnessException(
          "the record " + file + " is damaged; move it away to train it again", e);
    }
  }
}
