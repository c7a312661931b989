package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metric and speed by commit. */
class HistoryCommandTest {
  private static final String QUICKSTART =
      Cli.REPOSITORY.resolve("results/reference/quickstart").toString();

  @TempDir Path folder;

  private Cli add(String commit) {
    return Cli.run("history", "add", QUICKSTART, "--commit", commit, "--file", file().toString());
  }

  private Path file() {
    return folder.resolve("history.csv");
  }

  @Test
  void aStepIsShownAtItsCommit() throws IOException {
    for (int i = 1; i <= 4; i++) {
      Cli add = add("abc" + i);
      assertThat(add.code()).as(add.err()).isZero();
      assertThat(add.out()).contains("added 3 rows for commit abc" + i);
    }
    assertThat(add("abc4").out())
        .contains("added 0 rows for commit abc4", "; 3 of that commit were there already");
    // From the third commit on asl is worse.
    String changed =
        Files.readString(file())
            .replaceAll("(,abc[34],.*,small,asl,ema,mAP,5,)[0-9.]+,", "$120.5,");
    Files.writeString(file(), changed);
    Path page = folder.resolve("history.html");
    Cli show = Cli.run("history", "show", "--file", file().toString(), "--output", page.toString());
    assertThat(show.code()).as(show.err()).isZero();
    assertThat(show.out())
        .contains("quickstart/scenes/small/asl, ema mAP")
        .contains("4 commits; at abc4 20.50 mAP")
        .contains("  mAP stepped at abc3 from 41.05 to 20.50 (-50.1 %)");
    assertThat(show.out().split("stepped", -1)).as("one step").hasSize(2);
    assertThat(Files.readString(page))
        .contains(
            "<svg", "mAP stepped at abc3", "abc4: 20.5", "commit,mAP,low_95,high_95\nabc1,41.0475")
        .doesNotContain("https://");
  }

  @Test
  void whatIsNotThereIsSaid() {
    Cli show = Cli.run("history", "show", "--file", file().toString());
    assertThat(show.code()).isEqualTo(3);
    assertThat(show.err()).contains("there is no history in", "history add");
    Cli add = add("no commit");
    assertThat(add.code()).isEqualTo(2);
    assertThat(add.err()).contains("'no commit' is no name of a commit");
    assertThat(file()).doesNotExist();
  }

  @Test
  void theCommitIsTheOneOfGit() {
    Cli add = Cli.run("history", "add", QUICKSTART, "--file", file().toString());
    // Where the repository is no clone, as in a release, the message says what to do.
    if (add.code() == 0) {
      assertThat(add.out()).containsPattern("for commit [0-9a-f]{40} to ");
    } else {
      assertThat(add.err()).contains("--commit");
    }
  }
}
