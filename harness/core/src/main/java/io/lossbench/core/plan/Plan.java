package io.lossbench.core.plan;

import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.suite.TuneSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The trials of a suite: repetition by repetition, so that every loss has its first result early.
 * Those of a suite that is tuned come in phases, and later ones are planned when the ones before
 * them were trained.
 *
 * @param trials that are known so far
 * @param tuning the places of the tuning trials among them in their searches
 * @param following how many trials will be planned at most, when these are trained
 * @param notes what a reader must know of what is not planned; a sentence each
 */
public record Plan(
    Suite suite, List<Trial> trials, List<TuningTrial> tuning, int following, List<String> notes) {

  public Plan {
    trials = List.copyOf(trials);
    tuning = List.copyOf(tuning);
    notes = List.copyOf(notes);
  }

  /** The plan of a suite that is not tuned. */
  public Plan(Suite suite, List<Trial> trials) {
    this(suite, trials, List.of(), 0, List.of());
  }

  /**
   * Datasets x backbones x losses x repetitions; of a suite that is tuned, what is tried first.
   *
   * @param fingerprints the fingerprint of each dataset's content, by its name in the suite
   * @param weights SHA-256 of the weights that a backbone starts from, by its name in the suite;
   *     empty for random ones
   * @throws SuiteException if two entries of the suite mean the same trial
   */
  public static Plan of(
      Suite suite,
      Function<String, String> fingerprints,
      Function<String, Optional<String>> weights) {
    return of(suite, fingerprints, weights, Measurements.NONE);
  }

  /**
   * The same, with all that can be planned after what was measured.
   *
   * @throws SuiteException if two entries of the suite mean the same trial
   */
  public static Plan of(
      Suite suite,
      Function<String, String> fingerprints,
      Function<String, Optional<String>> weights,
      Measurements measured) {
    List<Cell> cells = Cell.of(suite, fingerprints, weights);
    Plan plain = plain(suite, cells);
    return suite.tune().isEmpty() ? plain : new TunedPlan(suite, cells, measured).plan();
  }

  private static Plan plain(Suite suite, List<Cell> cells) {
    List<Trial> trials = new ArrayList<>();
    Map<String, Trial> byId = new HashMap<>();
    List<Diagnostic> twins = new ArrayList<>();
    for (int repetition = 1; repetition <= suite.repetitions(); repetition++) {
      for (Cell cell : cells) {
        for (Suite.Loss loss : suite.losses()) {
          Seeds seeds = Seeds.of(suite.seed(), repetition, new TrainSettings(cell.train()));
          Trial trial = cell.trial(loss, repetition, seeds);
          Trial twin = byId.putIfAbsent(trial.id(), trial);
          if (twin != null) {
            twins.add(
                new Diagnostic(
                    suite.name(),
                    0,
                    0,
                    trial.name() + " is the same trial as " + twin.name(),
                    "remove one",
                    ""));
          }
          trials.add(trial);
        }
      }
    }
    if (!twins.isEmpty()) {
      throw new SuiteException(twins);
    }
    return new Plan(suite, trials);
  }

  private Plan with(List<Trial> some) {
    return new Plan(suite, some, tuning, following, notes);
  }

  /**
   * The trials whose name contains {@code part}, or matches it as a glob with {@code *}; or whose
   * id starts with it.
   */
  public Plan only(String part) {
    Pattern glob = Pattern.compile(".*" + Pattern.quote(part).replace("*", "\\E.*\\Q") + ".*");
    return with(
        trials.stream()
            .filter(trial -> glob.matcher(trial.name()).matches() || trial.id().startsWith(part))
            .toList());
  }

  /**
   * What is trained on one machine: the trials of a dataset, a backbone and a repetition, so that a
   * difference between losses is never one between machines; in tuning, those of a configuration.
   */
  public List<List<Trial>> blocks() {
    return blocksByPhase().stream().flatMap(List::stream).toList();
  }

  /** How many phases there will be: the rungs of a search, and the repetitions. */
  public int phases() {
    Optional<TuneSettings> tune = suite.tune();
    if (tune.isEmpty()) {
      return 1;
    }
    Search search = new Search(suite, tune.get());
    return 1
        + Cell.of(suite, dataset -> "", backbone -> Optional.empty()).stream()
            .mapToInt(cell -> search.rungs(Math.toIntExact(cell.train().whole("epochs"))).size())
            .max()
            .orElse(0);
  }

  /** The blocks of each phase: the rungs of a search, then the repetitions. */
  private List<List<List<Trial>>> blocksByPhase() {
    Map<String, TuningTrial> places = new HashMap<>();
    tuning.forEach(place -> places.putIfAbsent(place.trial(), place));
    Map<Integer, Map<Object, List<Trial>>> phases = new TreeMap<>();
    for (Trial trial : trials) {
      TuningTrial place = places.get(trial.id());
      int phase = place == null ? Integer.MAX_VALUE : place.rung();
      Object block =
          place == null
              ? List.of(trial.dataset(), trial.backbone(), trial.repetition())
              : place.block();
      phases
          .computeIfAbsent(phase, key -> new LinkedHashMap<>())
          .computeIfAbsent(block, key -> new ArrayList<>())
          .add(trial);
    }
    return phases.values().stream().map(blocks -> List.copyOf(blocks.values())).toList();
  }

  /** The largest number of shards of which each has something to train in some phase. */
  public int mostShards() {
    int cells = suite.datasets().size() * suite.backbones().size();
    int later = following == 0 ? 0 : cells * suite.repetitions();
    return blocksByPhase().stream().mapToInt(List::size).reduce(later, Math::max);
  }

  /**
   * Every {@code count}-th block of each phase from {@code index} on, {@code index} from 1.
   *
   * @param count at most {@link #mostShards}, for each shard to have one
   */
  public Plan shard(int index, int count) {
    List<Trial> shard = new ArrayList<>();
    for (List<List<Trial>> blocks : blocksByPhase()) {
      for (int i = index - 1; i < blocks.size(); i += count) {
        shard.addAll(blocks.get(i));
      }
    }
    return with(shard);
  }
}
