package io.lossbench.core.stats;

import io.lossbench.core.stats.ImageSimulation.Chance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The simulation's tables, as docs/STATISTICS.md has them. */
final class SimulationTables {
  /** Most treatments of a table, the baseline among them. */
  static final int MOST_TREATMENTS = 6;

  static final List<Integer> REPETITIONS = IntStream.rangeClosed(2, 10).boxed().toList();

  private static final List<Integer> SOME_REPETITIONS = List.of(2, 3, 5, 10);

  private static final int MANY = 20_000;
  private static final int SOME = 2_000;
  private static final int FEW = 1_000;

  private SimulationTables() {}

  /**
   * Shares of trials, in percent.
   *
   * @param trials that each share is of
   * @param header of the labels, then of the shares
   */
  record Table(String title, int trials, String words, List<String> header, List<Row> rows) {
    Table {
      header = List.copyOf(header);
      rows = List.copyOf(rows);
    }

    /** All shares, rows x columns, as they are written; takes seconds to minutes. */
    double[][] shares() {
      return rows.stream()
          .map(
              row ->
                  row.shares().stream()
                      .mapToDouble(share -> Math.round(1000 * share.getAsDouble()) / 1000.)
                      .toArray())
          .toArray(double[][]::new);
    }

    /** The shares of a line that was written. */
    double[] numbers(String line) {
      return Arrays.stream(line.split("\\|"))
          .skip(1 + rows.get(0).labels().size())
          .mapToDouble(cell -> Math.round(10 * Double.parseDouble(cell)) / 1000.)
          .toArray();
    }

    String markdown(double[][] shares) {
      String body =
          IntStream.range(0, rows.size())
              .mapToObj(i -> rows.get(i).markdown(shares[i]))
              .collect(Collectors.joining());
      return heading() + "\n" + words + "\n" + top() + body;
    }

    private String heading() {
      return String.format(Locale.ROOT, "### %s\n\n%,d trials a number.\n", title, trials);
    }

    /** Header and rule. */
    String top() {
      return line(header) + "|---".repeat(header.size()) + "|\n";
    }
  }

  /** A line of a table, whose shares are computed when they are asked for. */
  record Row(List<String> labels, List<DoubleSupplier> shares) {
    Row {
      labels = List.copyOf(labels);
      shares = List.copyOf(shares);
    }

    String markdown(double[] computed) {
      return begin()
          + Arrays.stream(computed)
              .mapToObj(SimulationTables::percent)
              .collect(Collectors.joining(" | ", "", " |\n"));
    }

    /** The line up to its first number. */
    String begin() {
      return "| " + String.join(" | ", labels) + " | ";
    }
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  static List<Table> all() {
    return List.of(falseAlarms(), power(), means(), images(), settings());
  }

  static Table falseAlarms() {
    List<Row> rows = new ArrayList<>();
    for (Noise noise : Noise.values()) {
      for (int n : REPETITIONS) {
        rows.add(
            new Row(
                List.of(noise.words(), Integer.toString(n)),
                IntStream.rangeClosed(2, MOST_TREATMENTS)
                    .<DoubleSupplier>mapToObj(
                        treatments -> () -> Simulation.falseAlarms(noise, treatments, n, MANY))
                    .toList()));
      }
    }
    return new Table(
        "False alarms of comparisons with the baseline",
        MANY,
        """
        The chance that some loss is said to differ from the baseline although none does, in percent; declared are 5. It is
        also what the simultaneous intervals lack of 100 % coverage. A true 5.0 is seen as 4.7 to 5.3.
        """,
        List.of("noise", "n", "1 loss", "2", "3", "4", "5"),
        rows);
  }

  static Table power() {
    List<Row> rows = new ArrayList<>();
    for (int treatments : new int[] {3, MOST_TREATMENTS}) {
      for (int n : REPETITIONS) {
        rows.add(
            new Row(
                List.of(Integer.toString(treatments - 1), Integer.toString(n)),
                List.of(
                    () -> Simulation.power(2, treatments, n, MANY),
                    () -> Simulation.powerOfPairs(2, treatments, n, MANY),
                    () -> Simulation.power(4, treatments, n, MANY),
                    () -> Simulation.powerOfPairs(4, treatments, n, MANY))));
      }
    }
    return new Table(
        "What pooling brings",
        MANY,
        """
        The chance, in percent, to find a loss that is better than the baseline by two (four) deviations of the noise of one
        repetition, where noise is normal; beside it the chance if each pair were judged by itself.
        """,
        List.of("losses", "n", "2 deviations", "pair by pair", "4 deviations", "pair by pair"),
        rows);
  }

  static Table means() {
    List<Row> rows = new ArrayList<>();
    for (Noise noise : List.of(Noise.NORMAL, Noise.HEAVY_TAILS, Noise.SKEWED)) {
      for (int n : SOME_REPETITIONS) {
        rows.add(
            new Row(
                List.of(noise.words(), Integer.toString(n)),
                List.of(
                    () -> Simulation.coverageOfMeans(noise, n, SOME),
                    () -> Simulation.coverageOfPredictions(noise, n, SOME),
                    () -> Simulation.falselyReproduced(noise, n, SOME))));
      }
    }
    return new Table(
        "Intervals of one mean, and verdicts on published values",
        SOME,
        """
        Coverage of the interval of a mean and of the interval of a further run, in percent (declared: 95), and the chance that
        a mean exactly at the bound is said to reproduce the value (declared: 2.5). A true 95 is seen as 94.0 to 96.0, a true 2.5
        as 1.8 to 3.2. Exponential noise has its long tail above.
        """,
        List.of("noise", "n", "mean", "further run", "falsely reproduced"),
        rows);
  }

  static Table images() {
    List<Row> rows = new ArrayList<>();
    for (int images : new int[] {100, 400}) {
      for (double ofLoss : new double[] {0, .3}) {
        for (double ofNetwork : new double[] {0, .1}) {
          rows.add(
              new Row(
                  List.of(
                      Integer.toString(images),
                      ofLoss > 0 ? "yes" : "no",
                      ofNetwork > 0 ? "yes" : "no"),
                  Arrays.stream(Chance.values())
                      .<DoubleSupplier>map(
                          chance ->
                              () ->
                                  ImageSimulation.coverage(chance, images, ofLoss, ofNetwork, FEW))
                      .toList()));
        }
      }
    }
    return new Table(
        "Other seeds and other test images",
        FEW,
        """
        Coverage in percent (declared: 95) of intervals of a difference in mAP between two losses that are equally good, 3
        repetitions each, 5 classes of which each is on a tenth of the images, 400 draws, where every trial has new networks
        and new images. *Images suit a loss*: what one loss finds easy is hard for the other. *Seeds matter*: networks of one
        loss differ in quality. A true 95 is seen as 93.6 to 96.4.
        """,
        List.of("test images", "images suit a loss", "seeds matter", "seeds", "images", "both"),
        rows);
  }

  static Table settings() {
    List<Row> rows = new ArrayList<>();
    for (int settings : new int[] {1, 2, 3, 5, 10}) {
      for (int n : SOME_REPETITIONS) {
        List<DoubleSupplier> shares = new ArrayList<>();
        for (int spread : new int[] {0, 1, 3}) {
          shares.add(() -> Simulation.coverageOfGain(settings, n, spread, FEW));
        }
        for (int spread : new int[] {0, 1, 3}) {
          shares.add(() -> Simulation.coverageOfImprovement(settings, n, spread, FEW));
        }
        rows.add(new Row(List.of(Integer.toString(settings), Integer.toString(n)), shares));
      }
    }
    return new Table(
        "Summaries over settings",
        FEW,
        """
        Coverage in percent (declared: 95) of the intervals of the interquartile mean of the differences and of the chance to
        be better, where the settings' own differences are spread by so many deviations of the noise around 0. A true 95 is
        seen as 93.6 to 96.4.
        """,
        List.of("settings", "n", "gain, 0", "1", "3", "chance to be better, 0", "1", "3"),
        rows);
  }
}
