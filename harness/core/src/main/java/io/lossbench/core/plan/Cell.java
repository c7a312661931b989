package io.lossbench.core.plan;

import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A dataset with a backbone of a suite: what its trials have in common.
 *
 * @param data fingerprint and format
 * @param network the backbone's settings, and the hash of the weights that it starts from
 */
record Cell(
    String dataset,
    String backbone,
    Settings data,
    Settings network,
    Settings train,
    Settings evaluate) {

  /** The cells of a suite, dataset by dataset. */
  static List<Cell> of(
      Suite suite,
      Function<String, String> fingerprints,
      Function<String, Optional<String>> weights) {
    List<Cell> cells = new ArrayList<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      for (Suite.Backbone backbone : suite.backbones()) {
        // The content of the weights counts, not where they lie; a miniature knows no more than the
        // name of what it goes without.
        Settings network = backbone.settings();
        cells.add(
            new Cell(
                dataset.name(),
                backbone.name(),
                Settings.of(Map.of("fingerprint", fingerprints.apply(dataset.name())))
                    .with("format", dataset.descriptor().settings("format")),
                weights
                    .apply(backbone.name())
                    .map(
                        sha256 ->
                            network
                                .without("weights")
                                .without("file")
                                .with("weights-sha256", sha256))
                    .orElse(network),
                suite.section("train", dataset, backbone),
                suite.section("evaluate", dataset, backbone)));
      }
    }
    return List.copyOf(cells);
  }

  /** The same, trained and judged otherwise. */
  Cell with(Settings otherTrain, Settings otherEvaluate) {
    return new Cell(dataset, backbone, data, network, otherTrain, otherEvaluate);
  }

  Trial trial(Suite.Loss loss, int repetition, Seeds seeds) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("numerics-version", Trial.NUMERICS_VERSION);
    spec.put("dataset", data);
    spec.put("backbone", network);
    spec.put("loss", loss.settings());
    spec.put("train", train);
    spec.put("evaluate", evaluate);
    spec.put("seeds", seeds.asSettings());
    return Trial.of(dataset, backbone, loss.name(), repetition, Settings.of(spec));
  }
}
