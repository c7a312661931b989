package io.lossbench.core.run;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The run of a plan that may grow with its results: phase after phase, until no more trials follow.
 * A plan that is complete has one phase.
 *
 * <p>A tuning trial that failed was tried and has lost; it is not trained again. A shard that comes
 * to the end of a phase before others waits while one of them is at work, and ends else.
 */
public final class PhasedRun {
  /** Between two looks at what other shards do. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Another shard holds no trial for a moment while it goes from one to the next. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Ledger ledger;
  private final Supplier<Plan> planner;
  private final UnaryOperator<Plan> share;
  private final Supplier<SuiteRun> runs;
  private final Duration patience;

  /**
   * @param planner of all that can be planned after what is in the ledger
   * @param share of a plan, which this run trains
   * @param runs one for each phase
   */
  public PhasedRun(
      Ledger ledger, Supplier<Plan> planner, UnaryOperator<Plan> share, Supplier<SuiteRun> runs) {
    this(ledger, planner, share, runs, PATIENCE);
  }

  /**
   * @param patience with which nobody is seen at work before a shard ends
   */
  PhasedRun(
      Ledger ledger,
      Supplier<Plan> planner,
      UnaryOperator<Plan> share,
      Supplier<SuiteRun> runs,
      Duration patience) {
    this.ledger = ledger;
    this.planner = planner;
    this.share = share;
    this.runs = runs;
    this.patience = patience;
  }

  /** Hears of the plan. */
  public interface Listener {
    /** Called with every plan, before the first trial of its last phase. */
    void planned(Plan plan);

    /** Called when this shard has to wait for so many tuning trials of others. */
    void waitsForOthers(long trials);
  }

  /**
   * How a run ended.
   *
   * @param plan as far as it has come
   * @param trials of it that were this run's share
   * @param finishedBefore of these, in the ledger already
   * @param failed no tuning trials among them
   * @param lost tuning trials of the share that failed, in this run or before
   * @param open tuning trials of the plan that nobody has trained yet
   */
  public record Summary(
      Plan plan, int trials, int finishedBefore, int completed, int failed, int lost, long open) {}

  /**
   * Runs the pending trials of the share.
   *
   * @throws InterruptedException if the run is being stopped; everything finished is in the ledger
   */
  public Summary run(Listener listener) throws InterruptedException {
    Set<Trial> taken = new HashSet<>();
    int before = 0;
    int completed = 0;
    int failed = 0;
    Plan plan = planner.get();
    while (true) {
      listener.planned(plan);
      List<Trial> toTrain = new ArrayList<>();
      for (Trial trial : share.apply(plan).trials()) {
        if (taken.add(trial)) {
          if (hasLost(trial)) {
            before++;
          } else {
            toTrain.add(trial);
          }
        }
      }
      SuiteRun.Summary phase = runs.get().run(toTrain);
      before += phase.finishedBefore();
      completed += phase.completed();
      failed += phase.failed() - (int) toTrain.stream().filter(this::hasLost).count();
      Plan next = plan.following() == 0 ? plan : afterOthers(plan, listener);
      if (!isFurther(next, plan)) {
        int lost = (int) taken.stream().filter(this::hasLost).count();
        return new Summary(plan, taken.size(), before, completed, failed, lost, open(plan));
      }
      plan = next;
    }
  }

  /**
   * The plan with what follows after this share's trials; the same one if that needs trials that no
   * other shard is at work on.
   */
  private Plan afterOthers(Plan plan, Listener listener) throws InterruptedException {
    Plan next = planner.get();
    boolean told = false;
    long lastSeen = System.nanoTime();
    while (!isFurther(next, plan)
        && ledger.isShared()
        && System.nanoTime() - lastSeen < patience.toNanos()) {
      if (!told) {
        listener.waitsForOthers(open(plan));
        told = true;
      }
      Thread.sleep(LOOK.toMillis());
      if (!LedgerStatus.of(ledger).running().isEmpty()) {
        lastSeen = System.nanoTime();
      }
      next = planner.get();
    }
    return next;
  }

  /** Whether a plan knows more; where every configuration failed, that nothing follows. */
  private static boolean isFurther(Plan next, Plan plan) {
    return next.trials().size() > plan.trials().size() || next.following() < plan.following();
  }

  private boolean hasLost(Trial trial) {
    return trial.isTuning() && ledger.find(trial.id()).filter(r -> !r.isCompleted()).isPresent();
  }

  private long open(Plan plan) {
    return plan.trials().stream()
        .filter(Trial::isTuning)
        .filter(trial -> ledger.find(trial.id()).isEmpty())
        .count();
  }
}
