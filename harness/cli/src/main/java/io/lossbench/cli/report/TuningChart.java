package io.lossbench.cli.report;

import io.lossbench.core.analysis.Tuning;
import java.util.ArrayList;
import java.util.List;

/**
 * The best value on validation images so far by the number of tuning trials, a step curve a loss.
 */
final class TuningChart {
  private static final int HEIGHT = 260;
  private static final int LEFT = 52;
  private static final int RIGHT = Charts.WIDTH - 16;

  private TuningChart() {}

  static Figure bestSoFar(String id, Tuning tuning) {
    DataTable data = new DataTable("loss", "trials", tuning.metric());
    for (Tuning.Search search : tuning.searches()) {
      search.curve().forEach(point -> data.row(search.loss(), point.trials(), point.best()));
    }
    return new Figure(
        id,
        "Best so far on validation images",
        draw(tuning),
        tuning.metric()
            + " of the best configuration after so many tuning trials. Only trainings of full length"
            + " count as values; shorter ones of earlier rungs count as trials.",
        data.csv());
  }

  private static String draw(Tuning tuning) {
    List<Tuning.Search> searches = tuning.searches();
    List<Tuning.Point> all = searches.stream().flatMap(each -> each.curve().stream()).toList();
    if (all.isEmpty()) {
      return "";
    }
    List<Svg.Key> keys = Svg.Key.of(searches.stream().map(Tuning.Search::loss).toList());
    int top = Svg.legendHeight(keys, Charts.WIDTH);
    int height = top + HEIGHT;
    int bottom = height - 40;
    int last = all.stream().mapToInt(Tuning.Point::trials).max().orElse(1);
    Svg.Scale x = new Svg.Scale(0, Math.max(2, last), LEFT, RIGHT);
    Svg.Scale y =
        Svg.Scale.over(all.stream().mapToDouble(Tuning.Point::best).toArray(), bottom, top + 12);
    Svg svg =
        new Svg(Charts.WIDTH, height, tuning.metric() + " of the best configuration by trials")
            .legend(keys, Charts.WIDTH);
    svg.rows(y, LEFT, RIGHT).wholeNumbers(x, bottom);
    svg.label((LEFT + Charts.WIDTH) / 2.0, height - 4, "middle", "axis", "tuning trials");
    for (int i = 0; i < searches.size(); i++) {
      List<Tuning.Point> curve = searches.get(i).curve();
      List<double[]> steps = new ArrayList<>();
      for (Tuning.Point point : curve) {
        if (!steps.isEmpty()) {
          steps.add(new double[] {x.at(point.trials()), steps.get(steps.size() - 1)[1]});
        }
        steps.add(new double[] {x.at(point.trials()), y.at(point.best())});
      }
      if (!curve.isEmpty()) {
        svg.curve(steps, i);
        Tuning.Point end = curve.get(curve.size() - 1);
        String title = searches.get(i).loss() + ": " + Numbers.two(end.best());
        svg.mark(x.at(end.trials()), y.at(end.best()), i, title);
      }
    }
    return svg.end();
  }
}
