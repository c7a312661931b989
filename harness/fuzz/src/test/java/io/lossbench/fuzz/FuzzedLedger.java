package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.require;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code record.json}, of which nothing may have changed, and {@code plan.json}. */
final class FuzzedLedger {
  private FuzzedLedger() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    Path results = folder.resolve("results/small");
    Ledger ledger = new Ledger(results);
    Plan plan = Records.plan();
    TrialRecord record = Records.completed(plan.trials().get(0), 43.1, 40.5);
    ledger.commit(record);
    ledger.writePlan(plan, "small.yaml", List.of("--set train.epochs=2"));
    String id = record.trial().id();
    Ledger.Planned planned = new Ledger(results).planned().orElseThrow();
    return List.of(
        new Json(
            "record.json",
            ledger.trialFolder(id).resolve("record.json"),
            List.of(
                "\"mAP\"", "\"id\"", "null", "{", "}", "[", "]", ",", "NaN", "\"schemaVersion\""),
            input ->
                require(
                    new Ledger(results)
                        .find(id)
                        .orElseThrow(FuzzedReader.Refused::new)
                        .equals(record),
                    "a changed record is taken for the trial's")),
        new Json(
            "plan.json",
            results.resolve("plan.json"),
            List.of("../../x", "\"suite\"", "null", "{", "}", "[", "]", ",", "\u001b"),
            input -> {
              Ledger.Planned read =
                  new Ledger(results).planned().orElseThrow(FuzzedReader.Refused::new);
              require(
                  read.suite().equals(planned.suite()) || read.suite().matches("[A-Za-z0-9._-]+"),
                  "a suite of this name is no folder's: " + read.suite());
            }));
  }

  private interface Check {
    void check(byte[] input);
  }

  private record Json(String name, Path file, List<String> words, Check check, byte[] valid)
      implements FuzzedReader {
    Json(String name, Path file, List<String> words, Check check) throws IOException {
      this(name, file, words, check, Files.readAllBytes(file));
    }

    @Override
    public List<byte[]> corpus() {
      return List.of(valid);
    }

    @Override
    public void read(byte[] input) throws IOException {
      Files.write(file, input);
      check.check(input);
    }
  }
}
