package io.lossbench.core.plan;

import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.suite.TuneAxis;
import io.lossbench.core.suite.TuneSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The plan of a suite that is tuned, as far as what was measured allows: a phase for each rung of
 * the search, and one for the repetitions with the settings that won. A phase is planned when all
 * tuning trials before it were tried, of all datasets, backbones and losses. The plan is a function
 * of suite and measurements alone, so that a run that goes on, and every shard, plan the same.
 */
final class TunedPlan {
  private final Suite suite;
  private final TuneSettings tune;
  private final Search search;
  private final Measurements measured;
  private final List<Runner> runners = new ArrayList<>();

  private final Map<String, Trial> trials = new LinkedHashMap<>();
  private final List<TuningTrial> tuning = new ArrayList<>();

  /** The searches with all that was planned for them, by dataset, backbone and loss. */
  private final Map<String, Race> races = new HashMap<>();

  private final List<String> notes = new ArrayList<>();

  /**
   * A loss in a cell, with what is tried for it in the next rung.
   *
   * @param rungs epochs of each rung
   */
  private record Runner(
      Cell cell, Suite.Loss loss, List<Integer> rungs, List<Configuration> first) {}

  TunedPlan(Suite suite, List<Cell> cells, Measurements measured) {
    this.suite = suite;
    this.tune = suite.tune().orElseThrow();
    this.search = new Search(suite, tune);
    this.measured = measured;
    for (Cell cell : cells) {
      for (Suite.Loss loss : suite.losses()) {
        List<Integer> rungs = search.rungs(Math.toIntExact(cell.train().whole("epochs")));
        Runner runner = new Runner(cell, loss, rungs, search.configurations(loss));
        runners.add(new Runner(cell, loss, rungs, different(runner)));
      }
    }
  }

  /** Configurations that equal none before them: another draw, or the suite's own settings. */
  private List<Configuration> different(Runner runner) {
    Set<String> ids = new HashSet<>();
    return runner.first().stream()
        .filter(configuration -> ids.add(trial(runner, configuration, 1, 1).id()))
        .toList();
  }

  Plan plan() {
    int rungs = runners.stream().mapToInt(runner -> runner.rungs().size()).max().orElse(0);
    for (int rung = 1; rung <= rungs; rung++) {
      addRung(rung);
      int planned = rung;
      races.clear();
      Race.of(tuning)
          .forEach(race -> races.put(name(race.dataset(), race.backbone(), race.loss()), race));
      if (!races.values().stream().allMatch(race -> race.isTried(planned, measured))) {
        return new Plan(
            suite,
            List.copyOf(trials.values()),
            tuning,
            afterRung(rung) + runners.size() * suite.repetitions(),
            notes);
      }
    }
    addRepetitions();
    return new Plan(suite, List.copyOf(trials.values()), tuning, 0, notes);
  }

  /** At most so many trials are tried in later rungs: what failed is not. */
  private int afterRung(int planned) {
    return tune.repetitions()
        * runners.stream()
            .flatMapToInt(
                runner ->
                    IntStream.rangeClosed(planned + 1, runner.rungs().size())
                        .map(rung -> 1 + search.kept(runner.first().size() - 1, rung)))
            .sum();
  }

  /** Seed by seed and number by number, so that each loss has its first result early. */
  private void addRung(int rung) {
    Map<Runner, List<Configuration>> entered = new LinkedHashMap<>();
    int last = 0;
    for (Runner runner : runners) {
      if (rung <= runner.rungs().size()) {
        List<Configuration> tried = rung == 1 ? runner.first() : kept(runner, rung);
        entered.put(runner, tried);
        last = Math.max(last, tried.stream().mapToInt(Configuration::number).max().orElse(0));
      }
    }
    for (int seed = 1; seed <= tune.repetitions(); seed++) {
      for (int number = 0; number <= last; number++) {
        for (Map.Entry<Runner, List<Configuration>> each : entered.entrySet()) {
          for (Configuration configuration : each.getValue()) {
            if (configuration.number() == number) {
              add(each.getKey(), configuration, rung, seed);
            }
          }
        }
      }
    }
  }

  private void add(Runner runner, Configuration configuration, int rung, int seed) {
    Trial trial = trial(runner, configuration, rung, seed);
    trials.putIfAbsent(trial.id(), trial);
    tuning.add(
        new TuningTrial(
            trial.id(),
            trial.dataset(),
            trial.backbone(),
            runner.loss().name(),
            configuration.number(),
            configuration.values(),
            rung,
            rung == runner.rungs().size(),
            seed));
  }

  /** The suite's own settings and the best of the others, as far as they did not fail. */
  private List<Configuration> kept(Runner runner, int rung) {
    Race race = race(runner);
    List<Integer> ranking = race.ranking(rung - 1, measured);
    Set<Integer> kept = new HashSet<>();
    ranking.stream()
        .filter(number -> number != 0)
        .limit(search.kept(runner.first().size() - 1, rung))
        .forEach(kept::add);
    if (ranking.contains(0)) {
      kept.add(0);
    }
    return runner.first().stream().filter(each -> kept.contains(each.number())).toList();
  }

  private Race race(Runner runner) {
    return Objects.requireNonNull(races.get(name(runner)));
  }

  private Trial trial(Runner runner, Configuration configuration, int rung, int seed) {
    List<TuneAxis> axes = tune.axes(runner.loss());
    Settings train = configuration.train(runner.cell().train(), axes);
    String name = runner.loss().name() + "~" + configuration.number();
    if (rung < runner.rungs().size()) {
      int epochs = runner.rungs().get(rung - 1);
      train = train.with("epochs", epochs);
      name += "@epochs=" + epochs;
    }
    Settings evaluate =
        new EvaluateSettings(runner.cell().evaluate())
            .onValidation(tune.validationFraction())
            .settings();
    return runner
        .cell()
        .with(train, evaluate)
        .trial(
            new Suite.Loss(name, configuration.loss(runner.loss(), axes)),
            seed,
            Seeds.ofTuning(suite.seed(), seed, new TrainSettings(train)));
  }

  private void addRepetitions() {
    Map<Runner, Configuration> winners = new LinkedHashMap<>();
    for (Runner runner : runners) {
      Optional<Configuration> winner = race(runner).winner(measured);
      winner.ifPresent(configuration -> winners.put(runner, configuration));
      if (winner.isEmpty()) {
        notes.add(
            name(runner)
                + ": every configuration failed in tuning, so that there is nothing to repeat");
      }
    }
    for (int repetition = 1; repetition <= suite.repetitions(); repetition++) {
      for (Map.Entry<Runner, Configuration> each : winners.entrySet()) {
        Trial trial = repetition(each.getKey(), each.getValue(), repetition);
        Trial twin = trials.putIfAbsent(trial.id(), trial);
        if (twin != null && repetition == 1) {
          notes.add(
              name(each.getKey())
                  + ": the settings that won make it the same loss as "
                  + twin.loss()
                  + ", which is trained once");
        }
      }
    }
  }

  private Trial repetition(Runner runner, Configuration winner, int repetition) {
    List<TuneAxis> axes = tune.axes(runner.loss());
    Settings evaluate = runner.cell().evaluate();
    Settings train = winner.train(runner.cell().train(), axes);
    Seeds seeds = Seeds.of(suite.seed(), repetition, new TrainSettings(train));
    if (tune.finalTraining() == TuneSettings.FinalTraining.WITHOUT_VALIDATION) {
      evaluate = evaluate.with("validation-fraction", tune.validationFraction());
      seeds = seeds.withSplitOfTuning(suite.seed());
    }
    return runner
        .cell()
        .with(train, evaluate)
        .trial(
            new Suite.Loss(runner.loss().name(), winner.loss(runner.loss(), axes)),
            repetition,
            seeds);
  }

  private static String name(Runner runner) {
    return name(runner.cell().dataset(), runner.cell().backbone(), runner.loss().name());
  }

  private static String name(String dataset, String backbone, String loss) {
    return dataset + "/" + backbone + "/" + loss;
  }
}
