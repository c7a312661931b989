package io.lossbench.cli;

import io.lossbench.cli.report.ReportWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders a ledger. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Renders reports/<suite>.html and .md from the ledger; the same ledger gives the same bytes.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SUITE", description = "Name of the suite, as in results/<suite>.")
  String suite = "";

  @Mixin Workspace workspace = new Workspace();

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Folder for the report; by default reports/ of lossbench.")
  Path reports = Workspace.home().resolve("reports");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ReportWriter.Written written = ReportWriter.write(workspace.ledger(suite), reports);
    written.answer().forEach(out::println);
    out.println();
    out.println(
        "report: "
            + RunCommand.shown(written.html())
            + " and "
            + RunCommand.shown(written.markdown()));
    return ExitCode.OK;
  }
}
