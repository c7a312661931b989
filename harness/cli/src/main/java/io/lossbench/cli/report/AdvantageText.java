package io.lossbench.cli.report;

import io.lossbench.core.analysis.Overview;
import io.lossbench.core.stats.AcrossSettings;
import java.util.Optional;

/**
 * A loss's advantage over the baseline across datasets and backbones, in words; dashes where there
 * is none.
 *
 * @param gain its mean
 * @param interval of the gain, 95 %
 * @param isFound whether the interval leaves out 0
 */
record AdvantageText(String gain, String interval, boolean isFound) {

  static AdvantageText of(Overview.Row row) {
    Optional<AcrossSettings.Advantage> advantage = row.advantage();
    return new AdvantageText(
        advantage.map(each -> Numbers.signed(each.gain())).orElse("–"),
        advantage.map(each -> Numbers.signedInterval(each.gainInterval())).orElse("–"),
        advantage.filter(each -> each.gainInterval().excludesZero()).isPresent());
  }
}
