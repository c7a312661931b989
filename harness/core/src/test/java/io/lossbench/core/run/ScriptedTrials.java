package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * An executor whose trials tell progress as often as they are looked at, and end as a test says.
 */
class ScriptedTrials implements TrialExecutor {
  private final int room;
  private final ToIntFunction<Trial> looks;
  private final Function<Trial, TrialRecord> outcome;
  private final Map<Trial, Integer> polls = new HashMap<>();

  /** All trials that were handed over, in their order. */
  final List<Trial> submitted = new ArrayList<>();

  /** What was asked of them: {@code cancel} and {@code close}, with their names. */
  final List<String> events = new ArrayList<>();

  /** As many trials as were in flight at once. */
  int most;

  /**
   * @param room for how many trials at once
   * @param looks how often a trial is looked at before it has ended
   */
  ScriptedTrials(int room, ToIntFunction<Trial> looks, Function<Trial, TrialRecord> outcome) {
    this.room = room;
    this.looks = looks;
    this.outcome = outcome;
  }

  /** Trials that end at the second look. */
  static ScriptedTrials ending(int room, Function<Trial, TrialRecord> outcome) {
    return new ScriptedTrials(room, trial -> 1, outcome);
  }

  /** Trials that all become complete, each after some looks. */
  static ScriptedTrials completed(int room, ToIntFunction<Trial> looks) {
    return new ScriptedTrials(room, looks, SmallSuite::completed);
  }

  /** Trials that all become complete at the second look. */
  static ScriptedTrials completed(int room) {
    return ending(room, SmallSuite::completed);
  }

  @Override
  public boolean hasRoom() {
    return polls.size() < room;
  }

  @Override
  public SubmittedTrial submit(Trial trial, Path place) {
    submitted.add(trial);
    polls.put(trial, 0);
    most = Math.max(most, polls.size());
    return new SubmittedTrial() {
      @Override
      public TrialState poll() {
        int poll = polls.merge(trial, 1, Integer::sum);
        return poll > looks.applyAsInt(trial)
            ? new TrialState.Ended(outcome.apply(trial))
            : new TrialState.Running(
                Optional.of(new Progress("training", 1, 2, poll, 9, 1, 1, "mAP", 1, 1)));
      }

      @Override
      public void cancel() {
        events.add("cancel " + trial.name());
      }

      @Override
      public void close() {
        polls.remove(trial);
        events.add("close " + trial.name());
      }
    };
  }
}
