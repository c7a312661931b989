package io.lossbench.cli.launch;

import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.nio.file.Path;
import java.util.Optional;

/** What trials are made of beside their own specification, wherever that is known from. */
public interface Ingredients {

  /** The name of their suite. */
  String suite();

  /** After which a trial has failed; infinity for never. */
  double timeoutSeconds();

  /** The descriptor of a trial's dataset, the suite's settings applied. */
  Settings descriptor(Trial trial);

  /** The file that a trial's backbone starts from; empty for random weights. */
  Optional<Path> weights(Trial trial);

  /** The ingredients that a suite names. */
  static Ingredients of(Suite suite, Weights weights) {
    return new Ingredients() {
      @Override
      public String suite() {
        return suite.name();
      }

      @Override
      public double timeoutSeconds() {
        return suite.timeout();
      }

      @Override
      public Settings descriptor(Trial trial) {
        return suite.datasets().stream()
            .filter(entry -> entry.name().equals(trial.dataset()))
            .findFirst()
            .orElseThrow()
            .descriptor();
      }

      @Override
      public Optional<Path> weights(Trial trial) {
        return weights.file(trial.backbone());
      }
    };
  }
}
