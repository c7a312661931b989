package io.lossbench.core.analysis;

import io.lossbench.core.suite.Settings;
import java.util.List;

/**
 * A published value that a suite wants to meet.
 *
 * @param loss the variant of the suite that it belongs to
 * @param metric in percent; the primary metric if the suite names none
 * @param precision how exactly the value is known: half of its last digit, or how well a chart can
 *     be read
 * @param tolerance what may be missing of the value for a replication to count, in points
 * @param bestOnTest whether the paper reports its best epoch on the test set, of raw weights or
 *     their moving average, whichever is higher; then ours is compared with it in the same way
 * @param source paper and version, table or figure
 * @param protocol settings of the trial's specification that the published value was made with
 */
record Anchor(
    String loss,
    String metric,
    double value,
    double precision,
    double tolerance,
    boolean bestOnTest,
    String source,
    Settings protocol) {

  private static final double DEFAULT_TOLERANCE = 0.5;

  /** The anchors of a resolved suite that belong to a dataset and backbone. */
  static List<Anchor> of(Settings suite, String dataset, String backbone) {
    if (!suite.has("anchors")) {
      return List.of();
    }
    return suite.list("anchors").stream()
        .filter(each -> each.optionalText("dataset").map(dataset::equals).orElse(true))
        .filter(each -> each.optionalText("backbone").map(backbone::equals).orElse(true))
        .map(
            each ->
                new Anchor(
                    each.text("loss"),
                    each.optionalText("metric").orElse(""),
                    each.number("value"),
                    each.number("precision"),
                    // A plan of before there were tolerances is read with today's default.
                    each.has("tolerance") ? each.number("tolerance") : DEFAULT_TOLERANCE,
                    each.text("statistic").equals("best-on-test"),
                    each.text("source"),
                    each.settings("protocol")))
        .toList();
  }
}
