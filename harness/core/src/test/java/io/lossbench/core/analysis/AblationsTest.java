package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The metric over the settings that a suite varies. */
class AblationsTest {
  private static List<Comparison> comparisons(String datasets, String backbones, String losses) {
    Plan plan = plan(datasets, backbones, losses);
    return Comparison.of(HandMade.planned(plan), HandMade.records(plan, AblationsTest::value));
  }

  private static Plan plan(String datasets, String backbones, String losses) {
    return HandMade.plan(
        String.format(
            Locale.ROOT,
            """
        suite: made
        repetitions: 3
        datasets: %s
        backbones: %s
        losses: %s
        train: {epochs: 2, ema: 0}
        """,
            datasets,
            backbones,
            losses));
  }

  private static final String SCENES = "[generated-scenes]";
  private static final String SMALL = "{small: {type: resnet20, image-size: 32}}";

  /** 10 for each unit of gamma-neg, 100 for each of margin, less 20 for missing labels. */
  private static double value(Trial trial) {
    var spec = trial.spec();
    var loss = spec.settings("loss");
    double value = 10 + trial.repetition();
    value += loss.has("gamma-neg") ? 10 * loss.number("gamma-neg") : 0;
    value += loss.has("margin") ? 100 * loss.number("margin") : 0;
    return value
        - 20 * spec.settings("dataset").settings("format").number("missing-labels")
        - (trial.backbone().equals("slow") ? 1 : 0);
  }

  private static List<Double> means(Marginal.Curve curve) {
    return curve.points().stream().map(point -> point.summary().mean()).toList();
  }

  private static List<Double> values(Marginal.Curve curve) {
    return curve.points().stream().map(Marginal.Point::value).toList();
  }

  @Test
  void aSettingOfALossIsACurveBesideTheBaseline() {
    List<Marginal> marginals =
        Marginal.of(
            comparisons(
                SCENES, SMALL, "{bce: {type: bce}, asl: {type: asl, gamma-neg: [4, 0, 2]}}"));
    assertThat(marginals).hasSize(1);
    Marginal marginal = marginals.get(0);
    assertThat(marginal.setting()).isEqualTo("loss.gamma-neg");
    assertThat(marginal.subject()).isEqualTo("asl");
    assertThat(marginal.place().isCell("generated-scenes/small")).isTrue();
    assertThat(marginal.curves()).hasSize(1);
    assertThat(values(marginal.curves().get(0))).containsExactly(0.0, 2.0, 4.0);
    // Repetitions are 1 to 3, margin is 0.05.
    assertThat(means(marginal.curves().get(0))).containsExactly(17.0, 37.0, 57.0);
    Summary.Interval interval = marginal.curves().get(0).points().get(0).summary().interval();
    // t(2) = 4.3027, sd 1, n 3.
    assertThat(interval.high() - interval.low())
        .isCloseTo(2 * 4.302653 / Math.sqrt(3), within(1e-5));
    assertThat(marginal.mean()).isEmpty();
    assertThat(marginal.baseline()).contains(new Marginal.Reference("bce", 12));
  }

  @Test
  void twoSettingsTogetherAreCurvesTheirMeanAndAGrid() {
    List<Comparison> comparisons =
        comparisons(
            SCENES,
            SMALL,
            "{bce: {type: bce}, asl: {type: asl, gamma-neg: [0, 1, 2], margin: [0, 0.1]}}");
    List<Marginal> marginals = Marginal.of(comparisons);
    assertThat(marginals.stream().map(Marginal::setting))
        .containsExactly("loss.gamma-neg", "loss.margin");
    Marginal overGamma = marginals.get(0);
    assertThat(overGamma.curves().stream().map(Marginal.Curve::label))
        .containsExactly("margin 0", "margin 0.1");
    assertThat(means(overGamma.curves().get(1))).containsExactly(22.0, 32.0, 42.0);
    assertThat(means(overGamma.mean().orElseThrow())).containsExactly(17.0, 27.0, 37.0);
    // Each repetition gives one mean over the curves: three values, not six.
    assertThat(overGamma.mean().orElseThrow().points().get(0).summary().n()).isEqualTo(3);

    List<SettingGrid> grids = SettingGrid.of(comparisons);
    assertThat(grids).hasSize(1);
    SettingGrid grid = grids.get(0);
    assertThat(grid.rows()).containsExactly(0.0, 1.0, 2.0);
    assertThat(grid.columns()).containsExactly(0.0, 0.1);
    assertThat(grid.label()).isEqualTo("asl");
    assertThat(grid.cells().get(2).get(1).map(Summary::mean)).contains(42.0);
    assertThat(grid.best(Metric.Direction.HIGHER)).isEqualTo(42);
    assertThat(grid.best(Metric.Direction.LOWER)).isEqualTo(12);
  }

  @Test
  void settingsVariedOneAfterTheOtherAreNoGrid() {
    List<Comparison> comparisons =
        comparisons(
            SCENES,
            SMALL,
            """
            {a: {type: asl, gamma-neg: 0, margin: 0}, b: {type: asl, gamma-neg: 1, margin: 0},
             c: {type: asl, gamma-neg: 0, margin: 0.1}}""");
    assertThat(Marginal.of(comparisons)).hasSize(2);
    assertThat(SettingGrid.of(comparisons)).isEmpty();
  }

  @Test
  void aSettingOfTheDataIsACurveForEachLoss() {
    List<Marginal> marginals =
        Marginal.of(
            comparisons(
                """
                {full: {from: generated-scenes, set: {missing-labels: 0}},
                 half: {from: generated-scenes, set: {missing-labels: 0.5}}}""",
                SMALL,
                "{bce: {type: bce}, asl: {type: asl, gamma-neg: 2}}"));
    assertThat(marginals).hasSize(1);
    Marginal marginal = marginals.get(0);
    assertThat(marginal.setting()).isEqualTo("dataset.format.missing-labels");
    assertThat(marginal.isOfLoss()).isFalse();
    assertThat(marginal.place().datasets()).containsExactly("full", "half");
    assertThat(marginal.curves().stream().map(Marginal.Curve::label)).containsExactly("bce", "asl");
    assertThat(means(marginal.curves().get(1))).containsExactly(37.0, 27.0);
    assertThat(marginal.baseline()).isEmpty();
  }

  @Test
  void learningRatesOfBackbonesAreASetting() {
    List<Marginal> marginals =
        Marginal.of(
            comparisons(
                SCENES,
                """
                {fast: {type: resnet20, image-size: 32, train: {schedule: {type: constant, lr: 0.1}}},
                 slow: {type: resnet20, image-size: 32, train: {schedule: {type: constant, lr: 0.01}}}}""",
                "{bce: {type: bce}}"));
    assertThat(marginals).hasSize(1);
    assertThat(marginals.get(0).setting()).isEqualTo("train.schedule.lr");
    assertThat(values(marginals.get(0).curves().get(0))).containsExactly(0.01, 0.1);
    assertThat(means(marginals.get(0).curves().get(0))).containsExactly(11.0, 12.0);
  }

  @Test
  void whatDiffersInMoreThanOneSettingIsNoCurve() {
    assertThat(
            Marginal.of(
                comparisons(
                    SCENES,
                    SMALL,
                    """
                    {a: {type: asl, gamma-neg: 0, margin: 0}, b: {type: asl, gamma-neg: 1, margin: 0.1},
                     c: {type: focal, gamma: 1}}""")))
        .isEmpty();
    // Other data of the same settings: the seed is no quantity.
    assertThat(
            Marginal.of(
                comparisons(
                    """
                    {one: {from: generated-scenes, set: {seed: 1}},
                     two: {from: generated-scenes, set: {seed: 2}}}""",
                    SMALL,
                    "{bce: {type: bce}}")))
        .isEmpty();
  }

  /** AP of the classes by loss and repetition; speeds by loss. */
  private static List<Comparison> measured(double[][] asl, double[] speeds) {
    Plan plan = plan(SCENES, SMALL, "{bce: {type: bce}, asl: {type: asl}, focal: {type: focal}}");
    List<TrialRecord> records = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      int loss = List.of("bce", "asl", "focal").indexOf(trial.loss());
      double[] base = {50, 40, 30, 20, Double.NaN};
      double[] perClass = base.clone();
      for (int c = 0; c < 4 && loss == 1; c++) {
        perClass[c] += asl[trial.repetition() - 1][c];
      }
      records.add(
          HandMade.record("made", trial, List.of(100, 50, 20, 5, 0), perClass, speeds[loss]));
    }
    return Comparison.of(HandMade.planned(plan), records);
  }

  private static final double[][] GAINS = {{0, 1, 5, 7}, {1, 0, 6, 6}, {-1, 2, 4, 8}};

  @Test
  void gainsOfRareClassesAreHeldAgainstThoseOfFrequentOnes() {
    List<ClassGains> gains = ClassGains.of(measured(GAINS, new double[] {100, 100, 100}).get(0));
    assertThat(gains.stream().map(ClassGains::loss)).containsExactly("asl", "focal");
    ClassGains asl = gains.get(0);
    // The fifth class is in no image.
    assertThat(asl.classes().stream().map(ClassGains.ClassGain::instances))
        .containsExactly(100, 50, 20, 5);
    assertThat(asl.classes().stream().map(each -> each.gain().mean()))
        .containsExactly(0.0, 1.0, 5.0, 7.0);
    assertThat(asl.frequent().mean()).isEqualTo(.5);
    assertThat(asl.rare().mean()).isEqualTo(6);
    var contrast = asl.contrast().orElseThrow();
    assertThat(contrast.mean()).isEqualTo(5.5);
    // All three repetitions say 5.5: there is no spread, and no doubt.
    assertThat(contrast.deviation()).isZero();
    assertThat(contrast.comparisons()).isEqualTo(2);
    assertThat(gains.get(1).contrast().orElseThrow().mean()).isZero();
  }

  @Test
  void theFrontHasWhatNothingElseBeatsInMetricAndTime() {
    // asl is the best and the slowest, focal as good as bce and slower.
    List<Tradeoff> tradeoffs = Tradeoff.of(measured(GAINS, new double[] {100, 40, 50}));
    assertThat(tradeoffs).hasSize(1);
    List<Tradeoff.Point> points = tradeoffs.get(0).points();
    assertThat(points.stream().filter(Tradeoff.Point::isOnFront).map(Tradeoff.Point::loss))
        .containsExactly("bce", "asl");
    // Two epochs of 100 images.
    assertThat(points.stream().map(point -> point.seconds().mean())).containsExactly(2.0, 5.0, 4.0);
  }

  @Test
  void nothingMeasuredIsNothingToShow() {
    Plan plan = plan(SCENES, SMALL, "{bce: {type: bce}, asl: {type: asl, gamma-neg: [0, 1]}}");
    List<Comparison> none = Comparison.of(HandMade.planned(plan), List.of());
    assertThat(Marginal.of(none)).isEmpty();
    assertThat(SettingGrid.of(none)).isEmpty();
    assertThat(Tradeoff.of(none)).isEmpty();
  }
}
