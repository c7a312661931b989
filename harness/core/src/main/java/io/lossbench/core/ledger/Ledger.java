package io.lossbench.core.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.plan.TuningTrial;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The records of a suite: {@code trials/ID/record.json} with scores and labels beside it, and
 * {@code plan.json}.
 *
 * <p>{@code plan.json} is the lock file too: what was planned last, and on what. A trial counts
 * from the moment its record is renamed into place. {@code trials.csv} and {@code epochs.csv} are
 * derived and rebuilt from the records. What is read back is checked: the seal of each record and
 * of the plan, the record's version, its id against its specification and its folder, its suite
 * against the plan. One process writes, under {@link #lock}, or several shards do, each under
 * {@link #share}. Not thread-safe.
 */
public final class Ledger {
  /** The folder in a trial's folder in which its worker works. */
  public static final String WORK = "work";

  static final String PLAN = "plan.json";
  static final String RECORD = "record.json";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  private final Path folder;

  /**
   * What was read of a record file, and the file's stamp then: tables are rebuilt again and again.
   */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(FileTime modified, long size, TrialRecord record) {}

  private final LedgerLock lock;

  public Ledger(Path folder) {
    this.folder = folder;
    this.lock = new LedgerLock(folder);
  }

  /**
   * What was planned last: the records of these trials make the report.
   *
   * @param suite its name, which names folders and files too
   * @param file the suite as the user named it
   * @param options of the command line that changed it, such as {@code --set train.epochs=2}
   * @param resolved the suite with its defaults
   * @param lock what it is made on; null if an earlier version planned it
   * @param search how far the search for settings is planned; null for a suite that is not tuned
   */
  public record Planned(
      String suite,
      String file,
      List<String> options,
      Settings resolved,
      List<String> losses,
      List<String> trials,
      @Nullable SuiteLock lock,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PlannedSearch search) {
    public Planned(
        String suite,
        String file,
        List<String> options,
        Settings resolved,
        List<String> losses,
        List<String> trials) {
      this(suite, file, options, resolved, losses, trials, null, null);
    }

    public Planned {
      require(NAME, suite, "name of a suite");
      trials.forEach(trial -> require(ID, trial, "id of a trial"));
    }

    /** The tuning trials of the plan; empty for a suite that is not tuned. */
    public List<TuningTrial> tuning() {
      return search == null ? List.of() : search.trials();
    }

    /** How many trials will be planned at most, when these are trained. */
    public int following() {
      return search == null ? 0 : search.following();
    }

    /**
     * Whether this plan has the same suite and trials as another one, whatever they are made on, or
     * goes on where a search has come to in the other one.
     */
    boolean continues(Planned other) {
      return suite.equals(other.suite)
          && resolved.equals(other.resolved)
          && (trials.equals(other.trials)
              ? following() <= other.following()
              : search != null && Set.copyOf(trials).containsAll(other.trials));
    }

    private static void require(Pattern pattern, String text, String what) {
      if (!pattern.matcher(text).matches()) {
        throw new IllegalArgumentException("'" + text + "' is no " + what);
      }
    }
  }

  /**
   * The records that can be trusted, by dataset, backbone, loss, repetition and id; and a sentence
   * on each that cannot.
   */
  public record Reading(List<TrialRecord> records, List<String> faults) {}

  public Path folder() {
    return folder;
  }

  /** The folder of a trial: its record, scores and labels, and what it works with while it runs. */
  public Path trialFolder(String id) {
    return folder.resolve("trials").resolve(id);
  }

  /**
   * Holds the right to write alone, and clears away what writers that were killed have left.
   *
   * @throws HarnessException if another process writes
   */
  public FileLock lock() {
    FileLock held = lock.alone();
    sweep();
    return held;
  }

  /**
   * Holds the right to write beside other shards: each claims the trials that it trains, see {@link
   * #isShared}, and they take turns with what is derived.
   *
   * @return open as long as the right is held
   * @throws HarnessException if another process writes alone
   */
  public Channel share() {
    Channel held = lock.beside();
    sweep();
    return held;
  }

  /**
   * Holds the right to write alone or, where no lock holds on all machines, beside shards that may
   * be at work: for who trains nothing, and so has to claim no trial.
   *
   * @return open as long as the right is held
   * @throws HarnessException if another process writes
   */
  public Channel lockIfPossible() {
    Channel held = lock.aloneIfPossible();
    sweep();
    return held;
  }

  /** Whether other processes may be writing too, so that a trial has to be claimed. */
  public boolean isShared() {
    return lock.isShared();
  }

  private void sweep() {
    List<Path> folders = new ArrayList<>(List.of(folder));
    for (Path trial : trialFolders()) {
      folders.add(trial);
      folders.add(trial.resolve(WORK));
    }
    lock.sweep(folders);
  }

  /** Checks that the folder that was locked is still there, see {@link LedgerLock}. */
  public void requireHeld() {
    lock.requireHeld();
  }

  /** Does what shards must not do at the same time, such as deriving a file of all records. */
  public void inTurn(Runnable work) {
    lock.inTurn(work);
  }

  /** Writes a plan without a lock. */
  public void writePlan(Plan plan, String file, List<String> options) {
    writePlan(planned(plan, file, options, null));
  }

  /**
   * Writes a plan with what it is made on, from which {@code run --locked} does not depart; a shard
   * leaves what another shard has written of the same trials.
   */
  public void writePlan(Plan plan, String file, List<String> options, SuiteLock madeOn) {
    writePlan(planned(plan, file, options, madeOn));
  }

  void writePlan(Planned planned) {
    inTurn(
        () -> {
          if (!isShared() || planned().filter(present -> present.continues(planned)).isEmpty()) {
            write(folder.resolve(PLAN), SealedJson.text(planned));
          }
        });
  }

  private static Planned planned(
      Plan plan, String file, List<String> options, @Nullable SuiteLock lock) {
    return new Planned(
        plan.suite().name(),
        file,
        options,
        plan.suite().resolved(),
        plan.suite().losses().stream().map(loss -> loss.name()).toList(),
        plan.trials().stream().map(Trial::id).toList(),
        lock,
        plan.suite().tune().isEmpty()
            ? null
            : new PlannedSearch(plan.following(), plan.notes(), plan.tuning()));
  }

  /**
   * The last plan; empty if nothing was ever run here.
   *
   * @throws HarnessException if it is not what was written
   */
  public Optional<Planned> planned() {
    Path file = folder.resolve(PLAN);
    try {
      return Files.exists(file)
          ? Optional.of(SealedJson.open(file).as(Planned.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new HarnessException("cannot read the plan " + file, e);
    } catch (SealedJson.DamagedException e) {
      throw new HarnessException(
          "the plan " + file + " is damaged: " + e.getMessage() + "; run the suite again");
    }
  }

  /** Keeps what was made of scores in place of what was kept of that kind. */
  public <T> void keep(Kept<T> kind, List<T> values) {
    requireHeld();
    write(folder.resolve(kind.file()), kind.text(values));
  }

  /**
   * What was kept of a kind; empty if nothing was.
   *
   * @throws HarnessException if it is not what was written
   */
  public <T> List<T> kept(Kept<T> kind) {
    return kind.read(folder);
  }

  /**
   * The record of a trial.
   *
   * @throws HarnessException if it is damaged, of another version, or another trial's
   */
  public Optional<TrialRecord> find(String id) {
    Path file = trialFolder(id).resolve(RECORD);
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Known before = known.get(id);
      if (before == null
          || before.size() != now.size()
          || !before.modified().equals(now.lastModifiedTime())) {
        TrialRecord record = RecordFile.read(file, id);
        known.put(id, new Known(now.lastModifiedTime(), now.size(), record));
        return Optional.of(record);
      }
      return Optional.of(before.record());
    } catch (IOException e) {
      throw new HarnessException("cannot read the record " + file, e);
    }
  }

  /**
   * All records, by dataset, backbone, loss, repetition and id.
   *
   * @throws HarnessException with a sentence on each that cannot be trusted
   */
  public List<TrialRecord> records() {
    Reading reading = readAll();
    List<String> faults = reading.faults();
    if (!faults.isEmpty()) {
      throw new HarnessException(
          faults.size() == 1
              ? faults.get(0)
              : faults.size()
                  + " records in "
                  + folder
                  + " cannot be used:\n  "
                  + String.join("\n  ", faults));
    }
    return reading.records();
  }

  /** All records that there are, each checked. */
  public Reading readAll() {
    return LedgerReader.read(this);
  }

  /** The folders of all trials that were ever begun, by id. */
  List<Path> trialFolders() {
    Path trials = folder.resolve("trials");
    if (!Files.isDirectory(trials)) {
      return List.of();
    }
    try (var folders = Files.list(trials)) {
      return folders.sorted().toList();
    } catch (IOException e) {
      throw new HarnessException("cannot read the records in " + trials, e);
    }
  }

  /**
   * Commits a record.
   *
   * @throws HarnessException if a completed record of the trial exists whose numbers differ on
   *     equal terms
   */
  public void commit(TrialRecord record) {
    requireHeld();
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
    write(trialFolder(record.trial().id()).resolve(RECORD), SealedJson.text(record));
  }

  static boolean sameNumbers(TrialRecord a, TrialRecord b) {
    return a.outcome() != null
        && b.outcome() != null
        && a.outcome().weights().toString().equals(b.outcome().weights().toString());
  }

  /** Rebuilds {@code trials.csv} and {@code epochs.csv} from the records. */
  public void writeTables() {
    requireHeld();
    inTurn(
        () -> {
          List<TrialRecord> records = records();
          write(folder.resolve(TrialTable.TRIALS), TrialTable.trials(records));
          write(folder.resolve(TrialTable.EPOCHS), TrialTable.epochs(records));
        });
  }

  private static void write(Path file, String text) {
    try {
      DurableFile.write(file, text);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + file, e);
    }
  }
}
