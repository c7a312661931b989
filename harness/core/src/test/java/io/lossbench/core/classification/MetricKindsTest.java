package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plugin.PluginJar;
import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.ValueType;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics that suites add, and what plugins can do wrong with theirs. */
class MetricKindsTest {
  private static final ScoreMatrix SCORES =
      ScoreMatrix.of(2, 3, new float[] {.9f, .1f, .6f, .3f, .5f, .1f});
  private static final LabelMatrix LABELS = LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 1, 0, -1});
  private static final List<Classification> TASKS = List.of(new MultiLabel(), new SingleLabel());

  private static Settings evaluate(Settings... metrics) {
    return Settings.of(
        Map.of("threshold", 0.5, "top-k", 1, "metrics", List.of((Object[]) metrics)));
  }

  private static Settings hamming(double threshold) {
    return Settings.of(Map.of("type", "hamming-loss", "threshold", threshold));
  }

  @Test
  void aSuiteAddsMetricsToThoseOfTheTask() {
    Settings none = Settings.of(Map.of("threshold", 0.5, "top-k", 1));
    for (Task task : TASKS) {
      List<Metric> usual = task.metrics(none);
      List<Metric> more = task.metrics(evaluate(hamming(0.5)));
      assertThat(more.subList(0, usual.size())).isEqualTo(usual);
      assertThat(more.subList(usual.size(), more.size()))
          .singleElement()
          .satisfies(
              added -> {
                assertThat(added.name()).isEqualTo("hamming-loss");
                assertThat(added.better()).isEqualTo(Metric.Direction.LOWER);
                assertThat(added.range()).isEqualTo(Metric.Range.PERCENT);
              });
    }
  }

  /** The third pair and the fourth are wrong, and up to a threshold of 0.5 the fifth. */
  @Test
  void whatIsAddedIsJudgedAndNothingElseChanges() {
    LabelMatrix oneClass = LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 1, 0, 0});
    Judgement usual =
        new SingleLabel()
            .judge(SCORES, oneClass, Settings.of(Map.of("threshold", 0.5, "top-k", 1)));
    Judgement more = new SingleLabel().judge(SCORES, oneClass, evaluate(hamming(0.5)));
    assertThat(more.perClass()).isEqualTo(usual.perClass());
    assertThat(more.metrics()).containsAllEntriesOf(usual.metrics());
    assertThat(more.metrics()).containsEntry("hamming-loss", 100 * 3 / 6.0);
    assertThat(new MultiLabel().judge(SCORES, LABELS, evaluate(hamming(0.5))).metrics())
        .containsEntry("hamming-loss", 100 * 3 / 5.0);
    assertThat(new MultiLabel().judge(SCORES, LABELS, evaluate(hamming(0.55))).metrics())
        .containsEntry("hamming-loss", 100 * 2 / 5.0);
    LabelMatrix unknown = LabelMatrix.of(2, 3, new byte[] {-1, -1, -1, -1, -1, -1});
    assertThat(HammingLoss.at(0.5).judge(SCORES, unknown).metrics())
        .containsEntry("hamming-loss", Double.NaN);
  }

  @Test
  void twoMetricsHaveTwoNames() {
    assertThatThrownBy(() -> new MultiLabel().metrics(evaluate(hamming(0.3), hamming(0.5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'hamming-loss' adds 'hamming-loss', which is there already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-label", "single-label"})
  void whatIsThereAnyhowIsNotListed(String kind) {
    assertThatThrownBy(() -> new MultiLabel().metrics(evaluate(Settings.of(Map.of("type", kind)))))
        .hasMessage("the metrics '" + kind + "' need not be listed");
  }

  /** A ledger outlives the plugins that it was made with. */
  @Test
  void withoutItsPluginAMetricIsLeftOutOfTheListButNotOfAJudgement() {
    Settings lost = evaluate(Settings.of(Map.of("type", "lost")));
    assertThat(new MultiLabel().metrics(lost)).isEqualTo(new MultiLabel().metrics(evaluate()));
    assertThatThrownBy(() -> new MultiLabel().judge(SCORES, LABELS, lost))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("no metric of type 'lost'");
  }

  @Test
  void whatCanBeAddedHasDefaults() {
    assertThat(MetricKinds.addable(Definitions.builtIn()))
        .extracting(ValueType.Kind::name)
        .contains("hamming-loss")
        .doesNotContain("multi-label", "single-label");
    assertThat(MetricKinds.byDefault().stream().flatMap(each -> each.metrics().stream()))
        .extracting(Metric::name)
        .contains("hamming-loss")
        .doesNotContain("mAP");
    ValueType.Kind needy =
        Definitions.builtIn()
            .with("metrics", "needy: {doc: mine, keys: {k: {type: integer, required: true}}}")
            .group("metrics")
            .get("needy");
    assertThat(needy.defaults()).isEmpty();
  }

  @Test
  void aJarBringsItsMetric(@TempDir Path folder) throws IOException {
    Path jar =
        PluginJar.compiled(
            folder,
            MetricProvider.class,
            "FirstScore",
            """
            import io.lossbench.core.classification.*;
            import io.lossbench.core.suite.Settings;
            import io.lossbench.core.task.Metric;

            public class FirstScore implements MetricProvider {
              public String definition() {
                return "first-score: {doc: mine, keys: {factor: {type: number, default: 1, doc: Factor.}}}";
              }
              public ScoreMetrics create(Settings settings) {
                return ScoreMetrics.of(
                    Metric.shown("first-score", "mine").within(0, 2),
                    (scores, labels) -> settings.number("factor") * scores.value(0, 0));
              }
            }
            """);
    Registry<ScoreMetrics> registry = MetricKinds.of(PluginJar.loader(jar));
    assertThat(registry.faults()).isEmpty();
    assertThat(MetricKinds.addable(registry.extend(Definitions.builtIn())))
        .extracting(ValueType.Kind::name)
        .contains("hamming-loss", "first-score");
    Settings half = Settings.of(Map.of("type", "first-score", "factor", 0.5));
    assertThat(registry.create(half).judge(SCORES, LABELS).metrics())
        .containsEntry("first-score", 0.5 * .9f);
    Settings large = Settings.of(Map.of("type", "first-score", "factor", 3.0));
    assertThatThrownBy(() -> registry.create(large).judge(SCORES, LABELS))
        .hasMessageContaining("FirstScore (" + jar + ") gives 2.69")
        .hasMessageContaining("between 0.0 and 2.0");
  }

  private static ScoreMetrics plugin(Metric metric, double value) {
    return new PluginMetrics(ScoreMetrics.of(metric, (scores, labels) -> value), "Mine (m.jar)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "epoch", "wall_s", "=F2", "-loss", "ranking loss", "<b>1", "2F", "Ü-1"})
  void aNameThatIsAnotherColumnOrNoneIsRefused(String name) {
    assertThatThrownBy(() -> plugin(Metric.shown(name, "mine"), 0))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith("the metric plugin Mine (m.jar) calls a metric '" + name + "'; ");
  }

  @Test
  void aPluginKeepsItsWord() {
    Metric share = Metric.shown("ranking-loss", "mine").within(0, 1);
    assertThat(plugin(share, 1).judge(SCORES, LABELS).metrics()).containsEntry("ranking-loss", 1.0);
    assertThat(plugin(share, Double.NaN).judge(SCORES, LABELS).metrics())
        .containsEntry("ranking-loss", Double.NaN);
    assertThatThrownBy(() -> plugin(share, 1.5).judge(SCORES, LABELS))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "the metric plugin Mine (m.jar) gives 1.5 for 'ranking-loss', which it says lies"
                + " between 0.0 and 1.0");
    assertThatThrownBy(() -> share.within(1, 1)).hasMessageContaining("a range goes up");
  }

  /** A metric that is announced and not given, or not announced at all, or an exception. */
  @Test
  void whatAPluginThrowsOrForgetsIsItsOwn() {
    Metric metric = Metric.shown("ranking-loss", "mine");
    assertThatThrownBy(
            () -> new PluginMetrics(broken(List.of(metric)), "Mine (m.jar)").judge(SCORES, LABELS))
        .hasMessage("the metric plugin Mine (m.jar) gives no 'ranking-loss'");
    assertThatThrownBy(() -> new PluginMetrics(broken(List.of()), "Mine (m.jar)"))
        .hasMessage("the metric plugin Mine (m.jar) has no metric");
    ScoreMetrics throwing =
        ScoreMetrics.of(
            metric,
            (scores, labels) -> {
              throw new UnsupportedOperationException("not yet");
            });
    assertThatThrownBy(() -> new PluginMetrics(throwing, "Mine (m.jar)").judge(SCORES, LABELS))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "the metric plugin Mine (m.jar) does not judge 2 images"
                + " (UnsupportedOperationException: not yet)");
  }

  private static ScoreMetrics broken(List<Metric> announced) {
    return new ScoreMetrics() {
      @Override
      public List<Metric> metrics() {
        return announced;
      }

      @Override
      public Judgement judge(Scores scores, LabelMatrix labels) {
        return new Judgement(Map.of(), List.of());
      }
    };
  }
}
