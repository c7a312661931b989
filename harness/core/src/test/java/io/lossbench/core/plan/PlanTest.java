package io.lossbench.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.TestSuites;
import io.lossbench.core.suite.TrainSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static Plan plan(String... overrides) {
    return Plan.of(
        TestSuites.small(overrides), name -> "fingerprint of " + name, name -> Optional.empty());
  }

  @Test
  void multipliesDatasetsBackbonesLossesAndRepetitions() {
    assertThat(plan().trials()).hasSize(2 * 3);
    assertThat(plan().trials().get(0).name()).isEqualTo("generated-scenes/small/bce#1");
    assertThat(plan("losses.asl.gamma-neg=[2, 3]").trials())
        .hasSize(3 * 3)
        .extracting(Trial::loss)
        .contains("asl@gamma-neg=3");
  }

  @Test
  void oneRepetitionHasOneSetOfSeedsForAllLosses() {
    for (int repetition = 1; repetition <= 3; repetition++) {
      int wanted = repetition;
      Set<Object> seeds =
          plan().trials().stream()
              .filter(trial -> trial.repetition() == wanted)
              .map(trial -> (Object) trial.spec().settings("seeds"))
              .collect(Collectors.toSet());
      assertThat(seeds).hasSize(1);
    }
    TrainSettings train = plan().trials().get(0).train();
    Seeds first = Seeds.of(1, 1, train);
    assertThat(List.of(first.weights(), first.shuffle(), first.augmentation(), first.split()))
        .doesNotHaveDuplicates();
    assertThat(Seeds.of(1, 2, train)).isNotEqualTo(first);
    assertThat(Seeds.of(2, 1, train)).isNotEqualTo(first);
  }

  /** Trials of before they could be missing keep their ids. */
  @Test
  void labelsHaveASeedWhereSomeAreMissing() {
    assertThat(plan().trials().get(0).spec().settings("seeds").has("labels")).isFalse();
    List<Seeds> seeds =
        Stream.of("{as-negatives: 0.25}", "{as-negatives: 0.5}", "{as-unknown: 0.5}")
            .map(missing -> plan("train.missing-labels=" + missing).trials().get(0))
            .map(trial -> Seeds.from(trial.spec().settings("seeds")))
            .distinct()
            .toList();
    assertThat(seeds).hasSize(1);
    Seeds drawn = seeds.get(0);
    assertThat(
            List.of(
                drawn.labels().orElseThrow(),
                drawn.weights(),
                drawn.shuffle(),
                drawn.augmentation(),
                drawn.split()))
        .doesNotHaveDuplicates();
  }

  @Test
  void anIdIsStableUntilSomethingThatCountsChanges() {
    String id = plan().trials().get(0).id();
    assertThat(plan().trials().get(0).id()).isEqualTo(id).matches("[0-9a-f]{16}");
    assertThat(plan("description=another", "repetitions=5", "timeout=7").trials().get(0).id())
        .isEqualTo(id);
    for (String change :
        List.of(
            "seed=7",
            "train.epochs=3",
            "train.ema=0.5",
            "train.ema-warmup=false",
            "train.optimizer={type: sgd}",
            "train.precision=bf16",
            "backbones.small.image-size=16",
            "losses.bce.reduction=mean",
            "evaluate.threshold=0.4",
            "train.missing-labels={as-unknown: 0}",
            "train.augment=[{cutout: 0.3}]")) {
      assertThat(plan(change).trials().get(0).id()).as(change).isNotEqualTo(id);
    }
    Plan otherData = Plan.of(TestSuites.small(), name -> "altered", name -> Optional.empty());
    assertThat(otherData.trials().get(0).id()).isNotEqualTo(id);
  }

  @Test
  void shardsPartitionThePlan() {
    Plan plan = plan();
    List<String> all = plan.trials().stream().map(Trial::id).sorted().toList();
    List<String> sharded =
        java.util.stream.IntStream.rangeClosed(1, 4)
            .boxed()
            .flatMap(i -> plan.shard(i, 4).trials().stream())
            .map(Trial::id)
            .sorted()
            .toList();
    assertThat(sharded).isEqualTo(all);
  }

  @Test
  void allLossesOfARepetitionAreOnOneMachine() {
    Plan plan = plan();
    assertThat(plan.blocks()).hasSize(3);
    for (int i = 1; i <= 3; i++) {
      List<Trial> shard = plan.shard(i, 3).trials();
      int repetition = i;
      assertThat(shard).hasSize(2).allMatch(trial -> trial.repetition() == repetition);
      assertThat(shard.stream().map(Trial::loss).distinct()).hasSize(2);
    }
    assertThat(plan.shard(1, 2).trials()).hasSize(4);
    assertThat(plan.shard(2, 2).trials()).hasSize(2);
  }

  @Test
  void onlyMatchesNamesAndIds() {
    Plan plan = plan();
    assertThat(plan.only("asl").trials()).hasSize(3);
    assertThat(plan.only("small/*#2").trials()).hasSize(2);
    assertThat(plan.only(plan.trials().get(4).id()).trials()).containsExactly(plan.trials().get(4));
    assertThat(plan.only("(").trials()).isEmpty();
  }

  @Test
  void twoNamesForOneTrialAreRefused() {
    assertThatThrownBy(
            () ->
                plan(
                    "backbones={a: {type: resnet20, image-size: 32}, b: {type: resnet20,"
                        + " image-size: 32}}"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("is the same trial as");
  }

  @Test
  void overridesOfADatasetOrBackboneReachItsTrialsOnly() {
    Plan plan =
        plan(
            "backbones={small: {type: resnet20, image-size: 32}, large: {type: resnet18,"
                + " image-size: 64, train: {epochs: 9, schedule: {type: constant}}}}");
    assertThat(plan.only("/small/").trials())
        .allSatisfy(t -> assertThat(t.spec().settings("train").integer("epochs")).isEqualTo(6));
    assertThat(plan.only("/large/").trials())
        .allSatisfy(
            t -> {
              assertThat(t.spec().settings("train").integer("epochs")).isEqualTo(9);
              assertThat(t.spec().settings("train").settings("schedule").number("lr"))
                  .isEqualTo(1e-3);
            });
  }
}
