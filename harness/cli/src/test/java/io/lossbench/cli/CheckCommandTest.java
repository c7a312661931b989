package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate of a change. */
class CheckCommandTest {
  private static final Path REFERENCE = Cli.REPOSITORY.resolve("results/reference/quickstart");

  @TempDir Path folder;

  /** The reference with another mAP, as other code would have brought it. */
  private Path results(ToDoubleFunction<TrialRecord> change) throws IOException {
    Path results = Files.createDirectories(folder.resolve("results"));
    Ledger ledger = new Ledger(results);
    for (TrialRecord record : new Ledger(REFERENCE).records()) {
      Outcome old = Objects.requireNonNull(record.outcome());
      List<Outcome.Evaluation> evaluations =
          old.weights().stream().map(e -> changed(e, change.applyAsDouble(record))).toList();
      ledger.commit(
          TrialRecord.completed(
              record.suite(),
              record.trial(),
              record.provenance(),
              new Outcome(evaluations, old.epochs(), old.performance(), old.data()),
              record.files()));
    }
    return results;
  }

  private static Outcome.Evaluation changed(Outcome.Evaluation e, double change) {
    Map<String, Double> metrics = new HashMap<>(e.metrics());
    metrics.merge("mAP", change, Double::sum);
    return new Outcome.Evaluation(
        e.weights(),
        e.epoch(),
        e.bestTestEpoch(),
        e.bestTest(),
        e.weightsSha256(),
        change == 0 ? e.scoresSha256() : "00".repeat(32),
        metrics,
        e.perClass());
  }

  private static Cli check(Path results, String... options) {
    String[] words = new String[4 + options.length];
    words[0] = "check";
    words[1] = results.toString();
    words[2] = "--against";
    words[3] = REFERENCE.toString();
    System.arraycopy(options, 0, words, 4, options.length);
    return Cli.run(words);
  }

  @Test
  void theReferenceIsWhatItIs() {
    Cli check = check(REFERENCE);
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.out())
        .contains("equal    scenes/")
        .contains("quickstart passed: 30 equal (bits mode: the same trials on equal terms)");
    assertThat(check(REFERENCE, "--mode", "statistical").out())
        .contains("quickstart passed: 3 equal (statistical mode: asked for)");
    assertThat(check(REFERENCE, "--mode", "curve").out())
        .contains("quickstart passed: 3 equal (curve mode: asked for)");
  }

  @Test
  void aWorseLossFailsInEveryFormat() throws IOException {
    Path results =
        results(r -> r.trial().loss().equals("asl") ? -8 - 0.1 * r.trial().repetition() : 0);
    Path xml = folder.resolve("check.xml");
    Path comment = folder.resolve("check.md");
    Cli check = check(results, "--junit", xml.toString(), "--markdown", comment.toString());
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern("worse    scenes/.*/asl#1 ema  mAP .* scores, mAP differ")
        .contains("quickstart failed: 20 equal, 10 worse (bits mode: ");
    assertThat(Files.readString(xml)).contains("tests=\"30\" failures=\"10\"");
    assertThat(Files.readString(comment)).contains("| **worse** | scenes/");
    Cli statistical = check(results, "--mode", "statistical", "--format", "json");
    assertThat(statistical.code()).isEqualTo(1);
    assertThat(statistical.out()).contains("\"passed\" : false", "\"WORSE\"");
    assertThat(check(results, "--mode", "statistical", "--margin", "9").code()).isZero();
  }

  @Test
  void aRiseIsNoFailureWhereChanceIsReckonedWith() throws IOException {
    Path results = results(r -> 5 + 0.1 * r.trial().repetition());
    Cli check = check(results, "--mode", "statistical");
    assertThat(check.code()).isZero();
    assertThat(check.out()).contains("passed: 3 better");
  }

  @Test
  void aTargetThatTheReferenceNeverReachesIsRefused() {
    Cli check = check(REFERENCE, "--mode", "curve", "--target", "99");
    assertThat(check.code()).isEqualTo(3);
    assertThat(check.err()).contains("in the reference never reach 99.00; choose a lower --target");
    assertThat(check(REFERENCE, "--mode", "curve", "--target", "101").code()).isEqualTo(2);
  }

  @Test
  void whatWasAlteredByHandIsNoReference() throws IOException {
    Path results = results(r -> 0);
    Path record;
    try (var files = Files.walk(results)) {
      record = files.filter(f -> f.endsWith("record.json")).sorted().findFirst().orElseThrow();
    }
    Files.writeString(
        record, Files.readString(record).replaceFirst("\"mAP\" : (\\d)", "\"mAP\" : 9$1"));
    Cli check = check(results);
    assertThat(check.code()).isEqualTo(3);
    assertThat(check.err()).contains("is damaged", "something in it was changed");
  }

  @Test
  void aReferenceWithoutACompletedTrialLetsNothingPass() throws IOException {
    Ledger failed = new Ledger(Files.createDirectories(folder.resolve("failed")));
    TrialRecord record = new Ledger(REFERENCE).records().get(0);
    failed.commit(
        TrialRecord.failed(
            record.suite(),
            record.trial(),
            record.provenance(),
            new TrialRecord.Failure("the disk is full", "")));
    Cli check = Cli.run("check", REFERENCE.toString(), "--against", failed.folder().toString());
    assertThat(check.code()).isEqualTo(3);
    assertThat(check.err()).contains("no trial of the reference", "anything would pass");
  }

  @Test
  void whatCannotBeCheckedIsSaid() {
    assertThat(check(folder).err()).contains("there are no results in " + folder);
    assertThat(check(folder).code()).isEqualTo(3);
    Cli mode = check(REFERENCE, "--mode", "bit");
    assertThat(mode.code()).isEqualTo(2);
    assertThat(mode.err()).contains("--mode is bits, statistical or curve, not 'bit'");
    assertThat(check(REFERENCE, "--false-alarms", "0").err()).contains("above 0 and below 1");
    assertThat(Cli.run("check", REFERENCE.toString()).code()).isEqualTo(2);
  }
}
