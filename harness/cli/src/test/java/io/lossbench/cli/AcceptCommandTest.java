package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that become a reference. */
class AcceptCommandTest {
  private static final Path QUICKSTART = Cli.REPOSITORY.resolve("results/reference/quickstart");

  @TempDir Path folder;

  private Path reference() {
    return folder.resolve("reference/quickstart");
  }

  private Cli accept(Path results, String... options) {
    String[] words = new String[4 + options.length];
    words[0] = "accept";
    words[1] = results.toString();
    words[2] = "--as";
    words[3] = reference().toString();
    System.arraycopy(options, 0, words, 4, options.length);
    return Cli.run(words);
  }

  /** A copy of the committed reference as a run's results, scores included. */
  private Path results() throws IOException {
    Path results = folder.resolve("results");
    try (var files = Files.walk(QUICKSTART)) {
      for (Path file : files.toList()) {
        Path copy = results.resolve(QUICKSTART.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return results;
  }

  private static Path firstTrial(Path results) {
    return new Ledger(results).trialFolder(new Ledger(results).records().get(0).trial().id());
  }

  private static void delete(Path tree) throws IOException {
    try (var files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<String> names(Path tree) throws IOException {
    try (var files = Files.walk(tree)) {
      return files.map(file -> tree.relativize(file).toString()).sorted().toList();
    }
  }

  @Test
  void theFirstReferenceHasRecordsAndTablesAndIsPassedByItsResults() throws IOException {
    Cli accept = accept(results());
    assertThat(accept.code()).as(accept.err()).isZero();
    assertThat(accept.out())
        .contains("quickstart has no reference yet")
        .contains("wrote 15 records of quickstart to ");
    assertThat(names(reference())).isEqualTo(names(QUICKSTART));
    for (String name : names(QUICKSTART)) {
      if (Files.isRegularFile(QUICKSTART.resolve(name))) {
        assertThat(reference().resolve(name)).hasSameBinaryContentAs(QUICKSTART.resolve(name));
      }
    }
    assertThat(Cli.run("verify", reference().toString()).code()).isZero();
    assertThat(names(reference().getParent()))
        .as("nothing is left behind")
        .hasSize(1 + names(QUICKSTART).size());
  }

  @Test
  void whatChangesIsShownBeforeItIsWritten() throws IOException {
    assertThat(accept(results()).code()).isZero();
    delete(firstTrial(reference()));
    Cli dry = accept(folder.resolve("results"), "--dry-run");
    assertThat(dry.code()).isZero();
    assertThat(dry.out())
        .contains("new      scenes/")
        .contains("against the reference before it, a check passed: 28 equal, 1 new")
        .contains("nothing was written");
    assertThat(new Ledger(reference()).records()).hasSize(14);
    assertThat(accept(folder.resolve("results")).code()).isZero();
    assertThat(new Ledger(reference()).records()).hasSize(15);
  }

  @Test
  void incompleteResultsAreRefusedUnlessTheyAreAskedFor() throws IOException {
    Path results = results();
    delete(firstTrial(results));
    Cli tables = accept(results);
    assertThat(tables.code()).isEqualTo(3);
    assertThat(tables.err()).contains("trials.csv is not what the records say");
    new Ledger(results).writeTables();
    Cli refused = accept(results);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("1 of 15 planned trials", "--incomplete");
    assertThat(reference()).doesNotExist();
    assertThat(accept(results, "--incomplete").code()).isZero();
    assertThat(new Ledger(reference()).records()).hasSize(14);
  }

  @Test
  void resultsWithoutACompletedTrialAreNeverAReference() throws IOException {
    Path results = results();
    for (TrialRecord record : new Ledger(results).records()) {
      delete(new Ledger(results).trialFolder(record.trial().id()));
      new Ledger(results)
          .commit(
              TrialRecord.failed(
                  record.suite(),
                  record.trial(),
                  record.provenance(),
                  new TrialRecord.Failure("the disk is full", "")));
    }
    new Ledger(results).writeTables();
    Cli accept = accept(results, "--incomplete");
    assertThat(accept.code()).isEqualTo(3);
    assertThat(accept.err()).contains("anything would pass");
  }

  @Test
  void aFolderWithAnythingElseInItIsNotReplaced() throws IOException {
    Path results = results();
    assertThat(accept(results).code()).isZero();
    Path scores = firstTrial(reference()).resolve("scores-raw.npy");
    Files.writeString(scores, "an hour's work", StandardCharsets.UTF_8);
    Cli accept = accept(results);
    assertThat(accept.code()).isEqualTo(3);
    assertThat(accept.err()).contains("is no reference: it holds trials", "would be lost");
    assertThat(scores).hasContent("an hour's work");
  }

  @Test
  void theReferenceOfAnotherSuiteIsNotReplaced() throws IOException {
    Path other = Cli.REPOSITORY.resolve("results/reference/voc2007");
    assertThat(accept(other).code()).isZero();
    Cli accept = accept(results());
    assertThat(accept.code()).isEqualTo(3);
    assertThat(accept.err())
        .contains("is the reference of the suite 'voc2007', not of 'quickstart'");
  }
}
