package io.lossbench.cli.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.lossbench.core.check.History;
import io.lossbench.core.check.History.Entry;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.stats.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A history as sentences and charts: what {@code history show} prints and writes. */
public record HistoryPage(List<Series> series) {
  public HistoryPage {
    series = List.copyOf(series);
  }

  /**
   * One line of the history.
   *
   * @param latest a sentence on where it stands
   * @param steps a sentence on each lasting change of metric and speed
   */
  public record Series(String name, String latest, List<String> steps, List<Figure> charts) {
    public Series {
      steps = List.copyOf(steps);
      charts = List.copyOf(charts);
    }
  }

  /** A quantity that is followed. */
  private record Quantity(String name, int digits, ToDoubleFunction<Entry> value) {}

  public static HistoryPage of(History history) {
    return new HistoryPage(
        history.series().entrySet().stream()
            .map(each -> series(each.getKey(), each.getValue()))
            .toList());
  }

  private static Series series(String name, List<Entry> entries) {
    Entry last = entries.get(entries.size() - 1);
    Quantity metric = new Quantity(last.metric(), 2, Entry::mean);
    Quantity speed =
        Double.isNaN(last.imagesPerKernel())
            ? new Quantity("training images per second", 1, Entry::imagesPerSecond)
            : new Quantity("training images per calibration kernel", 3, Entry::imagesPerKernel);
    List<String> sentences = new ArrayList<>();
    List<Figure> charts = new ArrayList<>();
    for (Quantity quantity : List.of(metric, speed)) {
      List<Entry> known =
          entries.stream()
              .filter(entry -> Double.isFinite(quantity.value().applyAsDouble(entry)))
              .toList();
      Steps steps = Steps.of(known.stream().mapToDouble(quantity.value()).toArray());
      for (int i = 1; i < steps.starts().size(); i++) {
        sentences.add(
            sentence(
                quantity,
                known.get(steps.starts().get(i)),
                steps.levels().get(i - 1),
                steps.levels().get(i)));
      }
      if (!known.isEmpty()) {
        List<HistoryChart.Point> points = points(quantity, known, quantity.equals(metric));
        charts.add(
            new Figure(
                (name + "/" + quantity.name()).replace(' ', '-'),
                quantity.name() + " by commit",
                HistoryChart.draw(quantity.name(), points, steps),
                "",
                data(quantity, points)));
      }
    }
    return new Series(name, latest(entries, metric, speed), sentences, charts);
  }

  private static String data(Quantity quantity, List<HistoryChart.Point> points) {
    DataTable data = new DataTable("commit", quantity.name(), "low_95", "high_95");
    points.forEach(each -> data.row(each.commit(), each.value(), each.low(), each.high()));
    return data.csv();
  }

  private static List<HistoryChart.Point> points(
      Quantity quantity, List<Entry> entries, boolean hasInterval) {
    return entries.stream()
        .map(
            entry ->
                new HistoryChart.Point(
                    entry.commit(),
                    quantity.value().applyAsDouble(entry),
                    hasInterval ? entry.low() : Double.NaN,
                    hasInterval ? entry.high() : Double.NaN))
        .toList();
  }

  private static String latest(List<Entry> entries, Quantity metric, Quantity speed) {
    Entry last = entries.get(entries.size() - 1);
    return entries.size()
        + (entries.size() == 1 ? " commit" : " commits")
        + "; at "
        + last.commit()
        + " "
        + Numbers.two(last.mean())
        + " "
        + metric.name()
        + (Double.isNaN(last.low()) ? "" : " (" + Numbers.interval(last.low(), last.high()) + ")")
        + ", "
        + Numbers.fixed(speed.value().applyAsDouble(last), speed.digits())
        + " "
        + speed.name();
  }

  private static String sentence(Quantity quantity, Entry at, double before, double after) {
    return quantity.name()
        + " stepped at "
        + at.commit()
        + " from "
        + Numbers.fixed(before, quantity.digits())
        + " to "
        + Numbers.fixed(after, quantity.digits())
        + String.format(Locale.ROOT, " (%+.1f %%)", 100 * (after - before) / before);
  }

  /** One HTML file that needs no network. */
  public String html() {
    StringOutput html = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render("history.jte", this, html);
    return PrintableText.of(html.toString());
  }
}
