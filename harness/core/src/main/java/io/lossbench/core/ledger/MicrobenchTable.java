package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** Measurements of lossbench itself as an RFC 4180 table, with what they were made on. */
public final class MicrobenchTable {
  private static final String[] COLUMNS = {
    "schema_version",
    "benchmark",
    "parameters",
    "score",
    "error",
    "unit",
    "samples",
    "lossbench",
    "engine",
    "device",
    "device_model",
    "architecture",
    "threads",
    "finished",
    "host",
    "os",
    "jdk"
  };

  private MicrobenchTable() {}

  /**
   * One measurement.
   *
   * @param error half of the 99.9 % interval of the mean, as JMH gives it; NaN for one sample
   */
  public record Row(
      String benchmark,
      String parameters,
      double score,
      double error,
      String unit,
      long samples,
      Provenance provenance) {}

  public static void write(Path file, List<Row> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer =
        new CSVPrinter(text, CSVFormat.RFC4180.builder().setHeader(COLUMNS).get())) {
      for (Row row : rows) {
        Provenance.Terms terms = row.provenance().comparable();
        Provenance.Varying varying = row.provenance().varying();
        printer.printRecord(
            TrialRecord.SCHEMA_VERSION,
            row.benchmark(),
            row.parameters(),
            row.score(),
            row.error(),
            row.unit(),
            row.samples(),
            terms.lossbench(),
            terms.engine(),
            terms.device(),
            terms.deviceModel(),
            terms.architecture(),
            terms.threads(),
            varying.finished(),
            varying.host(),
            varying.os(),
            varying.jdk());
      }
    }
    DurableFile.write(file, text.toString());
  }

  /**
   * Reads a table back.
   *
   * @throws HarnessException if it is not one of ours
   */
  public static List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    try (CSVParser parser =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(Files.newBufferedReader(file))) {
      for (CSVRecord row : parser) {
        rows.add(
            new Row(
                row.get("benchmark"),
                row.get("parameters"),
                Double.parseDouble(row.get("score")),
                Double.parseDouble(row.get("error")),
                row.get("unit"),
                Long.parseLong(row.get("samples")),
                new Provenance(
                    new Provenance.Terms(
                        row.get("lossbench"),
                        row.get("engine"),
                        row.get("device"),
                        row.get("device_model"),
                        row.get("architecture"),
                        Integer.parseInt(row.get("threads"))),
                    new Provenance.Varying(
                        "", row.get("finished"), row.get("host"), row.get("os"), row.get("jdk")))));
      }
      return rows;
    } catch (IOException | IllegalArgumentException e) {
      throw new HarnessException("cannot read the measurements " + file, e);
    }
  }
}
