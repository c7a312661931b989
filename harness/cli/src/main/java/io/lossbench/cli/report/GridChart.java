package io.lossbench.cli.report;

import io.lossbench.core.analysis.SettingGrid;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Heat maps of the metric over two settings, those of the same settings in one figure. */
final class GridChart {
  private static final int TITLE = 24;
  private static final int LEFT = 64;
  private static final int CELL = 36;
  private static final int BELOW = 44;
  private static final int GAP = 20;
  private static final int FEW_COLUMNS = 5;
  private static final int NARROW_CELL = 52;

  private GridChart() {}

  /** One figure for each two settings in one place. */
  static List<Figure> of(List<SettingGrid> grids, Metric.Direction better) {
    Map<String, List<SettingGrid>> figures = new LinkedHashMap<>();
    for (SettingGrid grid : grids) {
      figures.computeIfAbsent(id(grid), key -> new ArrayList<>()).add(grid);
    }
    List<Figure> made = new ArrayList<>();
    figures.forEach((id, panels) -> made.add(figure(id, panels, better)));
    return made;
  }

  private static String id(SettingGrid grid) {
    String place = MarginalChart.place(grid.place(), "/");
    return grid.isOfLoss()
        ? place + "/grid/" + grid.downName() + "/" + grid.acrossName()
        : "grid/" + grid.down() + "/" + grid.across() + "/" + place;
  }

  private static Figure figure(String id, List<SettingGrid> panels, Metric.Direction better) {
    SettingGrid first = panels.get(0);
    String title =
        first.metric()
            + " over "
            + first.downName()
            + " and "
            + first.acrossName()
            + (first.isOfLoss() ? "" : MarginalChart.alone(first.place()));
    return new Figure(
        id,
        title,
        draw(panels, title, better),
        "Mean over the repetitions, and half of its 95 % interval; the best mean is framed. The"
            + " best of many is partly so by chance."
            + (first.isOfLoss()
                ? ""
                : " Measured on " + MarginalChart.place(first.place(), ", ") + "."),
        data(panels));
  }

  private static String data(List<SettingGrid> panels) {
    SettingGrid first = panels.get(0);
    DataTable data =
        new DataTable(
            "loss", first.down(), first.across(), "n", first.metric(), "sd", "low_95", "high_95");
    for (SettingGrid grid : panels) {
      for (int r = 0; r < grid.rows().size(); r++) {
        for (int c = 0; c < grid.columns().size(); c++) {
          Optional<Summary> cell = grid.cells().get(r).get(c);
          if (cell.isPresent()) {
            data.row(
                grid.label(),
                grid.rows().get(r),
                grid.columns().get(c),
                cell.get().n(),
                cell.get().mean(),
                cell.get().deviation(),
                cell.get().interval().low(),
                cell.get().interval().high());
          }
        }
      }
    }
    return data.csv();
  }

  private static String draw(List<SettingGrid> panels, String title, Metric.Direction better) {
    boolean two =
        panels.size() > 1 && panels.stream().allMatch(each -> each.columns().size() <= FEW_COLUMNS);
    int side = two ? 2 : 1;
    int width = (Charts.WIDTH - (side - 1) * GAP) / side;
    int height = 0;
    for (int i = 0; i < panels.size(); i += side) {
      height += lineHeight(panels, i, side);
    }
    double[] range = range(panels);
    Svg svg = new Svg(Charts.WIDTH, height, title);
    int top = 0;
    for (int i = 0; i < panels.size(); i += side) {
      for (int j = i; j < Math.min(panels.size(), i + side); j++) {
        panel(svg, panels.get(j), (j - i) * (width + GAP), top, width, range, better);
      }
      top += lineHeight(panels, i, side);
    }
    return svg.end();
  }

  private static int lineHeight(List<SettingGrid> panels, int from, int side) {
    int rows =
        panels.subList(from, Math.min(panels.size(), from + side)).stream()
            .mapToInt(grid -> grid.rows().size())
            .max()
            .orElse(0);
    return TITLE + CELL * rows + BELOW;
  }

  private static double[] range(List<SettingGrid> panels) {
    double[] means =
        panels.stream()
            .flatMap(grid -> grid.cells().stream())
            .flatMap(List::stream)
            .flatMap(Optional::stream)
            .mapToDouble(Summary::mean)
            .sorted()
            .toArray();
    return new double[] {means[0], means[means.length - 1]};
  }

  private static void panel(
      Svg svg, SettingGrid grid, int x, int y, int width, double[] range, Metric.Direction better) {
    double cell = (width - LEFT) / (double) grid.columns().size();
    double best = grid.best(better);
    svg.label(
        x + Math.max(LEFT, 8 * grid.downName().length() + 24),
        y + 14,
        "start",
        "name",
        grid.label());
    for (int r = 0; r < grid.rows().size(); r++) {
      double top = y + TITLE + CELL * (grid.rows().size() - 1 - r);
      svg.label(
          x + LEFT - 8, top + CELL / 2.0 + 4, "end", "tick", Positions.label(grid.rows().get(r)));
      for (int c = 0; c < grid.columns().size(); c++) {
        Optional<Summary> summary = grid.cells().get(r).get(c);
        if (summary.isPresent()) {
          cell(svg, summary.get(), x + LEFT + cell * c, top, cell, range, best);
        }
      }
    }
    double bottom = y + TITLE + CELL * grid.rows().size();
    for (int c = 0; c < grid.columns().size(); c++) {
      svg.label(
          x + LEFT + cell * (c + 0.5),
          bottom + 16,
          "middle",
          "tick",
          Positions.label(grid.columns().get(c)));
    }
    svg.label(
        x + LEFT + (width - LEFT) / 2.0, bottom + 34, "middle", "axis", grid.acrossName() + " →");
    svg.label(x, y + 14, "start", "axis", grid.downName() + " ↑");
  }

  private static void cell(
      Svg svg, Summary summary, double x, double y, double width, double[] range, double best) {
    double mean = summary.mean();
    double span = range[1] - range[0];
    svg.shade(x + 1, y + 1, width - 2, CELL - 2, span > 0 ? (mean - range[0]) / span : 0);
    double half = summary.interval().high() - mean;
    boolean both = width >= NARROW_CELL && !Double.isNaN(half);
    svg.label(x + width / 2, y + CELL / 2.0 + (both ? -1 : 4), "middle", "name", Numbers.two(mean));
    if (both) {
      svg.label(x + width / 2, y + CELL / 2.0 + 12, "middle", "small", "± " + Numbers.two(half));
    }
    if (mean == best) {
      svg.rectangle(x + 1.5, y + 1.5, width - 3, CELL - 3, "frame");
    }
  }
}
