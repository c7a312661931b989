package io.lossbench.cli;

import io.lossbench.core.ledger.TrialTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The program as tests call it: in this process through its streams, or as a process of its own.
 */
record Cli(int code, String out, String err) {
  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Cli(code, out.toString(), err.toString());
  }

  /** A process that runs the program from the repository's folder, as the launcher starts it. */
  static ProcessBuilder process(Path log, List<String> jvmArguments, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmArguments);
    command.addAll(
        List.of(
            "-Dlossbench.home=" + REPOSITORY,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
  }

  /** Trials of well under a second after the engine's start. */
  static Path tinySuite(Path folder, String name, int epochs, String... losses) throws IOException {
    StringBuilder suite =
        new StringBuilder(
            """
            suite: %s
            seed: 3
            repetitions: 1
            datasets:
              tiny: {from: generated-scenes, set: {size: 16, classes: 6, train: 192, test: 64}}
            backbones:
              small: {type: resnet20, image-size: 16}
            train:
              epochs: %d
              batch-size: 16
              ema: 0.9
              augment: [{cutout: 0.5}, {horizontal-flip: 0.5}]
            losses:
            """
                .formatted(name, epochs));
    for (String loss : losses) {
      suite.append("  ").append(loss).append(": {type: ").append(loss).append("}\n");
    }
    return Files.writeString(folder.resolve(name + ".yaml"), suite);
  }

  static List<CSVRecord> table(Path file) throws IOException {
    try (CSVParser parser =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(Files.newBufferedReader(file))) {
      return parser.getRecords();
    }
  }

  /** The rows of trials.csv without what differs from run to run. */
  static List<Map<String, String>> comparable(Path table) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (CSVRecord record : table(table)) {
      Map<String, String> row = new TreeMap<>(record.toMap());
      row.keySet().removeAll(TrialTable.VARYING_COLUMNS);
      rows.add(row);
    }
    return rows;
  }
}
