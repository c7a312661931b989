package io.lossbench.core.stats;

import io.lossbench.core.stats.AcrossSettings.Advantage;
import io.lossbench.core.stats.ImageSimulation.Chance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The simulation's tables as Markdown, and its plots by file name. */
final class SimulationTables {
  private static final int TABLES = 20_000;
  private static final int FEWER = 1_000;
  private static final int MOST_TREATMENTS = 6;
  private static final int[] REPETITIONS = IntStream.rangeClosed(2, 10).toArray();

  private final StringBuilder markdown = new StringBuilder();
  private final Map<String, String> plots = new LinkedHashMap<>();

  SimulationTables() {
    falseAlarms();
    power();
    means();
    images();
    settings();
  }

  String markdown() {
    return markdown.toString();
  }

  Map<String, String> plots() {
    return plots;
  }

  private void falseAlarms() {
    heading("False alarms of comparisons with the baseline", TABLES);
    markdown.append(
        """
        The chance that some loss is said to differ from the baseline although none does, in percent; declared are 5. It is
        also what the simultaneous intervals lack of 100 % coverage.

        """);
    List<SimulationPlot> figures =
        List.of(
            new SimulationPlot("False alarms, baseline and 2 losses (declared: 5 %)", .16, .05),
            new SimulationPlot("False alarms, baseline and 5 losses (declared: 5 %)", .16, .05));
    header("noise", "n", "1 loss", "2", "3", "4", "5");
    for (Noise noise : Noise.values()) {
      double[][] shares = new double[REPETITIONS.length][MOST_TREATMENTS + 1];
      for (int i = 0; i < REPETITIONS.length; i++) {
        int n = REPETITIONS[i];
        List<String> cells = new ArrayList<>(List.of(noise.words(), Integer.toString(n)));
        for (int treatments = 2; treatments <= MOST_TREATMENTS; treatments++) {
          shares[i][treatments] = Simulation.falseAlarms(noise, treatments, n, TABLES);
          cells.add(percent(shares[i][treatments]));
        }
        row(cells);
      }
      for (int figure = 0; figure < 2; figure++) {
        int treatments = figure == 0 ? 3 : MOST_TREATMENTS;
        figures
            .get(figure)
            .add(
                noise.words(),
                REPETITIONS[0],
                IntStream.range(0, REPETITIONS.length)
                    .mapToObj(i -> shares[i][treatments])
                    .toList());
      }
    }
    plots.put("false-alarms-2.svg", figures.get(0).svg());
    plots.put("false-alarms-5.svg", figures.get(1).svg());
  }

  private void power() {
    heading("What pooling brings", TABLES);
    markdown.append(
        """
        The chance, in percent, to find a loss that is better than the baseline by two (four) deviations of the noise of one
        repetition, where noise is normal; in parentheses, if each pair were judged by itself.

        """);
    SimulationPlot plot =
        new SimulationPlot("Chance to find a difference of 2 deviations, 2 losses", 1, .8);
    header("n", "2, of 2 losses", "4, of 2 losses", "2, of 5 losses", "4, of 5 losses");
    List<Double> pooled = new ArrayList<>();
    List<Double> pairs = new ArrayList<>();
    for (int n : REPETITIONS) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(n)));
      for (int treatments : new int[] {3, MOST_TREATMENTS}) {
        for (int difference : new int[] {2, 4}) {
          double found = Simulation.power(difference, treatments, n, TABLES);
          double alone = Simulation.powerOfPairs(difference, treatments, n, TABLES);
          cells.add(percent(found) + " (" + percent(alone) + ")");
          if (treatments == 3 && difference == 2) {
            pooled.add(found);
            pairs.add(alone);
          }
        }
      }
      row(cells);
    }
    plot.add("pooled where spreads agree", REPETITIONS[0], pooled);
    plot.add("pair by pair", REPETITIONS[0], pairs);
    plots.put("power.svg", plot.svg());
  }

  private void means() {
    heading("Intervals of one mean, and verdicts on published values", TABLES);
    markdown.append(
        """
        Coverage of the interval of a mean and of the interval of a further run, in percent (declared: 95), and the chance that a
        mean exactly at the bound is said to reproduce the value (declared: 2.5).

        """);
    header("noise", "n", "mean", "further run", "falsely reproduced");
    for (Noise noise : List.of(Noise.NORMAL, Noise.HEAVY_TAILS, Noise.SKEWED)) {
      for (int n : new int[] {2, 3, 5, 10}) {
        row(
            List.of(
                noise.words(),
                Integer.toString(n),
                percent(Simulation.coverageOfMeans(noise, n, TABLES)),
                percent(Simulation.coverageOfPredictions(noise, n, TABLES)),
                percent(Simulation.falselyReproduced(noise, n, TABLES))));
      }
    }
  }

  private void images() {
    heading("Other seeds and other test images", FEWER);
    markdown.append(
        """
        Coverage in percent (declared: 95) of intervals of a difference in mAP between two losses that are equally good, 3
        repetitions each, 5 classes of which each is on a tenth of the images, 400 draws. *Images suit a loss*: what one loss finds
        easy is hard for the other. *Seeds matter*: networks of one loss differ in quality.

        """);
    header("test images", "images suit a loss", "seeds matter", "seeds", "images", "both");
    for (int images : new int[] {100, 400, 1600}) {
      for (double ofLoss : new double[] {0, .3}) {
        for (double ofNetwork : new double[] {0, .1}) {
          List<String> cells =
              new ArrayList<>(
                  List.of(
                      Integer.toString(images),
                      ofLoss > 0 ? "yes" : "no",
                      ofNetwork > 0 ? "yes" : "no"));
          for (Chance chance : Chance.values()) {
            cells.add(percent(ImageSimulation.coverage(chance, images, ofLoss, ofNetwork, FEWER)));
          }
          row(cells);
        }
      }
    }
  }

  private void settings() {
    heading("Summaries over settings", FEWER);
    markdown.append(
        """
        Coverage in percent (declared: 95) of the intervals of the interquartile mean of the differences and of the chance to be
        better, where the settings' own differences are spread by so many deviations of the noise around 0.

        """);
    header("settings", "n", "gain, spread 0", "1", "3", "chance to be better, spread 0", "1", "3");
    for (int settings : new int[] {1, 2, 3, 5, 10}) {
      for (int n : new int[] {2, 3, 5, 10}) {
        int count = settings;
        List<String> cells =
            new ArrayList<>(List.of(Integer.toString(settings), Integer.toString(n)));
        IntFunction<String> gain =
            spread ->
                percent(
                    Simulation.coverageAcross(count, n, spread, FEWER, 0, Advantage::gainInterval));
        IntFunction<String> improvement =
            spread ->
                percent(
                    Simulation.coverageAcross(
                        count, n, spread, FEWER, .5, Advantage::improvementInterval));
        for (IntFunction<String> column : List.of(gain, improvement)) {
          for (int spread : new int[] {0, 1, 3}) {
            cells.add(column.apply(spread));
          }
        }
        row(cells);
      }
    }
  }

  private void heading(String title, int trials) {
    markdown.append(
        String.format(Locale.ROOT, "%n### %s%n%n%,d trials a number.%n", title, trials));
  }

  private void header(String... cells) {
    row(List.of(cells));
    markdown.append("|---".repeat(cells.length)).append("|\n");
  }

  private void row(List<String> cells) {
    markdown.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
