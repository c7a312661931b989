package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code verify}, which checks that results are what was written. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks that results are what was written: every record against its own SHA-256, its trial and its suite;"
          + " scores, labels and weights against the SHA-256 in the record; the tables against the records.",
      "Results of which only the records were kept, as in results/reference, are checked as far as they go.",
      ""
    })
public final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RESULTS",
      description =
          "Folder with the results of a suite, such as results/quickstart, or of several, such as results.")
  Path results = Path.of("");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    int faults = 0;
    for (Path folder : ledgers()) {
      LedgerCheck check = LedgerCheck.of(new Ledger(folder));
      check.faults().forEach(fault -> out.println("fault: " + fault));
      check.notes().forEach(note -> out.println("note: " + folder + ": " + note));
      out.println(
          folder
              + ": "
              + check.records()
              + " records and "
              + check.files()
              + " files are what was written; faults: "
              + check.faults().size());
      faults += check.faults().size();
    }
    return faults > 0 ? ExitCode.FAILED : ExitCode.OK;
  }

  private List<Path> ledgers() {
    if (isLedger(results)) {
      return List.of(results);
    }
    List<Path> inside = List.of();
    if (Files.isDirectory(results)) {
      try (var folders = Files.list(results)) {
        inside = folders.filter(VerifyCommand::isLedger).sorted().toList();
      } catch (IOException e) {
        throw new HarnessException("cannot read " + results, e);
      }
    }
    if (inside.isEmpty()) {
      throw new HarnessException(
          "there are no results in "
              + results
              + "; name a folder that `lossbench run` has written, such as results/quickstart");
    }
    return inside;
  }

  private static boolean isLedger(Path folder) {
    return Files.isDirectory(folder.resolve("trials")) || Files.exists(folder.resolve("plan.json"));
  }
}
