package io.lossbench.cli.command;

import io.lossbench.cli.launch.Ingredients;
import io.lossbench.cli.launch.LockedRun;
import io.lossbench.cli.launch.MiniatureSuite;
import io.lossbench.cli.launch.Resources;
import io.lossbench.cli.launch.SuiteData;
import io.lossbench.cli.launch.TrialLaunch;
import io.lossbench.cli.launch.UnlikeMachines;
import io.lossbench.cli.report.ReportWriter;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ProgressLine;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.analysis.KeptResults;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.SuiteLock;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Preflight;
import io.lossbench.core.run.LedgerStatus;
import io.lossbench.core.run.PhasedRun;
import io.lossbench.core.run.SuiteRun;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.suite.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code run}, which trains what a suite declares and the ledger does not have yet. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Trains and evaluates the trials of a suite, one process each, and writes results/<suite>/"
          + " and reports/<suite>.html.",
      "Finished trials are kept: run the same command again to go on after an interruption.",
      ""
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();
  @Mixin ResourceOptions machine = new ResourceOptions();

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Folder for the report; by default reports/ of lossbench.")
  Path reports = Workspace.home().resolve("reports");

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Only trials whose name (dataset/backbone/loss#repetition) contains the text; * stands"
              + " for anything. Or an id.")
  @Nullable String only;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Only the I-th of N shares of the trials: one for each machine, which may all write to"
              + " one results folder at the same time. All losses of a repetition are in one"
              + " share.")
  @Nullable String shard;

  @Option(
      names = "--locked",
      description =
          "Refuse to train on anything else than plan.json in the results folder says: suite, data,"
              + " weights, versions, processor, device, threads.")
  boolean locked;

  @Option(names = "--no-report", description = "Do not render the report.")
  boolean noReport;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Resources resources = machine.resources();
    Suite read = suite.read(workspace);
    SuiteData data = workspace.data(read);
    Preflight.require(read, workspace.extensions().definitions(), data::facts);
    data.requireComplete();
    Ledger ledger = workspace.ledger(read.name());
    Plan plan = data.plan(ledger);
    requireSome(plan, command);
    data.notes().forEach(note -> err.println("note: " + note));

    PhasedRun.Summary summary;
    Channel held = shard == null ? ledger.lock().acquiredBy() : ledger.share();
    try {
      TrialLaunch launch =
          new TrialLaunch(
              Ingredients.of(read, workspace.weights(read)),
              ledger,
              workspace.dataRoots(),
              resources);
      SuiteLock lock = launch.lock(plan);
      if (locked) {
        LockedRun.require(ledger, read, lock);
      }
      UnlikeMachines.note(ledger, lock).ifPresent(note -> err.println("note: " + note));
      ProgressLine progress = ProgressLine.asWatched(err, resources.jobs());
      Thread farewell =
          new Thread(
              () -> progress.stopped(command.commandLine().getParent().getCommandName()),
              "farewell");
      Runtime.getRuntime().addShutdownHook(farewell);
      try {
        summary =
            new PhasedRun(
                    ledger,
                    () -> data.plan(ledger),
                    each -> chosen(each, command),
                    () -> new SuiteRun(launch.executor(), ledger, progress))
                .run(listener(ledger, lock, err));
        if (!ledger.isShared() || LedgerStatus.of(ledger).isOver()) {
          // Shards leave it to the last of them, or they would queue for what is not final yet.
          KeptResults.write(ledger);
        }
      } finally {
        removeHook(farewell);
      }
    } finally {
      held.close();
    }
    out.printf(
        Locale.ROOT,
        "%d %s: %d done before, %d trained now, %d failed; results in %s%n",
        summary.trials(),
        summary.trials() == 1 ? "trial" : "trials",
        summary.finishedBefore(),
        summary.completed(),
        summary.failed(),
        ShownPath.of(ledger.folder()));
    summary.plan().notes().forEach(out::println);
    TuningText.after(summary).forEach(out::println);
    if (summary.failed() > 0) {
      out.println(
          "failed trials are tried again by the same command; what each printed last is in "
              + ShownPath.of(WorkFolder.of(ledger.trialFolder("ID")).log()));
    }
    if (!noReport) {
      ReportWriter.Written report = ReportWriter.write(ledger, reports);
      out.println();
      report.answer().forEach(out::println);
      out.println();
      out.println(
          "report: " + ShownPath.of(report.html()) + " and " + ShownPath.of(report.markdown()));
    }
    if (suite.miniature) {
      out.println();
      MiniatureSuite.realRun(
              workspace.reader().read(suite.file, suite.overrides),
              ShownPath.of(suite.file),
              workspace.extensions())
          .forEach(out::println);
    }
    return summary.failed() > 0 || !summary.plan().notes().isEmpty()
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private Plan chosen(Plan plan, CommandSpec command) {
    Plan chosen = only == null ? plan : plan.only(only);
    return shard == null ? chosen : Shard.of(shard, command.commandLine()).of(chosen);
  }

  private void requireSome(Plan plan, CommandSpec command) {
    if (only != null && plan.only(only).trials().isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--only "
              + only
              + " matches none of the "
              + plan.trials().size()
              + " trials, such as "
              + plan.trials().get(0).name()
              + TuningText.following(plan));
    }
    chosen(plan, command);
  }

  private PhasedRun.Listener listener(Ledger ledger, SuiteLock lock, PrintWriter err) {
    return new PhasedRun.Listener() {
      @Override
      public void planned(Plan plan) {
        ledger.writePlan(plan, ShownPath.of(suite.file), suite.options(), lock);
      }

      @Override
      public void waitsForOthers(long trials) {
        err.println(TuningText.waiting(trials));
        err.flush();
      }
    };
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Going down already: the hook speaks.
    }
  }
}
