package io.lossbench.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OneCycleTest {
  /**
   * Learning rate and beta1 of torch.optim.lr_scheduler.OneCycleLR(max_lr=2e-3, total_steps=20,
   * pct_start=0.2), PyTorch 2.7.1.
   */
  private static final double[][] PYTORCH = {
    {7.999999999999999e-05, 0.95},
    {0.00056, 0.9249999999999999},
    {0.0015199999999999999, 0.875},
    {0.002, 0.85},
    {0.001980785357262109, 0.8509607359798385},
    {0.0019238798369931565, 0.8538060233744357},
    {0.001831470286424096, 0.8584265193848727},
    {0.0017071079527594226, 0.8646446609406726},
    {0.00155557201073867, 0.8722214883490198},
    {0.0013826859016313603, 0.8808658283817454},
    {0.0011950935416548403, 0.8902454838991936},
    {0.0010000039999999999, 0.8999999999999999},
    {0.0008049144583451599, 0.9097545161008064},
    {0.0006173220983686397, 0.9191341716182544},
    {0.0004444359892613301, 0.92777851165098},
    {0.0002929000472405773, 0.9353553390593273},
    {0.00016853771357590384, 0.9415734806151272},
    {7.612816300684331e-05, 0.9461939766255643},
    {1.9222642737891183e-05, 0.9490392640201615},
    {8e-09, 0.95}
  };

  private static Schedule schedule(Map<String, Object> changes, long steps) {
    Settings settings =
        Settings.of(
                Map.of(
                    "type",
                    "one-cycle",
                    "max-lr",
                    2e-3,
                    "pct-start",
                    0.2,
                    "div-factor",
                    25.0,
                    "final-div-factor",
                    1e4,
                    "cycle-momentum",
                    true,
                    "base-momentum",
                    0.85,
                    "max-momentum",
                    0.95))
            .overriddenBy(Settings.of(changes));
    return Schedule.of(settings, steps, 10, 0.9);
  }

  @Test
  void equalsPyTorchStepByStep() {
    Schedule schedule = schedule(Map.of(), PYTORCH.length);
    for (int step = 0; step < PYTORCH.length; step++) {
      assertThat(schedule.at(step).learningRate())
          .as("step %d", step)
          .isCloseTo(PYTORCH[step][0], within(1e-15));
      assertThat(schedule.at(step).momentum())
          .as("step %d", step)
          .isCloseTo(PYTORCH[step][1], within(1e-14));
    }
  }

  @Test
  void canLeaveMomentumAlone() {
    assertThat(schedule(Map.of("cycle-momentum", false), 20).at(3).momentum()).isEqualTo(0.9);
  }

  @Test
  void worksForVeryFewSteps() {
    for (int steps = 1; steps < 12; steps++) {
      Schedule schedule = schedule(Map.of(), steps);
      for (int step = 0; step < steps; step++) {
        assertThat(schedule.at(step).learningRate()).isFinite().isPositive();
      }
    }
  }

  @Test
  void hasNoStepBeyondItsEnd() {
    assertThatThrownBy(() -> schedule(Map.of(), 20).at(20))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cosineWarmsUpAndFallsToItsLowest() {
    Settings settings =
        Settings.of(Map.of("type", "cosine", "lr", 1.0, "min-lr", 0.1, "warmup-epochs", 0.4));
    Schedule schedule = Schedule.of(settings, 24, 10, 0.9);
    assertThat(schedule.at(0).learningRate()).isCloseTo(1 / 5.0, within(1e-12));
    assertThat(schedule.at(4).learningRate()).isCloseTo(1, within(1e-12));
    assertThat(schedule.at(14).learningRate()).isCloseTo(0.55, within(1e-12));
    assertThat(schedule.at(23).learningRate()).isBetween(0.1, 0.11);
    assertThat(schedule.at(9).momentum()).isEqualTo(0.9);
  }

  /** mmcv's StepLrUpdaterHook with warmup='linear', by its formula. */
  @Test
  void stepsWarmUpAndFall() {
    Settings settings =
        Settings.of(
            Map.of(
                "type",
                "steps",
                "lr",
                0.01,
                "at",
                List.of(2L, 3L),
                "factor",
                0.1,
                "warmup-steps",
                4,
                "warmup-ratio",
                0.5));
    Schedule schedule = Schedule.of(settings, 40, 10, 0.9);
    double[] rates = new double[40];
    for (int step = 0; step < rates.length; step++) {
      rates[step] = schedule.at(step).learningRate();
    }
    assertThat(rates[0]).isCloseTo(0.005, within(1e-15));
    assertThat(rates[2]).isCloseTo(0.0075, within(1e-15));
    assertThat(rates[4]).isEqualTo(0.01);
    assertThat(rates[19]).isEqualTo(0.01);
    assertThat(rates[20]).isCloseTo(0.001, within(1e-15));
    assertThat(rates[30]).isCloseTo(0.0001, within(1e-15));
  }
}
