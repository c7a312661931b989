package io.lossbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.fetch.FuzzedArchives;
import io.lossbench.torch.train.FuzzedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reader with damaged inputs: refused by a sentence or accepted rightly, never an exception,
 * a hang of 5 s or no memory. A slice in each build; {@code -Pfuzz} for hours.
 */
class ReadersFuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<Fuzzer.Result> RESULTS = new ArrayList<>();

  @TempDir static Path folder;

  private static List<FuzzedReader> readers() throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    readers.addAll(FuzzedSuites.all(folder));
    readers.addAll(FuzzedTables.all(folder));
    readers.addAll(FuzzedAnnotations.all(folder));
    readers.addAll(FuzzedBoxes.all(folder));
    readers.addAll(FuzzedVectors.all(folder));
    readers.addAll(FuzzedLedger.all(folder));
    readers.addAll(FuzzedArrays.all(folder));
    readers.addAll(FuzzedArchives.all(folder));
    readers.addAll(FuzzedImages.all());
    readers.add(new FuzzedNetworkFile(folder));
    readers.add(new FuzzedCheckpoint(folder));
    return readers;
  }

  @TestFactory
  Stream<DynamicTest> everyReaderRefusesOrReadsRightly() throws IOException {
    List<FuzzedReader> readers = readers();
    String wanted = System.getProperty("fuzz.reader", "");
    Duration time = Duration.ofMinutes(Long.getLong("fuzz.minutes", 0)).dividedBy(readers.size());
    Fuzzer fuzzer =
        new Fuzzer(
            Path.of(System.getProperty("fuzz.folder", "target/fuzz")),
            Long.getLong("fuzz.seed", 1),
            PATIENCE);
    return readers.stream()
        .filter(reader -> wanted.isEmpty() || reader.name().equals(wanted))
        .map(
            reader ->
                DynamicTest.dynamicTest(
                    reader.name(),
                    () -> {
                      for (byte[] valid : reader.corpus()) {
                        reader.read(valid.clone());
                      }
                      Fuzzer.Result result =
                          fuzzer.run(
                              reader,
                              Long.getLong("fuzz.first", 0),
                              Long.getLong("fuzz.count", 200),
                              time);
                      RESULTS.add(result);
                      assertThat(result.other())
                          .as("failures of %s; their inputs are in target/fuzz", reader.name())
                          .isEmpty();
                    }));
  }

  @AfterAll
  static void printTheTable() throws IOException {
    StringBuilder table =
        new StringBuilder("| reader | inputs | accepted | refused | other | slowest, ms |\n");
    table.append("|---|---|---|---|---|---|\n");
    for (Fuzzer.Result result : RESULTS) {
      int other = result.other().values().stream().mapToInt(Integer::intValue).sum();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %,d | %,d | %,d |%n",
              result.reader(),
              result.inputs(),
              result.accepted(),
              result.refused(),
              other,
              result.slowestMillis()));
      result.other().forEach((kind, n) -> table.append("  ").append(n + " " + kind + "\n"));
    }
    System.out.println(table);
    Path file = Path.of(System.getProperty("fuzz.folder", "target/fuzz"), "table.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, table);
  }
}
