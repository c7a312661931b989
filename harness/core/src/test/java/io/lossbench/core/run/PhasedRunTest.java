package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.analysis.Tuning;
import io.lossbench.core.analysis.Validation;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.LedgerMerge;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TestSuites;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of a suite that is tuned: phases, stops, failures, shards; trials end as a rule says. */
@Timeout(120)
class PhasedRunTest {
  private static final Suite SUITE =
      TestSuites.small(
          "tune={type: successive-halving, configurations: 7, reduction: 3, first-epochs: 2,"
              + " axes: {train.schedule.max-lr: {type: log-uniform, low: 1.0e-5, high: 1.0e-2},"
              + " losses.asl.margin: {type: uniform, low: 0, high: 0.3}}}");

  /** 2 losses x (7 + 3 configurations), and 3 repetitions of each. */
  private static final int TUNING = 2 * (7 + 3);

  private static final int ALL = TUNING + 2 * 3;

  @TempDir Path folder;

  /** The closer the rate to 1e-3, the better; a rate above 5e-3 diverges. */
  private static TrialRecord byRate(Trial trial) {
    double rate = trial.train().schedule().number("max-lr");
    double value = 60 - 10 * Math.abs(Math.log10(rate) + 3);
    return rate > 5e-3
        ? Records.failed(trial, "the loss became infinite")
        : Records.completed(trial, value - 1, value);
  }

  private Ledger ledger(String name) {
    return new Ledger(folder.resolve(name));
  }

  private static Plan plan(Ledger ledger) {
    return Plan.of(
        SUITE,
        name -> "fingerprint",
        name -> Optional.empty(),
        Validation.in(ledger, SUITE.resolved()));
  }

  /** Ends every trial at once, and stops the run before one of them. */
  private static final class Instantly implements TrialExecutor {
    private final Function<Trial, TrialRecord> rule;
    final List<Trial> trained = new ArrayList<>();
    private int left;

    Instantly(Function<Trial, TrialRecord> rule, int atMost) {
      this.rule = rule;
      this.left = atMost;
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public SubmittedTrial submit(Trial trial, Path place) {
      trained.add(trial);
      boolean stops = left-- <= 0;
      return new SubmittedTrial() {
        @Override
        public TrialState poll() {
          return stops
              ? new TrialState.Stopped("stopped")
              : new TrialState.Ended(rule.apply(trial));
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
      };
    }
  }

  private static PhasedRun.Summary run(Ledger ledger, Instantly executor, UnaryOperator<Plan> share)
      throws InterruptedException {
    return new PhasedRun(
            ledger,
            () -> plan(ledger),
            share,
            () -> new SuiteRun(executor, ledger, new SilentListener()),
            Duration.ofMillis(1500))
        .run(
            new PhasedRun.Listener() {
              @Override
              public void planned(Plan plan) {
                ledger.writePlan(plan, "small.yaml", List.of());
              }

              @Override
              public void waitsForOthers(long trials) {}
            });
  }

  private static Map<String, Double> rates(Ledger ledger) {
    Map<String, Double> rates = new HashMap<>();
    for (TrialRecord record : TrialRecord.withoutTuning(ledger.records())) {
      rates.put(record.trial().name(), record.trial().train().schedule().number("max-lr"));
    }
    return rates;
  }

  @Test
  void everyPhaseFollowsInOneRunAndTheBudgetIsKept() throws Exception {
    Ledger ledger = ledger("whole");
    Instantly executor = new Instantly(PhasedRunTest::byRate, ALL);
    PhasedRun.Summary summary = run(ledger, executor, plan -> plan);
    assertThat(executor.trained).doesNotHaveDuplicates();
    assertThat(summary.completed() + summary.lost()).isEqualTo(summary.trials());
    assertThat(summary.trials()).isEqualTo(executor.trained.size()).isEqualTo(ALL);
    assertThat(summary.failed()).isZero();
    assertThat(summary.plan().following()).isZero();
    assertThat(rates(ledger)).hasSize(6);
    assertThat(Set.copyOf(rates(ledger).values())).as("both losses share the axis").hasSize(1);

    Tuning tuning = Tuning.of(ledger.planned().orElseThrow(), ledger.records()).get(0);
    assertThat(tuning.searches()).hasSize(2);
    for (Tuning.Search search : tuning.searches()) {
      assertThat(search.configurations()).isEqualTo(7);
      assertThat(search.trials()).isEqualTo(10);
      assertThat(search.failed()).isEqualTo(summary.lost() / 2);
      assertThat(search.curve()).isNotEmpty();
      assertThat(search.curve().get(search.curve().size() - 1).best())
          .isEqualTo(search.winner().orElseThrow().value());
      double own = 60 - 10;
      assertThat(search.gain())
          .isPositive()
          .isEqualTo(search.winner().orElseThrow().value() - own, Offset.offset(1e-9));
      // The rule knows no images: what is left on test is what validation has promised.
      assertThat(search.gap()).isEqualTo(0, Offset.offset(1e-9));
      assertThat(search.test().n()).isEqualTo(3);
    }
    assertThat(LedgerCheck.of(ledger).faults()).isEmpty();
    assertThat(Files.readString(folder.resolve("whole/trials.csv")))
        .contains(",judged_on", ",validation\r\n", ",test\r\n");
  }

  @Test
  void aRunThatIsStoppedAnywhereGoesOnToTheSameWinners() throws Exception {
    Ledger whole = ledger("whole");
    run(whole, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan);
    for (int stop = 0; stop < ALL; stop += 3) {
      Ledger ledger = ledger("stopped-" + stop);
      Instantly first = new Instantly(PhasedRunTest::byRate, stop);
      assertThatThrownBy(() -> run(ledger, first, plan -> plan))
          .isInstanceOf(InterruptedException.class);
      Instantly second = new Instantly(PhasedRunTest::byRate, ALL);
      PhasedRun.Summary summary = run(ledger, second, plan -> plan);
      assertThat(summary.plan().trials()).isEqualTo(plan(whole).trials());
      assertThat(rates(ledger)).isEqualTo(rates(whole));
      assertThat(second.trained).as("nothing is trained twice").hasSize(ALL - stop);
      assertThat(summary.finishedBefore()).isEqualTo(stop);
    }
  }

  @Test
  void whatFailedInTuningHasLostAndIsNotTriedAgain() throws Exception {
    Ledger ledger = ledger("failing");
    Function<Trial, TrialRecord> rule =
        trial ->
            trial.isTuning() && !trial.loss().endsWith("~0") && !trial.loss().contains("~0@")
                ? Records.failed(trial, "the loss became infinite")
                : Records.completed(trial, 30, 30);
    PhasedRun.Summary summary = run(ledger, new Instantly(rule, ALL), plan -> plan);
    assertThat(summary.lost()).isEqualTo(2 * 6);
    assertThat(summary.failed()).isZero();
    // The suite's own settings are all that is left.
    assertThat(Set.copyOf(rates(ledger).values())).containsExactly(1e-4);
    Instantly again = new Instantly(rule, ALL);
    assertThat(run(ledger, again, plan -> plan).lost()).isEqualTo(12);
    assertThat(again.trained).isEmpty();
    assertThat(LedgerStatus.of(ledger).failed()).hasSize(12);
    assertThat(LedgerStatus.of(ledger).following()).isZero();
  }

  @Test
  void aLossWithoutAWinnerIsToldAndHasNoRepetition() throws Exception {
    Ledger ledger = ledger("none");
    PhasedRun.Summary summary =
        run(
            ledger,
            new Instantly(
                trial ->
                    trial.loss().startsWith("asl~")
                        ? Records.failed(trial, "the loss became infinite")
                        : Records.completed(trial, 30, 30),
                ALL),
            plan -> plan);
    assertThat(summary.plan().notes()).hasSize(1).allMatch(note -> note.contains("/asl: every"));
    assertThat(rates(ledger).keySet()).hasSize(3).allMatch(name -> name.contains("/bce#"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSuiteOfWhichEverythingFailsIsOverAndSaysSo(boolean shared) throws Exception {
    Ledger ledger = ledger("nothing");
    Instantly executor =
        new Instantly(trial -> Records.failed(trial, "the loss became infinite"), ALL);
    try (Channel held = shared ? ledger.share() : ledger.lock().acquiredBy()) {
      assertThat(held.isOpen()).isTrue();
      PhasedRun.Summary summary = run(ledger, executor, plan -> plan);
      assertThat(summary.plan().notes())
          .hasSize(2)
          .allMatch(note -> note.contains("every configuration failed"));
      assertThat(summary.plan().following()).isZero();
      assertThat(LedgerStatus.of(ledger).following()).isZero();
      assertThat(summary.lost()).isEqualTo(14);
    }
  }

  @Test
  void aShardAloneEndsWhereOthersAreMissingAndGoesOnWhenTheyAreDone() throws Exception {
    Ledger one = ledger("shared");
    try (Channel held = one.share()) {
      assertThat(held.isOpen()).isTrue();
      PhasedRun.Summary first =
          run(one, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan.shard(1, 2));
      assertThat(first.plan().following()).isPositive();
      assertThat(first.open()).isEqualTo(14 - first.trials());
      assertThat(LedgerStatus.of(one).following()).isEqualTo(ALL - 14);
      assertThat(LedgerStatus.of(one).isOver()).isFalse();
      // The other one trains its share of the first rung, and of each phase that it can.
      PhasedRun.Summary second =
          run(one, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan.shard(2, 2));
      assertThat(second.trials()).isPositive();
      for (int round = 0; round < 3; round++) {
        run(one, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan.shard(1, 2));
        run(one, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan.shard(2, 2));
      }
    }
    Ledger whole = ledger("whole");
    run(whole, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan);
    assertThat(rates(one)).isEqualTo(rates(whole));
    assertThat(one.planned().orElseThrow().trials())
        .isEqualTo(whole.planned().orElseThrow().trials());
  }

  @Test
  void shardsAtTheSameTimeWaitForEachOther() throws Exception {
    List<PhasedRun.Summary> ends = new ArrayList<>();
    List<Throwable> faults = new ArrayList<>();
    List<Thread> shards = new ArrayList<>();
    for (int index = 1; index <= 2; index++) {
      int shard = index;
      Thread thread =
          new Thread(
              () -> {
                Ledger own = ledger("beside");
                try (Channel held = own.share()) {
                  if (held.isOpen()) {
                    PhasedRun.Summary end =
                        run(
                            own,
                            new Instantly(PhasedRunTest::byRate, ALL),
                            plan -> plan.shard(shard, 2));
                    synchronized (ends) {
                      ends.add(end);
                    }
                  }
                } catch (IOException | InterruptedException | RuntimeException e) {
                  synchronized (ends) {
                    faults.add(e);
                  }
                }
              });
      thread.start();
      shards.add(thread);
    }
    for (Thread shard : shards) {
      shard.join();
    }
    assertThat(faults).isEmpty();
    assertThat(ends).hasSize(2).allMatch(end -> end.plan().following() == 0);
    assertThat(ends.stream().mapToInt(PhasedRun.Summary::trials).sum()).isEqualTo(ALL);
    assertThat(rates(ledger("beside"))).hasSize(6);
  }

  /** Machines without a common folder: a phase each, merged, and on. */
  @Test
  void foldersOfTheirOwnGoOnAfterTheyWereMerged() throws Exception {
    Ledger one = ledger("one");
    Ledger two = ledger("two");
    Ledger merged = ledger("merged");
    for (int phase = 0; phase < 3; phase++) {
      for (Ledger ledger : List.of(one, two)) {
        int index = ledger == one ? 1 : 2;
        try (Channel held = ledger.share()) {
          assertThat(held.isOpen()).isTrue();
          run(ledger, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan.shard(index, 2));
        }
      }
      new LedgerMerge(merged, List.of(one, two)).run();
      new LedgerMerge(one, List.of(merged)).run();
      new LedgerMerge(two, List.of(merged)).run();
    }
    Ledger whole = ledger("whole");
    run(whole, new Instantly(PhasedRunTest::byRate, ALL), plan -> plan);
    assertThat(rates(merged)).isEqualTo(rates(whole));
    assertThat(ids(merged)).isEqualTo(ids(whole));
  }

  private static Set<String> ids(Ledger ledger) {
    return ledger.records().stream()
        .map(record -> record.trial().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
