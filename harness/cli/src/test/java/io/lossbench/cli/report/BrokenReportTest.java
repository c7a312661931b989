package io.lossbench.cli.report;

import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.MicrobenchTable;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Reports on broken disks. */
class BrokenReportTest extends BrokenDisks {
  private static final Plan PLAN = Records.plan();

  @TempDir static Path results;

  @BeforeAll
  static void write() throws IOException {
    ledger("before").writePlan(PLAN, "s.yaml", List.of());
    ledger("now").writePlan(PLAN, "s.yaml", List.of());
    TrialRecord record = Records.completed(PLAN.trials().get(0), 31, 30);
    ledger("now").commit(record);
    MicrobenchTable.write(
        results.resolve("measured/losses.csv"),
        List.of(
            new MicrobenchTable.Row(
                "LossBenchmark.asl", "size=1", 1.5, 0.5, "ns/op", 5, record.provenance())));
  }

  private static Ledger ledger(String state) {
    return new Ledger(results.resolve(state));
  }

  private static Written report(String file) {
    return new Written(
        file,
        file,
        place -> ReportWriter.write(ledger("before"), place),
        place -> ReportWriter.write(ledger("now"), place));
  }

  static Stream<Written> files() {
    String suite = PLAN.suite().name();
    return Stream.of(
        report(suite + ".html"),
        report(suite + ".md"),
        new Written(
            "measurements",
            "microbench.html",
            place -> {},
            place -> MicrobenchReport.write(results.resolve("measured"), place)));
  }
}
