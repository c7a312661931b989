package io.lossbench.core.plan;

import io.lossbench.core.suite.Settings;
import java.util.List;

/**
 * The place of a trial in a search. Two losses may share a trial that is the same for both.
 *
 * @param trial its id
 * @param loss the loss variant of the suite that it is tried for
 * @param configuration its number; 0 for the suite's own settings
 * @param values of the axes, by path; empty for the suite's own settings
 * @param rung from 1; a search without rungs has one
 * @param decisive whether the rung is the last one, whose best configuration wins
 * @param seed the tuning repetition, from 1
 */
public record TuningTrial(
    String trial,
    String dataset,
    String backbone,
    String loss,
    int configuration,
    Settings values,
    int rung,
    boolean decisive,
    int seed) {

  /** What is trained on one machine: a configuration of all losses, with one seed. */
  Object block() {
    return List.of(dataset, backbone, rung, configuration, seed);
  }
}
