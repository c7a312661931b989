package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.analysis.RecallComparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.task.PrecisionRecall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Precision over recall: the mean over the classes, and each class in a panel of its own. */
final class RecallSection {
  /** More classes than these are not drawn one by one. */
  private static final int MOST_CLASSES = 100;

  private static final int LEFT = 36;
  private static final int TITLE = 22;
  private static final int GAP = 16;
  private static final int AXIS = 24;

  private RecallSection() {}

  /**
   * @param any a completed outcome of the comparison, which knows the classes; null if there is
   *     none
   * @param order of the classes, the most frequent first
   */
  static Page.RecallPart of(
      Comparison comparison, RecallComparison recall, @Nullable Outcome any, List<Integer> order) {
    String absent =
        AbsentText.of(
            "Precision over recall",
            recall.trials(),
            recall.without(),
            "predictions are not in the ledger");
    if (recall.rows().isEmpty() || any == null) {
      return new Page.RecallPart(List.of(), List.of(), absent);
    }
    List<Integer> judged =
        order.stream().filter(c -> any.data().testInstances().get(c) > 0).toList();
    List<Integer> drawn = judged.subList(0, Math.min(judged.size(), MOST_CLASSES));
    return new Page.RecallPart(
        List.of(overClasses(comparison, recall)),
        IntStream.range(0, recall.curves().size())
            .mapToObj(
                curve ->
                    byClass(
                        comparison,
                        recall,
                        curve,
                        drawn.stream()
                            .map(c -> new Labelled(c, any.data().classes().get(c)))
                            .toList(),
                        judged.size()))
            .toList(),
        absent);
  }

  /** A class by its index in the dataset. */
  private record Labelled(int index, String name) {}

  private static Figure overClasses(Comparison comparison, RecallComparison recall) {
    DataTable data = new DataTable("loss", "at", "recall", "precision", "lowest", "highest");
    for (RecallComparison.Row row : recall.rows()) {
      for (int curve = 0; curve < recall.curves().size(); curve++) {
        RecallComparison.Band band = row.overClasses(curve);
        for (int i = 0; i < PrecisionRecall.RECALLS; i++) {
          data.row(
              row.loss(),
              recall.curves().get(curve),
              PrecisionRecall.recall(i),
              band.mean()[i],
              band.low()[i],
              band.high()[i]);
        }
      }
    }
    return new Figure(
        comparison.cell() + "/recall",
        "Precision over recall, mean over the classes",
        drawOverClasses(recall),
        "At each of "
            + PrecisionRecall.RECALLS
            + " recalls the highest precision at that recall or a higher one, in percent: mean of"
            + " the repetitions, and their range. The mean height of a curve is the average"
            + " precision.",
        data.csv());
  }

  private static String drawOverClasses(RecallComparison recall) {
    List<Svg.Key> keys = keys(recall);
    int top = Svg.legendHeight(keys, Charts.WIDTH);
    int side = recall.curves().size();
    int width = Math.min(430, (Charts.WIDTH - (side - 1) * GAP) / side);
    int plot = Math.min(300, width - LEFT - 6);
    Svg svg =
        new Svg(Charts.WIDTH, top + TITLE + plot + AXIS + 18, "precision over recall by loss")
            .legend(keys, Charts.WIDTH);
    for (int curve = 0; curve < side; curve++) {
      int x = curve * (width + GAP);
      Svg.Scale across = new Svg.Scale(0, 1, x + LEFT, x + width - 6);
      Svg.Scale up = new Svg.Scale(0, 100, top + TITLE + plot, top + TITLE);
      svg.label(x + LEFT, top + 14, "start", "name", recall.curves().get(curve));
      grid(svg, across, up, new double[] {0, 0.25, 0.5, 0.75, 1});
      for (RecallComparison.Row row : recall.rows()) {
        RecallComparison.Band band = row.overClasses(curve);
        if (row.trials().size() > 1) {
          List<double[]> outline = points(band.low(), across, up);
          List<double[]> back = points(band.high(), across, up);
          for (int i = back.size() - 1; i >= 0; i--) {
            outline.add(back.get(i));
          }
          svg.polygon(outline, "band f" + row.index() % Svg.COLOURS);
        }
        svg.curve(points(band.mean(), across, up), row.index());
      }
      svg.label(
          (across.from() + across.to()) / 2, up.from() + AXIS + 12, "middle", "axis", "recall");
    }
    return svg.end();
  }

  private static Figure byClass(
      Comparison comparison,
      RecallComparison recall,
      int curve,
      List<Labelled> classes,
      int judged) {
    List<String> columns = new ArrayList<>(List.of("class", "recall"));
    recall.rows().forEach(row -> columns.add(row.loss()));
    DataTable data = new DataTable(columns.toArray(String[]::new));
    for (Labelled each : classes) {
      List<double[]> curves =
          recall.rows().stream().map(row -> row.ofClass(curve, each.index())).toList();
      for (int i = 0; i < PrecisionRecall.RECALLS; i++) {
        List<Object> cells = new ArrayList<>(List.of(each.name(), PrecisionRecall.recall(i)));
        for (double[] precisions : curves) {
          cells.add(precisions[i]);
        }
        data.row(cells.toArray());
      }
    }
    return new Figure(
        comparison.cell() + "/recall/" + recall.curves().get(curve).replace(' ', '-'),
        "Precision over recall of each class at " + recall.curves().get(curve),
        drawByClass(recall, curve, classes),
        "Mean of the repetitions; the most frequent class first."
            + (classes.size() < judged
                ? " The " + classes.size() + " most frequent of " + judged + " classes."
                : ""),
        data.csv());
  }

  private static String drawByClass(RecallComparison recall, int curve, List<Labelled> classes) {
    List<Svg.Key> keys = keys(recall);
    int top = Svg.legendHeight(keys, Charts.WIDTH);
    int side = Math.min(4, classes.size());
    int width = Math.min(240, (Charts.WIDTH - (side - 1) * GAP) / side);
    int plot = width - LEFT - 6;
    int line = TITLE + plot + AXIS;
    int lines = (classes.size() + side - 1) / side;
    Svg svg =
        new Svg(Charts.WIDTH, top + lines * line + 16, "precision over recall by class and loss")
            .legend(keys, Charts.WIDTH);
    for (int i = 0; i < classes.size(); i++) {
      int x = i % side * (width + GAP);
      int y = top + i / side * line;
      Svg.Scale across = new Svg.Scale(0, 1, x + LEFT, x + width - 6);
      Svg.Scale up = new Svg.Scale(0, 100, y + TITLE + plot, y + TITLE);
      svg.label(
          x + LEFT, y + 14, "start", "class", Charts.shortened(classes.get(i).name(), width / 8));
      grid(svg, across, up, new double[] {0, 0.5, 1});
      for (RecallComparison.Row row : recall.rows()) {
        svg.curve(
            corners(points(row.ofClass(curve, classes.get(i).index()), across, up)), row.index());
      }
    }
    svg.label(LEFT, top + lines * line + 12, "start", "axis", "recall");
    return svg.end();
  }

  private static List<Svg.Key> keys(RecallComparison recall) {
    return recall.rows().stream().map(row -> new Svg.Key(row.index(), row.loss())).toList();
  }

  private static void grid(Svg svg, Svg.Scale across, Svg.Scale up, double[] recalls) {
    for (double tick : new double[] {0, 50, 100}) {
      svg.line(across.from(), up.at(tick), across.to(), up.at(tick), "grid");
      svg.label(across.from() - 6, up.at(tick) + 4, "end", "tick", Positions.label(tick));
    }
    for (double tick : recalls) {
      svg.label(across.at(tick), up.from() + 16, "middle", "tick", Positions.label(tick));
    }
  }

  private static List<double[]> points(double[] precisions, Svg.Scale across, Svg.Scale up) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < precisions.length; i++) {
      points.add(new double[] {across.at(PrecisionRecall.recall(i)), up.at(precisions[i])});
    }
    return points;
  }

  /** Without the points between two of the same height, of which single classes have many. */
  private static List<double[]> corners(List<double[]> points) {
    return IntStream.range(0, points.size())
        .filter(
            i ->
                i == 0
                    || i == points.size() - 1
                    || points.get(i)[1] != points.get(i - 1)[1]
                    || points.get(i)[1] != points.get(i + 1)[1])
        .mapToObj(points::get)
        .toList();
  }
}
