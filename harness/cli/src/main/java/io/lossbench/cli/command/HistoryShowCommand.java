package io.lossbench.cli.command;

import io.lossbench.cli.report.HistoryPage;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.HarnessException;
import io.lossbench.core.check.History;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code history show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a line for each loss of a history: where it stands, and at which commits it stepped.",
      "A step is a change that lasts: the latest commit alone makes none, which is what `check` is"
          + " for.",
      ""
    })
public final class HistoryShowCommand implements Callable<Integer> {
  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The history; by default ${DEFAULT-VALUE}.")
  Path file = Path.of("history.csv");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write a page with charts too: one HTML file that needs no network.")
  @Nullable Path output;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    History history = History.read(file);
    if (history.entries().isEmpty()) {
      throw new HarnessException(
          "there is no history in " + file + "; `lossbench history add` begins one");
    }
    HistoryPage page = HistoryPage.of(history);
    for (HistoryPage.Series series : page.series()) {
      out.println(PrintableText.of(series.name()));
      out.println("  " + PrintableText.of(series.latest()));
      series.steps().forEach(step -> out.println("  " + PrintableText.of(step)));
    }
    if (output != null) {
      try {
        DurableFile.write(output, page.html());
      } catch (IOException e) {
        throw new HarnessException("cannot write " + output, e);
      }
      out.println("wrote " + ShownPath.of(output));
    }
    return ExitCode.OK;
  }
}
