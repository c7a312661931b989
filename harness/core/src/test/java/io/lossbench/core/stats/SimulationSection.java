package io.lossbench.core.stats;

import io.lossbench.core.stats.SimulationTables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The part of docs/STATISTICS.md that the simulation writes, and the plots beside it.
 *
 * @param shares of each of {@link SimulationTables#all}, rows x columns, to a tenth of a percent
 */
record SimulationSection(List<double[][]> shares) {
  private static final Path DOCUMENT = Path.of("../../docs/STATISTICS.md");
  private static final Path PLOTS = Path.of("../../docs/simulation");
  private static final String BEGIN = "<!-- simulation -->\n";
  private static final String END = "<!-- /simulation -->";

  SimulationSection {
    shares = List.copyOf(shares);
  }

  /** All cells, which takes minutes. */
  static SimulationSection simulated() {
    return new SimulationSection(SimulationTables.all().stream().map(Table::shares).toList());
  }

  /** The numbers of a text that was written before. */
  static SimulationSection of(String text) {
    List<double[][]> shares = new ArrayList<>();
    int from = 0;
    for (Table table : SimulationTables.all()) {
      from = text.indexOf(table.top(), from) + table.top().length();
      shares.add(
          text.substring(from)
              .lines()
              .limit(table.rows().size())
              .map(table::numbers)
              .toArray(double[][]::new));
    }
    return new SimulationSection(shares);
  }

  /** What the document has. */
  static String committed() throws IOException {
    String document = Files.readString(DOCUMENT);
    return document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
  }

  static String committedPlot(String file) throws IOException {
    return Files.readString(PLOTS.resolve(file));
  }

  void write() throws IOException {
    String document = Files.readString(DOCUMENT);
    Files.writeString(
        DOCUMENT,
        document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
            + text()
            + document.substring(document.indexOf(END)));
    Files.createDirectories(PLOTS);
    for (Map.Entry<String, SimulationPlot> plot : plots().entrySet()) {
      Files.writeString(PLOTS.resolve(plot.getKey()), plot.getValue().svg());
    }
  }

  String text() {
    List<Table> tables = SimulationTables.all();
    Stream<String> written =
        IntStream.range(0, tables.size()).mapToObj(i -> tables.get(i).markdown(shares.get(i)));
    Stream<String> drawn =
        plots().entrySet().stream()
            .map(plot -> "![" + plot.getValue().title() + "](simulation/" + plot.getKey() + ")\n");
    return String.join("\n", Stream.concat(drawn, written).toList());
  }

  /** By file name. */
  Map<String, SimulationPlot> plots() {
    Map<String, SimulationPlot> plots = new LinkedHashMap<>();
    plots.put("false-alarms-2.svg", falseAlarms(shares.get(0), 2));
    plots.put("false-alarms-5.svg", falseAlarms(shares.get(0), 5));
    plots.put("power.svg", power(shares.get(1)));
    return plots;
  }

  /** Rows are noise by noise, and in each by repetitions; the first column is that of one loss. */
  private static SimulationPlot falseAlarms(double[][] shares, int losses) {
    SimulationPlot plot =
        new SimulationPlot(
            "False alarms, baseline and " + losses + " losses (declared: 5 %)", .12, .05);
    for (Noise noise : Noise.values()) {
      plot.add(noise.words(), column(shares, noise.ordinal(), losses - 1));
    }
    return plot;
  }

  private static SimulationPlot power(double[][] shares) {
    SimulationPlot plot =
        new SimulationPlot("Chance to find a difference of 2 deviations (wanted: 80 %)", 1, .8);
    plot.add("2 losses, pooled where spreads agree", column(shares, 0, 0));
    plot.add("2 losses, pair by pair", column(shares, 0, 1));
    plot.add("5 losses, pooled where spreads agree", column(shares, 1, 0));
    plot.add("5 losses, pair by pair", column(shares, 1, 1));
    return plot;
  }

  private static List<Double> column(double[][] shares, int block, int column) {
    int lines = SimulationTables.REPETITIONS.size();
    return IntStream.range(block * lines, (block + 1) * lines)
        .mapToObj(row -> shares[row][column])
        .toList();
  }
}
