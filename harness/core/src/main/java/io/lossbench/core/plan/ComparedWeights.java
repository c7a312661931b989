package io.lossbench.core.plan;

import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Which weights of a trial are compared, shown first and exported: the moving average, or the raw
 * ones where there is no average, or where it is still the start for the most part.
 *
 * @param kind the weights that are compared
 * @param caution why the average is not compared although it is on; empty if it is, or is off
 */
public record ComparedWeights(WeightsKind kind, Optional<String> caution) {
  /** An average of which the start is a larger share says little about the training. */
  public static final double LARGEST_START_SHARE = 0.05;

  /**
   * The decision for trials with these settings.
   *
   * @param images that are trained with
   */
  public static ComparedWeights of(TrainSettings train, long images) {
    MovingAverage average = MovingAverage.of(train);
    if (!average.isOn()) {
      return new ComparedWeights(WeightsKind.RAW, Optional.empty());
    }
    long steps = images / train.batchSize() * train.lastEpoch();
    double share = average.startShare(steps);
    return share <= LARGEST_START_SHARE
        ? new ComparedWeights(WeightsKind.EMA, Optional.empty())
        : new ComparedWeights(WeightsKind.RAW, Optional.of(caution(average, steps, share)));
  }

  /** The kind that is shown beside it. */
  public WeightsKind other() {
    return kind == WeightsKind.EMA ? WeightsKind.RAW : WeightsKind.EMA;
  }

  private static String caution(MovingAverage average, long steps, double share) {
    return String.format(
        Locale.ROOT,
        "the moving average (train.ema: %s) is no average yet after %d steps: %.0f %% of it are the"
            + " weights that training starts from. Raw weights are compared.%s",
        average.decay(),
        steps,
        100 * share,
        average.warmup() ? "" : " Set train.ema-warmup: true, or a smaller train.ema.");
  }

  /**
   * What a user should know of a suite's averages before it runs: a sentence for each dataset and
   * backbone where the average is not compared.
   */
  public static List<String> cautions(Suite suite, Function<Suite.Dataset, DataFacts> data) {
    List<String> cautions = new ArrayList<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      for (Suite.Backbone backbone : suite.backbones()) {
        EvaluateSettings evaluate =
            new EvaluateSettings(suite.section("evaluate", dataset, backbone));
        OptionalInt known = data.apply(dataset).trained(evaluate);
        if (known.isPresent()) {
          of(new TrainSettings(suite.section("train", dataset, backbone)), known.getAsInt())
              .caution()
              .ifPresent(
                  text -> cautions.add(dataset.name() + ", " + backbone.name() + ": " + text));
        }
      }
    }
    return List.copyOf(cautions);
  }
}
