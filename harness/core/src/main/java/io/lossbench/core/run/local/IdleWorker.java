package io.lossbench.core.run.local;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process of a worker whose trial is complete, kept for the next one of its kind: an ablation
 * of trials that take a second each would otherwise spend its time on starting processes. It is
 * kept only after a short trial, and not for more than a thousand of them. Not thread-safe.
 */
final class IdleWorker {
  /** Of training and evaluation; after longer ones the start of a process does not matter. */
  private static final double SHORT_SECONDS = 10;

  /** What may leak in one is lost with the process. */
  private static final int MOST_TRIALS = 1000;

  private @Nullable WorkerProcess process;
  private String kind = "";
  private int trials;

  /**
   * Takes a process that has reported; false if it is not worth keeping, or must not be kept.
   *
   * @param seconds that its trial trained and evaluated
   */
  boolean keep(WorkerProcess reported, String ofKind, double seconds) {
    trials = ofKind.equals(kind) ? trials + 1 : 1;
    kind = ofKind;
    if (seconds > SHORT_SECONDS || trials >= MOST_TRIALS) {
      kind = "";
      return false;
    }
    process = reported;
    return true;
  }

  /**
   * The process for a trial of that kind; one of another kind, or for a trial of none, is ended.
   */
  Optional<WorkerProcess> take(Optional<String> wanted) {
    WorkerProcess kept = process;
    process = null;
    if (kept == null) {
      kind = "";
      return Optional.empty();
    }
    if (wanted.equals(Optional.of(kind)) && kept.isAlive()) {
      return Optional.of(kept);
    }
    kind = "";
    kept.close();
    return Optional.empty();
  }

  void close() {
    take(Optional.empty());
  }
}
