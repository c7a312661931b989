package io.lossbench.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TestSuites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which trials are planned for a suite that is tuned, by what is known of those before. */
class TunedPlanTest {
  private static final String RANDOM =
      "tune={type: random, configurations: 5, axes: {train.schedule.max-lr: {type: log-uniform,"
          + " low: 1.0e-5, high: 1.0e-2}, losses.asl.margin: {type: uniform, low: 0, high: 0.3}}}";
  private static final String GRID =
      "tune={type: grid, axes: {train.schedule.max-lr: {type: choice, of: [1.0e-4, 1.0e-3]},"
          + " losses.asl.margin: {type: choice, of: [0, 0.05, 0.2]}}}";
  private static final String HALVING =
      "tune={type: successive-halving, configurations: 10, reduction: 3, first-epochs: 1,"
          + " repetitions: 2, axes: {train.schedule.max-lr: {type: log-uniform, low: 1.0e-5,"
          + " high: 1.0e-2}}}";

  private static Plan plan(Measurements measured, String... overrides) {
    return Plan.of(
        TestSuites.small(overrides), name -> "fingerprint", name -> Optional.empty(), measured);
  }

  /** Measurements that a rule makes of each trial, as if all of them were trained. */
  private static final class Trained implements Measurements {
    private final Map<String, Double> worth = new HashMap<>();
    private final ToDoubleFunction<TuningTrial> rule;

    Trained(ToDoubleFunction<TuningTrial> rule) {
      this.rule = rule;
    }

    Trained with(List<TuningTrial> trials) {
      trials.forEach(trial -> worth.put(trial.trial(), rule.applyAsDouble(trial)));
      return this;
    }

    @Override
    public OptionalDouble worth(String trial) {
      Double known = worth.get(trial);
      return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
    }
  }

  /** All phases, the last one being complete. */
  private static List<Plan> phases(ToDoubleFunction<TuningTrial> rule, String... overrides) {
    Trained trained = new Trained(rule);
    List<Plan> phases = new ArrayList<>(List.of(plan(trained, overrides)));
    while (phases.get(phases.size() - 1).following() > 0) {
      trained.with(phases.get(phases.size() - 1).tuning());
      phases.add(plan(trained, overrides));
    }
    return phases;
  }

  private static List<Trial> repetitions(Plan plan) {
    return plan.trials().stream().filter(trial -> !trial.isTuning()).toList();
  }

  private static Object rate(Trial trial) {
    return trial.train().schedule().number("max-lr");
  }

  @Test
  void everyLossHasTheSameBudgetAndTheSameDrawsOnSharedAxes() {
    Plan first = plan(Measurements.NONE, RANDOM);
    assertThat(first.trials()).hasSize(2 * 5).allMatch(Trial::isTuning);
    assertThat(first.following()).isEqualTo(2 * 3);
    assertThat(first.trials().get(0).name()).isEqualTo("generated-scenes/small/bce~0#1");
    Map<Integer, Set<Object>> byNumber =
        first.tuning().stream()
            .filter(place -> place.configuration() > 0)
            .collect(
                Collectors.groupingBy(
                    TuningTrial::configuration,
                    Collectors.mapping(
                        place -> place.values().number("train.schedule.max-lr"),
                        Collectors.toSet())));
    assertThat(byNumber).hasSize(4);
    assertThat(byNumber.values()).allSatisfy(rates -> assertThat(rates).hasSize(1));
    assertThat(byNumber.values().stream().distinct()).hasSize(4);
    assertThat(first.trials())
        .filteredOn(trial -> trial.loss().startsWith("asl~"))
        .extracting(trial -> trial.spec().settings("loss").number("margin"))
        .doesNotHaveDuplicates()
        .allSatisfy(margin -> assertThat(margin).isBetween(0.0, 0.3));
  }

  @Test
  void aLargerBudgetBeginsWithTheSameTrials() {
    List<String> small = ids(plan(Measurements.NONE, RANDOM));
    List<String> large = ids(plan(Measurements.NONE, RANDOM, "tune.configurations=9"));
    assertThat(large).hasSize(18).containsAll(small);
    assertThat(ids(plan(Measurements.NONE, RANDOM, "seed=2"))).doesNotContainAnyElementsOf(small);
  }

  private static List<String> ids(Plan plan) {
    return plan.trials().stream().map(Trial::id).toList();
  }

  @Test
  void noRepetitionUsesASeedOfTuning() {
    Plan last = phases(TuningTrial::configuration, RANDOM, "tune.repetitions=4").get(1);
    Set<Object> tuning = new HashSet<>();
    Set<Object> repeated = new HashSet<>();
    for (Trial trial : last.trials()) {
      Settings seeds = trial.spec().settings("seeds");
      (trial.isTuning() ? tuning : repeated).addAll(seeds.asMap().values());
    }
    // Weights, shuffle and augmentation of each; one split for all of tuning.
    assertThat(tuning).hasSize(4 * 3 + 1);
    assertThat(repeated).hasSize(3 * 4);
    assertThat(tuning).doesNotContainAnyElementsOf(repeated);
  }

  @Test
  void tuningIsJudgedOnValidationAndRepetitionsAsTheSuiteSays() {
    Plan last = phases(TuningTrial::configuration, RANDOM).get(1);
    assertThat(last.trials())
        .filteredOn(Trial::isTuning)
        .allSatisfy(
            trial -> {
              assertThat(trial.evaluate().isOnValidation()).isTrue();
              assertThat(trial.evaluate().validationFraction()).isEqualTo(0.2);
            });
    assertThat(repetitions(last))
        .hasSize(6)
        .allSatisfy(trial -> assertThat(trial.evaluate().validationFraction()).isZero());
    Plan held =
        phases(TuningTrial::configuration, RANDOM, "tune.final-training=without-validation").get(1);
    Set<Long> splits =
        held.trials().stream()
            .map(trial -> trial.spec().settings("seeds").whole("split"))
            .collect(Collectors.toSet());
    assertThat(splits).hasSize(1);
    assertThat(repetitions(held))
        .allSatisfy(
            trial -> {
              assertThat(trial.evaluate().validationFraction()).isEqualTo(0.2);
              assertThat(trial.evaluate().isOnValidation()).isFalse();
            });
  }

  @Test
  void theWinnerIsRepeatedAndASuitesOwnSettingsThatWinAreTheTrialsWithoutTuning() {
    Plan tuned = phases(place -> place.configuration() == 3 ? 50 : 40, RANDOM).get(1);
    double won =
        tuned.tuning().stream()
            .filter(place -> place.configuration() == 3)
            .findFirst()
            .orElseThrow()
            .values()
            .number("train.schedule.max-lr");
    assertThat(repetitions(tuned)).hasSize(6).allMatch(trial -> rate(trial).equals(won));
    Plan own = phases(place -> -place.configuration(), RANDOM).get(1);
    assertThat(repetitions(own).stream().map(Trial::id).toList())
        .isEqualTo(ids(plan(Measurements.NONE)));
  }

  @Test
  void ofEqualsTheLowerNumberWinsAndWhatFailedHasLost() {
    Plan equal = phases(place -> place.configuration() == 0 ? 1 : 7, RANDOM).get(1);
    assertThat(winner(equal, "asl", place -> place.configuration() == 0 ? 1 : 7)).isEqualTo(1);
    ToDoubleFunction<TuningTrial> failing =
        place -> place.configuration() < 3 ? Double.NaN : -place.configuration();
    assertThat(winner(phases(failing, RANDOM).get(1), "bce", failing)).isEqualTo(3);
    // With one of its seeds it is good, with the other one it fails.
    ToDoubleFunction<TuningTrial> once =
        place -> place.configuration() == 2 ? (place.seed() == 1 ? 99 : Double.NaN) : 5;
    assertThat(winner(phases(once, RANDOM, "tune.repetitions=2").get(1), "bce", once)).isZero();
  }

  private static int winner(Plan plan, String loss, ToDoubleFunction<TuningTrial> rule) {
    return Race.of(plan.tuning()).stream()
        .filter(race -> race.loss().equals(loss))
        .findFirst()
        .orElseThrow()
        .winner(new Trained(rule).with(plan.tuning()))
        .orElseThrow()
        .number();
  }

  @Test
  void aLossOfWhichEverythingFailsHasNothingToRepeatAndTheOthersGoOn() {
    Plan last = phases(place -> place.loss().equals("asl") ? Double.NaN : 1, RANDOM).get(1);
    assertThat(repetitions(last)).hasSize(3).allMatch(trial -> trial.loss().equals("bce"));
    assertThat(last.notes())
        .containsExactly(
            "generated-scenes/small/asl: every configuration failed in tuning, so that there is"
                + " nothing to repeat");
  }

  @Test
  void aGridTriesEveryCombinationAndSaysThatChancesDiffer() {
    Plan first = plan(Measurements.NONE, GRID);
    // 1e-4 is the suite's own rate and 0.05 its own margin.
    assertThat(first.trials()).filteredOn(trial -> trial.loss().startsWith("bce~")).hasSize(2);
    assertThat(first.trials()).filteredOn(trial -> trial.loss().startsWith("asl~")).hasSize(6);
    Suite suite = TestSuites.small(GRID);
    assertThat(new Search(suite, suite.tune().orElseThrow()).cautions())
        .containsExactly(
            "tuning tries 3 of bce; 7 of asl: a loss that is tried more often has the better chance"
                + " to come out well");
    Suite fair = TestSuites.small(RANDOM);
    assertThat(new Search(fair, fair.tune().orElseThrow()).cautions()).isEmpty();
  }

  @Test
  void successiveHalvingTrainsFewerForLongerAndTheSuitesOwnSettingsToTheEnd() {
    // The suite trains 6 epochs: rungs of 1, 3 and 6.
    List<Plan> phases = phases(place -> -Math.abs(place.configuration() - 7), HALVING);
    assertThat(phases).hasSize(4);
    assertThat(phases.get(0).phases()).isEqualTo(4);
    int[] expected = {10, 1 + 3, 1 + 1};
    for (int rung = 1; rung <= 3; rung++) {
      int wanted = rung;
      List<TuningTrial> places =
          phases.get(3).tuning().stream().filter(place -> place.rung() == wanted).toList();
      assertThat(places).hasSize(2 * 2 * expected[rung - 1]);
      assertThat(places).allMatch(place -> place.decisive() == (wanted == 3));
      assertThat(places).anyMatch(place -> place.configuration() == 0);
      assertThat(phases.get(rung - 1).trials().size() + phases.get(rung - 1).following())
          .as("all in all, known from the start")
          .isEqualTo(2 * 2 * (10 + 4 + 2) + 6);
    }
    assertThat(phases.get(3).trials()).startsWith(phases.get(2).trials().toArray(new Trial[0]));
    assertThat(phases.get(3).trials())
        .extracting(Trial::name)
        .contains(
            "generated-scenes/small/bce~7@epochs=1#2",
            "generated-scenes/small/bce~6@epochs=3#1",
            "generated-scenes/small/bce~8@epochs=3#1",
            "generated-scenes/small/bce~7#2")
        .doesNotContain("generated-scenes/small/bce~6#1");
    assertThat(phases.get(3).only("@epochs=3").trials())
        .allMatch(trial -> trial.train().epochs() == 3);
    assertThat(phases.get(3).only("~7#").trials()).allMatch(trial -> trial.train().epochs() == 6);
  }

  @Test
  void shardsPartitionEveryPhaseAndNoConfigurationIsTornApart() {
    Plan last = phases(TuningTrial::configuration, RANDOM).get(1);
    assertThat(plan(Measurements.NONE, RANDOM).mostShards()).isEqualTo(5);
    List<Plan> shards =
        IntStream.rangeClosed(1, 5).mapToObj(index -> last.shard(index, 5)).toList();
    assertThat(shards.stream().flatMap(shard -> shard.trials().stream()))
        .containsExactlyInAnyOrderElementsOf(last.trials());
    for (int i = 0; i < 5; i++) {
      List<Trial> tuning = shards.get(i).trials().stream().filter(Trial::isTuning).toList();
      int number = i;
      assertThat(tuning).hasSize(2).allMatch(trial -> trial.loss().endsWith("~" + number));
    }
    assertThat(repetitions(shards.get(4))).isEmpty();
    // What a shard takes of a phase does not change when the next one is planned.
    assertThat(last.shard(2, 3).trials())
        .startsWith(plan(Measurements.NONE, RANDOM).shard(2, 3).trials().toArray(new Trial[0]));
  }

  @Test
  void whatAnotherLossIsAnywayIsTrainedOnceAndTold() {
    String twins = "losses={a: {type: focal, gamma: 1}, b: {type: focal, gamma: 3}}";
    String axis = "tune={type: grid, axes: {losses.b.gamma: {type: choice, of: [1, 2]}}}";
    Plan last = phases(place -> -place.configuration(), twins, axis).get(1);
    assertThat(last.notes()).isEmpty();
    ToDoubleFunction<TuningTrial> one = place -> place.configuration() == 1 ? 9 : 1;
    Plan same = phases(one, twins, axis).get(1);
    assertThat(repetitions(same)).hasSize(3);
    assertThat(same.notes().get(0)).contains("make it the same loss as a");
  }
}
