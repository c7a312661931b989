package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The numbers of MLPerf's own examples (training_rules.adoc, "Appendix: RCP Examples"). */
class OlympicMeanTest {
  private static final OlympicMean BATCH_128 =
      OlympicMean.of(new double[] {16, 14, 16, 17, 16, 16, 15, 16, 15, 16});
  private static final OlympicMean BATCH_256 =
      OlympicMean.of(new double[] {20, 21, 21, 20, 22, 22, 21, 21, 20, 20});

  private static double least(OlympicMean reference) {
    return reference.least(3, OlympicMean.MLPERF_LEVEL);
  }

  @Test
  void theReferencesAreThoseOfTheRules() {
    assertThat(BATCH_128.mean()).isEqualTo(15.75);
    assertThat(BATCH_128.deviation()).isCloseTo(0.43, within(0.005));
    assertThat(BATCH_256.mean()).isEqualTo(20.75);
    assertThat(BATCH_256.deviation()).isCloseTo(0.66, within(0.005));
  }

  @Test
  void theLeastEpochsAreThoseOfTheRules() {
    assertThat(least(BATCH_128)).isCloseTo(15.21, within(0.005));
    assertThat(least(BATCH_256)).isCloseTo(19.93, within(0.005));
    // "The maximum allowed speedup": 3.53 and 4.12 %.
    assertThat(BATCH_128.mean() / least(BATCH_128)).isCloseTo(1.0353, within(5e-5));
    assertThat(BATCH_256.mean() / least(BATCH_256)).isCloseTo(1.0412, within(5e-5));
  }

  @Test
  void theSubmissionAtBatch128PassesAndTheOneAtBatch256Fails() {
    double first = OlympicMean.of(new double[] {15, 15, 15, 16, 16}).mean();
    double second = OlympicMean.of(new double[] {19, 19, 19, 20, 21}).mean();
    assertThat(first).isCloseTo(15.33, within(0.005)).isGreaterThan(least(BATCH_128));
    assertThat(second).isCloseTo(19.33, within(0.005)).isLessThan(least(BATCH_256));
  }

  @Test
  void oneRunThatNeverArrivesIsTheSlowestAndTwoLeaveNoMean() {
    double never = Double.POSITIVE_INFINITY;
    assertThat(OlympicMean.of(new double[] {15, never, 15, 16, 17}).mean()).isEqualTo(16);
    assertThat(OlympicMean.of(new double[] {15, never, never, 16, 17}).mean()).isInfinite();
  }

  @Test
  void aReferenceWithoutSpreadIsItsOwnBound() {
    assertThat(least(OlympicMean.of(new double[] {3, 3, 3, 3, 3, 3}))).isEqualTo(3);
    assertThatThrownBy(() -> OlympicMean.of(new double[4])).hasMessageContaining("not of 4");
  }
}
