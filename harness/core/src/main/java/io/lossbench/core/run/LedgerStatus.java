package io.lossbench.core.run;

import io.lossbench.core.file.Claim;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far the planned trials of a ledger are, as its files and their locks tell.
 *
 * @param trials of the plan
 * @param waiting neither done nor running nor failed
 * @param following how many trials will be planned at most when the search has come so far
 */
public record LedgerStatus(
    String suite,
    int trials,
    int done,
    List<Running> running,
    List<Failed> failed,
    int waiting,
    int following) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public LedgerStatus {
    running = List.copyOf(running);
    failed = List.copyOf(failed);
  }

  /**
   * A trial that a process holds.
   *
   * @param where host, process, job and since when
   * @param epoch 0 before the first one was told
   */
  public record Running(String trial, String name, String where, int epoch, int epochs) {}

  /** A trial whose last attempt failed, and that nobody trains now. */
  public record Failed(String trial, String name, String host, String reason) {}

  /**
   * Looks at a ledger that has a plan.
   *
   * @throws io.lossbench.core.HarnessException if plan or records are damaged
   */
  public static LedgerStatus of(Ledger ledger) {
    Ledger.Planned planned = ledger.planned().orElseThrow();
    List<Running> running = new ArrayList<>();
    List<Failed> failed = new ArrayList<>();
    int done = 0;
    for (String id : planned.trials()) {
      Optional<TrialRecord> record = ledger.find(id);
      WorkFolder work = WorkFolder.of(ledger.trialFolder(id));
      Optional<String> holder = Optional.empty();
      if (record.filter(TrialRecord::isCompleted).isPresent()) {
        done++;
      } else {
        // A run without shards holds no claim; its worker holds the folder.
        holder = Claim.holder(work.claim());
        if (holder.isEmpty()) {
          holder = Claim.holder(work.lock());
        }
        holder.ifPresent(where -> running.add(running(id, work, where)));
      }
      if (holder.isEmpty()) {
        record.filter(r -> !r.isCompleted()).ifPresent(r -> failed.add(failed(r)));
      }
    }
    int waiting = planned.trials().size() - done - running.size() - failed.size();
    return new LedgerStatus(
        planned.suite(),
        planned.trials().size(),
        done,
        running,
        failed,
        waiting,
        planned.following());
  }

  private static Running running(String id, WorkFolder work, String where) {
    String name = id;
    try {
      name = JSON.readValue(Files.readString(work.job()), TrialJob.class).trial().name();
    } catch (IOException | JacksonException e) {
      // Not written yet, or gone by now.
    }
    List<Progress> told = new ProgressFile(work).added();
    Progress last = told.isEmpty() ? null : told.get(told.size() - 1);
    return new Running(
        id, name, where, last == null ? 0 : last.epoch(), last == null ? 0 : last.epochs());
  }

  private static Failed failed(TrialRecord record) {
    TrialRecord.Failure failure = record.failure();
    return new Failed(
        record.trial().id(),
        record.trial().name(),
        record.provenance().varying().host(),
        failure == null ? "" : failure.reason());
  }

  /** Whether no trial is left to be trained, or tried again while a process is at work. */
  public boolean isOver() {
    return running.isEmpty() && waiting == 0 && following == 0;
  }
}
