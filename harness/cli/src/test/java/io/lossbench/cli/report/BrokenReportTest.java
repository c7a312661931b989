package io.lossbench.cli.report;

import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.plan.Plan;
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
  static void write() {
    ledger("before").writePlan(PLAN, "s.yaml", List.of());
    ledger("now").writePlan(PLAN, "s.yaml", List.of());
    ledger("now").commit(Records.completed(PLAN.trials().get(0), 31, 30));
  }

  private static Ledger ledger(String state) {
    return new Ledger(results.resolve(state));
  }

  private static Written report(String file) {
    return new Written(
            file,
            file,
            place -> ReportWriter.write(ledger("before"), place),
            place -> ReportWriter.write(ledger("now"), place))
        .every(499);
  }

  static Stream<Written> files() {
    String suite = PLAN.suite().name();
    return Stream.of(report(suite + ".html"), report(suite + ".md"));
  }
}
