package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.HarnessException;
import io.lossbench.core.check.History;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code history add}. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Adds a row for each loss of results to a CSV file: its primary metric and its speed. Rows that"
          + " are there are never changed.",
      ""
    })
public final class HistoryAddCommand implements Callable<Integer> {
  private static final int GIT_SECONDS = 20;

  @Parameters(
      paramLabel = "RESULTS",
      description = "Folder with the results of a suite, such as results/quickstart.")
  Path results = Path.of("");

  @Option(
      names = "--commit",
      paramLabel = "SHA",
      description = "Commit that the results are of; by default the one that git has here.")
  @Nullable String commit;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The history; by default ${DEFAULT-VALUE}.")
  Path file = Path.of("history.csv");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = commandLine.getOut();
    String name = commit == null ? head() : commit;
    if (!History.isCommit(name)) {
      throw new ParameterException(
          commandLine, "'" + name + "' is no name of a commit; name one with --commit");
    }
    List<History.Entry> entries =
        History.entries(
            TrialRecord.withoutTuning(PlannedRecords.in(results)),
            name,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (entries.isEmpty()) {
      throw new HarnessException("no trial in " + results + " is complete; run its suite");
    }
    int added = History.add(file, entries);
    out.println(
        PrintableText.of(
            "added "
                + added
                + (added == 1 ? " row" : " rows")
                + " for commit "
                + name
                + " to "
                + file
                + (added == entries.size()
                    ? ""
                    : "; " + (entries.size() - added) + " of that commit were there already")));
    return ExitCode.OK;
  }

  /** The commit that is checked out in the current folder. */
  private static String head() throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "rev-parse", "HEAD")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0) {
        return answer.strip();
      }
    } catch (IOException e) {
      // There is no git: the same answer as below.
    }
    throw new HarnessException(
        "git names no commit in the current folder; name the one that the results are of with"
            + " --commit");
  }
}
