package io.lossbench.torch.optim;

import io.lossbench.core.suite.Settings;

/** Learning rate and momentum by step. */
@FunctionalInterface
public interface Schedule {

  /**
   * The rates of one step.
   *
   * @param momentum beta1 of Adam, momentum of SGD
   */
  record Rates(double learningRate, double momentum) {}

  /** The rates of a step, counted from 0. */
  Rates at(long step);

  /**
   * The schedule for validated settings.
   *
   * @param steps steps it is laid out for
   * @param stepsPerEpoch for lengths given in epochs
   * @param momentum the optimizer's own, where the schedule does not cycle it
   */
  static Schedule of(Settings settings, long steps, long stepsPerEpoch, double momentum) {
    return switch (settings.text("type")) {
      case "one-cycle" -> OneCycle.of(settings, steps, momentum);
      case "cosine" -> {
        double lr = settings.number("lr");
        double lowest = settings.number("min-lr");
        double warmup = settings.number("warmup-epochs") * stepsPerEpoch;
        yield step ->
            new Rates(
                step < warmup
                    ? lr * (step + 1) / (warmup + 1)
                    : lowest
                        + (lr - lowest)
                            * (1
                                + Math.cos(Math.PI * (step - warmup) / Math.max(1, steps - warmup)))
                            / 2,
                momentum);
      }
      case "steps" -> {
        double lr = settings.number("lr");
        int warmup = settings.integer("warmup-steps");
        double ratio = settings.number("warmup-ratio");
        yield step -> {
          double falls =
              (double)
                  settings.integers("at").stream().filter(e -> step >= e * stepsPerEpoch).count();
          double warm = step < warmup ? 1 - (1 - (double) step / warmup) * (1 - ratio) : 1;
          return new Rates(lr * warm * Math.pow(settings.number("factor"), falls), momentum);
        };
      }
      case "constant" -> {
        Rates rates = new Rates(settings.number("lr"), momentum);
        yield step -> rates;
      }
      default -> throw new IllegalArgumentException("no schedule of type " + settings.text("type"));
    };
  }
}
