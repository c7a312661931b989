package io.lossbench.core.analysis;

import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The primary metric over two numeric settings that a suite varies together, everything else equal.
 *
 * @param down the setting of the rows, as a dotted path
 * @param across that of the columns
 * @param label the loss, and what tells it from others of the same settings
 * @param cells summary over the repetitions by row and column; empty where nothing was measured
 */
public record SettingGrid(
    String down,
    String across,
    String label,
    Place place,
    String metric,
    List<Double> rows,
    List<Double> columns,
    List<List<Optional<Summary>>> cells) {

  public SettingGrid {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    cells = cells.stream().map(List::copyOf).toList();
  }

  /** Whether both settings are of losses, so that the grid lies in one comparison. */
  public boolean isOfLoss() {
    return Variant.isOfLoss(down) && Variant.isOfLoss(across);
  }

  public String downName() {
    return Variant.name(down);
  }

  public String acrossName() {
    return Variant.name(across);
  }

  /** The best mean of the cells. */
  public double best(Metric.Direction better) {
    double best = Double.NaN;
    for (List<Optional<Summary>> row : cells) {
      for (Optional<Summary> cell : row) {
        double mean = cell.map(Summary::mean).orElse(Double.NaN);
        if (Double.isNaN(best) || better.gain(mean, best) > 0) {
          best = mean;
        }
      }
    }
    return best;
  }

  /** One for each two settings that were varied together, and not just one after the other. */
  public static List<SettingGrid> of(List<Comparison> comparisons) {
    List<Variant> variants = Variant.of(comparisons);
    List<String> varied = Variant.varied(variants);
    List<SettingGrid> grids = new ArrayList<>();
    for (int i = 0; i < varied.size(); i++) {
      for (int j = i + 1; j < varied.size(); j++) {
        grids.addAll(of(variants, varied.get(i), varied.get(j)));
      }
    }
    return grids;
  }

  private static List<SettingGrid> of(List<Variant> variants, String down, String across) {
    Map<Map<String, Object>, List<Variant>> families = new LinkedHashMap<>();
    for (Variant variant : variants) {
      if (!Double.isNaN(variant.number(down)) && !Double.isNaN(variant.number(across))) {
        families
            .computeIfAbsent(variant.without(List.of(down, across)), rest -> new ArrayList<>())
            .add(variant);
      }
    }
    List<List<Variant>> grids =
        families.values().stream().filter(family -> isGrid(family, down, across)).toList();
    List<String> apart =
        Variant.tellApart(
            grids.stream().map(grid -> grid.get(0)).toList(), List.of(down, across, "loss.type"));
    List<SettingGrid> made = new ArrayList<>();
    for (int i = 0; i < grids.size(); i++) {
      Variant first = grids.get(i).get(0);
      String loss =
          Variant.isOfLoss(down) || Variant.isOfLoss(across)
              ? first.lossType() + (apart.get(i).isEmpty() ? "" : ", " + apart.get(i))
              : first.row().loss();
      made.add(grid(grids.get(i), down, across, loss));
    }
    return made;
  }

  /** Whether there is more than a row and a column that cross. */
  private static boolean isGrid(List<Variant> family, String down, String across) {
    long rows = family.stream().map(each -> each.number(down)).distinct().count();
    long columns = family.stream().map(each -> each.number(across)).distinct().count();
    long cells =
        family.stream()
            .map(each -> List.of(each.number(down), each.number(across)))
            .distinct()
            .count();
    return rows > 1 && columns > 1 && cells == family.size() && cells > rows + columns - 1;
  }

  private static SettingGrid grid(List<Variant> family, String down, String across, String label) {
    TreeSet<Double> rows = new TreeSet<>();
    TreeSet<Double> columns = new TreeSet<>();
    for (Variant variant : family) {
      rows.add(variant.number(down));
      columns.add(variant.number(across));
    }
    List<List<Optional<Summary>>> cells = new ArrayList<>();
    for (double row : rows) {
      List<Optional<Summary>> line = new ArrayList<>();
      for (double column : columns) {
        line.add(
            family.stream()
                .filter(each -> each.number(down) == row && each.number(across) == column)
                .map(each -> each.row().summary())
                .findFirst());
      }
      cells.add(line);
    }
    return new SettingGrid(
        down,
        across,
        label,
        Place.of(family),
        family.get(0).comparison().metric(),
        List.copyOf(rows),
        List.copyOf(columns),
        cells);
  }
}
