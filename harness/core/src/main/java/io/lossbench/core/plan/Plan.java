package io.lossbench.core.plan;

import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.TrainSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The trials of a suite: repetition by repetition, so that every loss has its first result early.
 */
public record Plan(Suite suite, List<Trial> trials) {

  public Plan {
    trials = List.copyOf(trials);
  }

  /**
   * Datasets x backbones x losses x repetitions.
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
    List<Trial> trials = new ArrayList<>();
    Map<String, Trial> byId = new HashMap<>();
    List<Diagnostic> twins = new ArrayList<>();
    for (int repetition = 1; repetition <= suite.repetitions(); repetition++) {
      for (Suite.Dataset dataset : suite.datasets()) {
        for (Suite.Backbone backbone : suite.backbones()) {
          for (Suite.Loss loss : suite.losses()) {
            Trial trial =
                trial(
                    suite,
                    dataset,
                    backbone,
                    loss,
                    repetition,
                    fingerprints.apply(dataset.name()),
                    weights.apply(backbone.name()));
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
    }
    if (!twins.isEmpty()) {
      throw new SuiteException(twins);
    }
    return new Plan(suite, trials);
  }

  private static Trial trial(
      Suite suite,
      Suite.Dataset dataset,
      Suite.Backbone backbone,
      Suite.Loss loss,
      int repetition,
      String fingerprint,
      Optional<String> weights) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("numerics-version", Trial.NUMERICS_VERSION);
    spec.put(
        "dataset",
        Settings.of(Map.of("fingerprint", fingerprint))
            .with("format", dataset.descriptor().settings("format")));
    // The content of the weights counts, not where they lie; a miniature knows no more than the
    // name of what it goes without.
    Settings network = backbone.settings();
    spec.put(
        "backbone",
        weights
            .map(sha256 -> network.without("weights").with("weights-sha256", sha256))
            .orElse(network));
    spec.put("loss", loss.settings());
    Settings train = suite.section("train", dataset, backbone);
    spec.put("train", train);
    spec.put("evaluate", suite.section("evaluate", dataset, backbone));
    spec.put("seeds", Seeds.of(suite.seed(), repetition, new TrainSettings(train)).asSettings());
    return Trial.of(dataset.name(), backbone.name(), loss.name(), repetition, Settings.of(spec));
  }

  /**
   * The trials whose name contains {@code part}, or matches it as a glob with {@code *}; or whose
   * id starts with it.
   */
  public Plan only(String part) {
    Pattern glob = Pattern.compile(".*" + Pattern.quote(part).replace("*", "\\E.*\\Q") + ".*");
    return new Plan(
        suite,
        trials.stream()
            .filter(trial -> glob.matcher(trial.name()).matches() || trial.id().startsWith(part))
            .toList());
  }

  /**
   * What is trained on one machine: the trials of a dataset, a backbone and a repetition, so that a
   * difference between losses is never one between machines.
   */
  public List<List<Trial>> blocks() {
    Map<List<Object>, List<Trial>> blocks = new LinkedHashMap<>();
    for (Trial trial : trials) {
      blocks
          .computeIfAbsent(
              List.of(trial.dataset(), trial.backbone(), trial.repetition()),
              key -> new ArrayList<>())
          .add(trial);
    }
    return List.copyOf(blocks.values());
  }

  /**
   * Every {@code count}-th block from {@code index} on, {@code index} from 1.
   *
   * @param count at most as many as there are {@link #blocks}, for each shard to have one
   */
  public Plan shard(int index, int count) {
    List<List<Trial>> blocks = blocks();
    List<Trial> shard = new ArrayList<>();
    for (int i = index - 1; i < blocks.size(); i += count) {
      shard.addAll(blocks.get(i));
    }
    return new Plan(suite, shard);
  }
}
