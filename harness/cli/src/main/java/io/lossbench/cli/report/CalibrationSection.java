package io.lossbench.cli.report;

import io.lossbench.core.analysis.CalibrationComparison;
import io.lossbench.core.analysis.CalibrationComparison.Row;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Calibration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far probabilities can be taken for frequencies: a reliability diagram a loss, and numbers.
 */
final class CalibrationSection {
  private static final int LEFT = 36;
  private static final int TITLE = 22;
  private static final int GAP = 14;
  private static final int COUNTS = 26;

  private CalibrationSection() {}

  static Page.CalibrationPart of(Comparison comparison, CalibrationComparison calibration) {
    List<Row> rows = calibration.rows();
    return new Page.CalibrationPart(
        rows.isEmpty() ? List.of() : List.of(figure(comparison, rows)),
        rows.stream().map(CalibrationSection::row).toList(),
        rows.isEmpty() ? "" : definition(rows.get(0).unit()),
        AbsentText.of(
            "Calibration",
            calibration.trials(),
            calibration.without(),
            "scores are not in the ledger, or there are too many of them"));
  }

  private static String definition(Calibration.Unit unit) {
    String binned =
        "The calibration error is the mean over "
            + Calibration.BINS
            + " bins of equal width of the difference between mean probability and frequency,"
            + " weighted by what is in the bins (ECE, Guo et al. 2017), in percent";
    String scored = "the Brier score is the mean squared difference of probability and truth";
    String purpose =
        " Losses that shift probabilities on purpose, as ASL does by its margin and its two exponents,"
            + " do not aim at frequencies: a large error is then no fault of the ranking, and AP does"
            + " not see it, but a threshold does.";
    return switch (unit) {
          case PAIRS ->
              "Over all known pairs of image and class of the test, pooled. "
                  + binned
                  + "; by class: that of each class alone, averaged (Kull et al. 2019); "
                  + scored
                  + ". Most pairs are negative, so pooled numbers speak mostly of these.";
          case HIGHEST ->
              "Over the test images, by the class with the highest probability, which is right or not. "
                  + binned
                  + "; "
                  + scored
                  + ".";
        }
        + purpose;
  }

  private static Page.CalibrationRow row(Row row) {
    Calibration.Bin all = row.all();
    return new Page.CalibrationRow(
        row.loss(),
        Numbers.two(row.expectedError().mean()),
        Numbers.interval(
            row.expectedError().interval().low(), row.expectedError().interval().high()),
        Numbers.two(row.classwiseError().mean()),
        Numbers.fixed(row.brier().mean(), 4),
        interval4(row.brier().interval()),
        Numbers.two(100 * all.confidence()),
        Numbers.two(100 * all.frequency()));
  }

  private static String interval4(Summary.Interval interval) {
    return Double.isNaN(interval.low())
        ? "–"
        : Numbers.fixed(interval.low(), 4) + " to " + Numbers.fixed(interval.high(), 4);
  }

  private static Figure figure(Comparison comparison, List<Row> rows) {
    return new Figure(
        comparison.cell() + "/calibration",
        "Do probabilities hold? Frequency over probability",
        draw(rows),
        "A mark for each bin of probabilities, all repetitions together: the share of its "
            + rows.get(0).unit().words()
            + " that is true, over their mean probability. On the diagonal probabilities are"
            + " frequencies; below it they are too high. Bars: how many there are, by square roots.",
        data(rows));
  }

  private static String data(List<Row> rows) {
    DataTable data =
        new DataTable("loss", "bin_from", "bin_to", "count", "mean_probability", "frequency");
    for (Row row : rows) {
      for (int b = 0; b < row.bins().size(); b++) {
        Calibration.Bin bin = row.bins().get(b);
        data.row(
            row.loss(),
            (double) b / Calibration.BINS,
            (double) (b + 1) / Calibration.BINS,
            bin.count(),
            bin.confidence(),
            bin.frequency());
      }
    }
    return data.csv();
  }

  private static String draw(List<Row> rows) {
    int side = rows.size() < 4 ? rows.size() : rows.size() == 4 ? 2 : rows.size() < 10 ? 3 : 4;
    int width = Math.min(340, (Charts.WIDTH - (side - 1) * GAP) / side);
    int plot = width - LEFT - 6;
    int line = TITLE + plot + COUNTS + 26;
    int lines = (rows.size() + side - 1) / side;
    Svg svg = new Svg(Charts.WIDTH, lines * line + 18, "frequency over probability by loss");
    for (int i = 0; i < rows.size(); i++) {
      int x = i % side * (width + GAP);
      int y = i / side * line;
      svg.label(x + LEFT, y + 14, "start", "name", Charts.shortened(rows.get(i).loss(), width / 8));
      panel(
          svg,
          rows.get(i),
          new Svg.Scale(0, 1, x + LEFT, x + LEFT + plot),
          new Svg.Scale(0, 1, y + TITLE + plot, y + TITLE));
    }
    svg.label(LEFT, lines * line + 12, "start", "axis", "probability, and how often it came true");
    return svg.end();
  }

  private static void panel(Svg svg, Row row, Svg.Scale x, Svg.Scale y) {
    for (double tick : new double[] {0, 0.5, 1}) {
      svg.line(x.at(0), y.at(tick), x.at(1), y.at(tick), "grid");
      svg.label(x.at(0) - 6, y.at(tick) + 4, "end", "tick", Positions.label(tick));
      svg.label(x.at(tick), y.at(0) + COUNTS + 18, "middle", "tick", Positions.label(tick));
    }
    svg.line(x.at(0), y.at(0), x.at(1), y.at(1), "reference");
    long all = row.all().count();
    List<double[]> curve = new ArrayList<>();
    for (int b = 0; b < row.bins().size(); b++) {
      Calibration.Bin bin = row.bins().get(b);
      if (bin.count() > 0) {
        double bar = COUNTS * Math.sqrt((double) bin.count() / all);
        double from = x.at((double) b / Calibration.BINS);
        svg.rectangle(
            from + 0.5,
            y.at(0) + 3,
            x.at((double) (b + 1) / Calibration.BINS) - from - 1,
            Math.max(0.5, bar),
            "bar");
        curve.add(new double[] {x.at(bin.confidence()), y.at(bin.frequency())});
      }
    }
    svg.curve(curve, row.index());
    for (Calibration.Bin bin : row.bins()) {
      if (bin.count() > 0) {
        svg.mark(
            x.at(bin.confidence()),
            y.at(bin.frequency()),
            row.index(),
            row.loss()
                + ", "
                + bin.count()
                + " of mean probability "
                + Numbers.fixed(bin.confidence(), 3)
                + ": "
                + Numbers.fixed(bin.frequency(), 3)
                + " true");
      }
    }
  }
}
