package io.lossbench.cli;

import io.lossbench.cli.report.ReportWriter;
import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.ForkedWorker;
import io.lossbench.core.run.SuiteRun;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.task.Tasks;
import io.lossbench.torch.train.Worker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains and evaluates what a suite declares and the ledger does not have yet. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Trains and evaluates the trials of a suite, one process each, and writes results/<suite>/"
          + " and reports/<suite>.html.",
      "Finished trials are kept: run the same command again to go on after an interruption.",
      ""
    })
final class RunCommand implements Callable<Integer> {
  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();

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
      description = "Only every N-th trial from the I-th on: one shard a machine.")
  @Nullable String shard;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "cpu, gpu or gpu:1; by default the graphics card if a CUDA libtorch is set up, else cpu.")
  String device = defaultDevice();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the engine; by default all processors. Another number gives other bits.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--no-report", description = "Do not render the report.")
  boolean noReport;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (!device.matches("cpu|gpu(:\\d{1,3})?")) {
      throw new ParameterException(
          command.commandLine(), "--device is cpu, gpu or gpu:N, not '" + device + "'");
    }
    if (threads < 1 || threads > 1024) {
      throw new ParameterException(command.commandLine(), "--threads is 1 to 1024, not " + threads);
    }
    Suite read = suite.read(workspace);
    Map<String, Dataset> datasets = workspace.open(read);
    preflight(read, datasets);
    Plan plan = workspace.plan(read, datasets);
    Plan chosen = chosen(plan, command);
    datasets.forEach(
        (name, dataset) ->
            dataset.notes().forEach(note -> err.println("note: " + name + ": " + note)));

    Ledger ledger = workspace.ledger(read.name());
    SuiteRun.Summary summary;
    FileLock lock = ledger.lock();
    try {
      ledger.writePlan(plan, shown(suite.file), suite.options());
      ProgressLine progress = new ProgressLine(err, isTerminal());
      Thread farewell =
          new Thread(
              () -> progress.stopped(command.commandLine().getParent().getCommandName()),
              "farewell");
      Runtime.getRuntime().addShutdownHook(farewell);
      try (ForkedWorker worker = worker(read)) {
        summary = new SuiteRun(worker, ledger, progress).run(chosen);
      } finally {
        removeHook(farewell);
      }
    } finally {
      lock.acquiredBy().close();
    }
    out.printf(
        Locale.ROOT,
        "%d trials: %d done before, %d trained now, %d failed; results in %s%n",
        chosen.trials().size(),
        summary.finishedBefore(),
        summary.completed(),
        summary.failed(),
        shown(ledger.folder()));
    if (summary.failed() > 0) {
      out.println(
          "failed trials are tried again by the same command; what each printed last is in "
              + shown(ledger.folder())
              + "/trials/ID/work/log");
    }
    if (!noReport) {
      ReportWriter.Written report = ReportWriter.write(ledger, reports);
      out.println();
      report.answer().forEach(out::println);
      out.println();
      out.println("report: " + shown(report.html()) + " and " + shown(report.markdown()));
    }
    if (suite.miniature) {
      out.println();
      MiniatureSuite.realRun(
              workspace.reader().read(suite.file, suite.overrides),
              shown(suite.file),
              workspace::format)
          .forEach(out::println);
    }
    return summary.failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
  }

  private Plan chosen(Plan plan, CommandSpec command) {
    Plan chosen = only == null ? plan : plan.only(only);
    if (chosen.trials().isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--only "
              + only
              + " matches none of the "
              + plan.trials().size()
              + " trials, such as "
              + plan.trials().get(0).name());
    }
    if (shard == null) {
      return chosen;
    }
    if (!shard.matches("\\d{1,6}/\\d{1,6}")) {
      throw new ParameterException(
          command.commandLine(), "--shard is I/N such as 1/4, not '" + shard + "'");
    }
    int index = Integer.parseInt(shard.substring(0, shard.indexOf('/')));
    int count = Integer.parseInt(shard.substring(shard.indexOf('/') + 1));
    if (index < 1 || index > count) {
      throw new ParameterException(
          command.commandLine(), "--shard " + shard + ": I runs from 1 to N");
    }
    return chosen.shard(index, count);
  }

  /** What would otherwise fail in every trial. */
  private void preflight(Suite suite, Map<String, Dataset> datasets) {
    for (Suite.Dataset entry : suite.datasets()) {
      Dataset dataset = Objects.requireNonNull(datasets.get(entry.name()));
      for (Suite.Loss loss : suite.losses()) {
        String type = loss.settings().text("type");
        String task =
            Objects.requireNonNull(workspace.extensions().definitions().group("losses").get(type))
                .task();
        if (!dataset.task().takesLossesOf(task.isEmpty() ? Tasks.standard().name() : task)) {
          throw new HarnessException(
              "the loss '"
                  + loss.name()
                  + "' ("
                  + type
                  + ") is for one class an image; dataset '"
                  + entry.name()
                  + "' has any number");
        }
      }
      for (Suite.Backbone backbone : suite.backbones()) {
        Settings evaluate = suite.section("evaluate", entry, backbone);
        int batch = suite.section("train", entry, backbone).integer("batch-size");
        if (batch > dataset.train().size()) {
          throw new HarnessException(
              "train.batch-size "
                  + batch
                  + " is larger than the "
                  + dataset.train().size()
                  + " training images of '"
                  + entry.name()
                  + "'");
        }
        if (evaluate.text("selection").equals("best-on-validation")
            && dataset.validation().isEmpty()
            && evaluate.number("validation-fraction") == 0) {
          throw new HarnessException(
              "evaluate.selection is best-on-validation, but dataset '"
                  + entry.name()
                  + "' has no validation images; set evaluate.validation-fraction");
        }
      }
    }
  }

  private ForkedWorker worker(Suite read) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(WorkerRuntime.workerOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Worker.class.getName());
    List<String> roots = workspace.dataRoots().stream().map(Path::toString).toList();
    return new ForkedWorker(
        read.name(),
        command,
        (trial, variables) ->
            WorkerRuntime.prepare(
                trial.spec().settings("train").text("precision"), threads, variables),
        trial -> job(read, trial, roots),
        new Provenance.Terms(
            Main.Version.number(),
            "PyTorch",
            device.startsWith("gpu") ? "gpu" : "cpu",
            Machine.processor(),
            System.getProperty("os.arch", "unknown"),
            threads),
        read.timeout());
  }

  private TrialJob job(Suite read, Trial trial, List<String> roots) {
    return new TrialJob(
        trial,
        Main.Version.number(),
        Workspace.descriptor(read, trial.dataset()),
        roots,
        Workspace.cache().toAbsolutePath().toString(),
        workspace.weights(read, trial.backbone()).map(Path::toString).orElse(""),
        device,
        threads,
        workspace.ledger(read.name()).trialFolder(trial.id()).toAbsolutePath().toString());
  }

  /** From JDK 22 on a console is there without a terminal too; TERM is then what tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    String term = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
    return System.console() != null && !term.equals("dumb");
  }

  private static String defaultDevice() {
    String flavor = Objects.requireNonNullElse(System.getenv("PYTORCH_FLAVOR"), "");
    return flavor.startsWith("cu") && Files.exists(Path.of("/dev/nvidiactl")) ? "gpu" : "cpu";
  }

  /** A path as the user would type it here. */
  static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Going down already: the hook speaks.
    }
  }
}
