package io.lossbench.torch.optim;

import io.lossbench.core.suite.Settings;

/**
 * PyTorch's OneCycleLR with cosine annealing and two phases (Smith and Topin, 2018): the rate rises
 * from max/div to max over pct-start of the steps and falls to max/div/final-div; momentum moves
 * against it.
 */
record OneCycle(
    long steps,
    double maxLr,
    double pctStart,
    double divFactor,
    double finalDivFactor,
    Momentum momentum)
    implements Schedule {

  /**
   * The momentum that moves against the rate.
   *
   * @param atPeak at the highest rate
   * @param atEnds at both ends
   */
  record Momentum(double atPeak, double atEnds) {}

  static OneCycle of(Settings settings, long steps, double own) {
    Momentum momentum =
        settings.flag("cycle-momentum")
            ? new Momentum(settings.number("base-momentum"), settings.number("max-momentum"))
            : new Momentum(own, own);
    return new OneCycle(
        steps,
        settings.number("max-lr"),
        settings.number("pct-start"),
        settings.number("div-factor"),
        settings.number("final-div-factor"),
        momentum);
  }

  @Override
  public Rates at(long step) {
    if (step < 0 || step >= steps) {
      throw new IllegalArgumentException("step " + step + " of a schedule of " + steps + " steps");
    }
    double initialLr = maxLr / divFactor;
    double peak = pctStart * steps - 1;
    if (step <= peak) {
      double done = peak <= 0 ? 1 : step / peak;
      return new Rates(
          anneal(initialLr, maxLr, done), anneal(momentum.atEnds(), momentum.atPeak(), done));
    }
    double done = (step - peak) / (steps - 1 - peak);
    return new Rates(
        anneal(maxLr, initialLr / finalDivFactor, done),
        anneal(momentum.atPeak(), momentum.atEnds(), done));
  }

  private static double anneal(double start, double end, double done) {
    return end + (start - end) / 2 * (1 + Math.cos(Math.PI * done));
  }
}
