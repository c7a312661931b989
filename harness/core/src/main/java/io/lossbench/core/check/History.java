package io.lossbench.core.check;

import io.lossbench.core.HarnessException;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.SpreadsheetCell;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.provenance.Calibration;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Metric and speed of losses by commit: a CSV file to which rows are added and of which none is
 * changed.
 *
 * @param entries in the order in which they were added
 */
public record History(List<Entry> entries) {
  private static final int SCHEMA_VERSION = 1;
  private static final Pattern COMMIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}");
  private static final String[] HEADER = {
    "schema_version",
    "commit",
    "added",
    "suite",
    "dataset",
    "backbone",
    "loss",
    "weights",
    "metric",
    "n",
    "mean",
    "low",
    "high",
    "images_per_second",
    "images_per_kernel",
    "device",
    "threads"
  };

  public History {
    entries = List.copyOf(entries);
  }

  /**
   * A loss at a commit.
   *
   * @param added when it was added, ISO 8601 in UTC
   * @param n repetitions
   * @param mean of the primary metric over the repetitions, in percent
   * @param low of the mean's 95 % interval; NaN for one repetition
   * @param imagesPerSecond mean training throughput
   * @param imagesPerKernel the same in the time of a calibration kernel; NaN if none was measured
   * @param device processor or graphics card
   */
  public record Entry(
      String commit,
      String added,
      String suite,
      String dataset,
      String backbone,
      String loss,
      WeightsKind weights,
      String metric,
      int n,
      double mean,
      double low,
      double high,
      double imagesPerSecond,
      double imagesPerKernel,
      String device,
      int threads) {
    public Entry {
      if (!COMMIT.matcher(commit).matches()) {
        throw new IllegalArgumentException("'" + commit + "' is no name of a commit");
      }
    }

    /** What entries of one line have in common. */
    public String series() {
      return suite
          + "/"
          + dataset
          + "/"
          + backbone
          + "/"
          + loss
          + ", "
          + weights
          + " "
          + metric
          + ", "
          + device
          + ", "
          + threads
          + (threads == 1 ? " thread" : " threads");
    }
  }

  /** Whether a text can name a commit. */
  public static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  /** Entries by series, in the order in which the series began. */
  public Map<String, List<Entry>> series() {
    Map<String, List<Entry>> series = new LinkedHashMap<>();
    entries.forEach(
        entry -> series.computeIfAbsent(entry.series(), name -> new ArrayList<>()).add(entry));
    return series;
  }

  /** The entries of completed trials: one for each loss in one dataset with one backbone. */
  public static List<Entry> entries(List<TrialRecord> records, String commit, String added) {
    Map<String, List<TrialRecord>> losses = new LinkedHashMap<>();
    for (TrialRecord record : records) {
      if (record.isCompleted()) {
        losses
            .computeIfAbsent(
                String.join(
                    "\n",
                    record.trial().dataset(),
                    record.trial().backbone(),
                    record.trial().loss()),
                name -> new ArrayList<>())
            .add(record);
      }
    }
    return losses.values().stream().map(trials -> entry(trials, commit, added)).toList();
  }

  private static Entry entry(List<TrialRecord> trials, String commit, String added) {
    TrialRecord first = trials.get(0);
    Provenance.Terms terms = first.provenance().comparable();
    WeightsKind weights = Comparison.compared(first).map(ComparedWeights::kind).orElseThrow();
    Summary summary =
        Summary.of(
            trials.stream().mapToDouble(record -> Comparison.primary(record, weights)).toArray());
    return new Entry(
        commit,
        added,
        first.suite(),
        first.trial().dataset(),
        first.trial().backbone(),
        first.trial().loss(),
        weights,
        Objects.requireNonNull(first.outcome()).data().metric(),
        summary.n(),
        summary.mean(),
        summary.interval().low(),
        summary.interval().high(),
        mean(trials, History::imagesPerSecond),
        mean(trials, History::imagesPerKernel),
        terms.deviceModel(),
        terms.threads());
  }

  private static double mean(List<TrialRecord> trials, ToDoubleFunction<TrialRecord> value) {
    return trials.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static double imagesPerSecond(TrialRecord record) {
    Outcome outcome = Objects.requireNonNull(record.outcome());
    return outcome.performance().trainImagesPerSecond();
  }

  private static double imagesPerKernel(TrialRecord record) {
    Calibration calibration = record.provenance().varying().calibration();
    return calibration == null ? Double.NaN : imagesPerSecond(record) * calibration.millis() / 1e3;
  }

  /**
   * Reads a file; one that is not there is empty.
   *
   * @throws HarnessException with the line that is none
   */
  public static History read(Path file) {
    if (!Files.exists(file)) {
      return new History(List.of());
    }
    List<Entry> entries = new ArrayList<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = format.parse(Files.newBufferedReader(file))) {
      if (!parser.getHeaderNames().equals(List.of(HEADER))) {
        throw new HarnessException(
            file + " is no history: its first line has to be " + String.join(",", HEADER));
      }
      for (CSVRecord row : parser) {
        entries.add(entry(file, row));
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new HarnessException("cannot read the history " + file, e);
    }
    return new History(entries);
  }

  private static Entry entry(Path file, CSVRecord row) {
    try {
      if (!row.isConsistent() || Integer.parseInt(row.get("schema_version")) != SCHEMA_VERSION) {
        throw new IllegalArgumentException("it is no row of schema version " + SCHEMA_VERSION);
      }
      return new Entry(
          row.get("commit"),
          row.get("added"),
          row.get("suite"),
          row.get("dataset"),
          row.get("backbone"),
          row.get("loss"),
          WeightsKind.of(row.get("weights")),
          row.get("metric"),
          Integer.parseInt(row.get("n")),
          Double.parseDouble(row.get("mean")),
          Double.parseDouble(row.get("low")),
          Double.parseDouble(row.get("high")),
          Double.parseDouble(row.get("images_per_second")),
          Double.parseDouble(row.get("images_per_kernel")),
          row.get("device"),
          Integer.parseInt(row.get("threads")));
    } catch (IllegalArgumentException e) {
      throw new HarnessException(
          file
              + ", row "
              + row.getRecordNumber()
              + " cannot be read ("
              + e.getMessage()
              + "); a history is only added to, so take the file from before the change");
    }
  }

  /**
   * Adds entries to a file, which is made if it is not there: all of them or none. What the file
   * has of their commit already is left as it is, so that a job that runs again adds nothing.
   *
   * @return how many were added
   * @throws HarnessException if it is no history, or cannot be written
   */
  public static int add(Path file, List<Entry> entries) {
    DurableFile.sweepAbandoned(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    Set<String> known =
        read(file).entries().stream().map(History::point).collect(Collectors.toSet());
    List<Entry> added = entries.stream().filter(entry -> !known.contains(point(entry))).toList();
    if (added.isEmpty()) {
      return 0;
    }
    StringBuilder text = new StringBuilder();
    try {
      boolean isNew = !Files.exists(file);
      text.append(isNew ? "" : Files.readString(file));
      if (!isNew && text.charAt(text.length() - 1) != '\n') {
        text.append("\r\n");
      }
      CSVFormat.Builder format = CSVFormat.RFC4180.builder();
      if (isNew) {
        format.setHeader(HEADER);
      }
      try (CSVPrinter printer = new CSVPrinter(text, format.get())) {
        for (Entry entry : added) {
          printer.printRecord(row(entry));
        }
      }
      DurableFile.write(file, text.toString());
    } catch (IOException e) {
      throw new HarnessException("cannot write the history " + file, e);
    }
    return added.size();
  }

  private static String point(Entry entry) {
    return entry.commit() + "\n" + entry.series();
  }

  private static List<Object> row(Entry entry) {
    List<Object> row = new ArrayList<>();
    row.add(SCHEMA_VERSION);
    row.add(entry.commit());
    row.add(entry.added());
    for (String text :
        List.of(
            entry.suite(),
            entry.dataset(),
            entry.backbone(),
            entry.loss(),
            entry.weights().toString(),
            entry.metric())) {
      row.add(SpreadsheetCell.of(text));
    }
    row.addAll(
        List.of(
            entry.n(),
            entry.mean(),
            entry.low(),
            entry.high(),
            entry.imagesPerSecond(),
            entry.imagesPerKernel(),
            SpreadsheetCell.of(entry.device()),
            entry.threads()));
    return row;
  }
}
