package io.lossbench.cli.bench;

import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Measurements of lossbench itself on broken disks. */
class BrokenMicrobenchTest extends BrokenDisks {
  private static final List<MicrobenchTable.Row> MEASURED =
      List.of(
          new MicrobenchTable.Row(
              "LossBenchmark.asl",
              "size=1",
              1.5,
              0.5,
              "ns/op",
              5,
              new Provenance(Records.TERMS, new Provenance.Varying("", "", "host", "os", "jdk"))));

  @TempDir static Path tables;

  @BeforeAll
  static void write() throws IOException {
    MicrobenchTable.write(tables.resolve("losses.csv"), MEASURED);
  }

  static Stream<Written> files() {
    return Stream.of(
        new Written(
            "table",
            "losses.csv",
            place -> Files.writeString(place.resolve("losses.csv"), "old"),
            place -> MicrobenchTable.write(place.resolve("losses.csv"), MEASURED)),
        new Written(
            "page",
            "microbench.html",
            place -> {},
            place -> MicrobenchReport.write(tables, place)));
  }

  /** The page is written after each table, and clears away what both have left. */
  @Override
  protected void goOn(Written written, Path place) throws IOException {
    written.now().in(place);
    MicrobenchReport.write(place, place);
  }
}
