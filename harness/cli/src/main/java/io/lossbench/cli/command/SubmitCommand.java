package io.lossbench.cli.command;

import io.lossbench.cli.launch.Submission;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.file.ShellWord;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.run.cluster.ClusterJob;
import io.lossbench.core.run.cluster.KubernetesJob;
import io.lossbench.core.run.cluster.SlurmScript;
import io.lossbench.core.run.cluster.SparkScript;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code submit}, which hands a suite to a cluster's engine. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what runs a suite on a cluster, one card a task: a script for Slurm, whose last job"
          + " collects and reports, a manifest for Kubernetes (for kubectl apply -f -), or a call of"
          + " spark-submit, whose driver collects and reports.",
      "Account, partition, memory, image and the like come from cluster.yaml, which never changes"
          + " a trial's id.",
      ""
    })
public final class SubmitCommand implements Callable<Integer> {
  private static final Path CLUSTER = Path.of("cluster.yaml");

  /** Whom a suite is handed to. */
  enum Engine {
    SLURM,
    KUBERNETES,
    SPARK
  }

  @Mixin SuiteArguments suite = new SuiteArguments();
  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--engine", required = true, description = "slurm, kubernetes or spark.")
  Engine engine = Engine.SLURM;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      description = "Tasks that run at a time, a card each; by default all.")
  @Nullable Integer gpus;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "Tasks; by default one for each dataset, backbone and repetition, 1000 at most. Fewer"
              + " make longer tasks.")
  @Nullable Integer shards;

  @Option(
      names = "--cluster",
      paramLabel = "FILE",
      description = "What is to be known of the cluster; by default cluster.yaml if it is here.")
  @Nullable Path cluster;

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Folder for the report; by default reports/ of lossbench.")
  Path reports = Workspace.home().resolve("reports");

  @Option(names = "--print", description = "Print only, which is the default.")
  boolean print;

  @Option(names = "--submit", description = "Submit at once (slurm).")
  boolean submit;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    if (submit && (print || engine != Engine.SLURM)) {
      throw new ParameterException(
          command.commandLine(),
          print
              ? "--print and --submit exclude each other"
              : "--submit is for slurm; "
                  + (engine == Engine.KUBERNETES
                      ? "pipe the manifest into `kubectl apply -f -`"
                      : "pipe the script into `bash` where spark-submit is"));
    }
    if (engine == Engine.KUBERNETES) {
      requireNoPlaces(command.commandLine());
    }
    Suite read = suite.read(workspace);
    ClusterJob job = job(read, command);
    String text =
        switch (engine) {
          case SLURM -> SlurmScript.of(job, run(job), collect(read));
          case KUBERNETES ->
              KubernetesJob.of(job, TextFile.read(suite.file, "the suite"), options(job));
          case SPARK ->
              SparkScript.of(job, file(sparkJar(command.commandLine().getErr())), spark(job));
        };
    if (!submit) {
      out.print(text);
      return ExitCode.OK;
    }
    Submission.toSlurm(text).forEach(out::println);
    out.println(
        "`lossbench status "
            + ShellWord.ofFile(ShownPath.of(suite.file))
            + " --results "
            + ShellWord.ofFile(ShownPath.of(workspace.results))
            + " --watch` tells how far it is");
    return ExitCode.OK;
  }

  /** A pod finds data, and leaves results, where the manifest mounts them. */
  private static void requireNoPlaces(CommandLine line) {
    for (String option : List.of("--data", "--results", "--reports")) {
      if (line.getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            line,
            option
                + " is for slurm and spark; pods have the volumes that cluster.yaml names as"
                + " data-claim and results-claim");
      }
    }
  }

  private ClusterJob job(Suite read, CommandSpec command) {
    Plan plan = Plan.of(read, dataset -> "", backbone -> Optional.empty());
    int blocks = plan.mostShards();
    int tasks = shards == null ? Math.min(blocks, 1000) : shards;
    if (tasks < 1 || tasks > blocks) {
      throw new ParameterException(
          command.commandLine(),
          "--shards is 1 to "
              + blocks
              + " for this suite, because all losses of a repetition are trained on one machine"
              + " (dataset, backbone and repetition make a share), not "
              + tasks);
    }
    if (gpus != null && gpus < 1) {
      throw new ParameterException(command.commandLine(), "--gpus is 1 or more, not " + gpus);
    }
    int atATime = gpus == null ? tasks : Math.min(tasks, gpus);
    if (plan.phases() > 1 && engine == Engine.KUBERNETES) {
      throw new ParameterException(
          command.commandLine(),
          "the suite is tuned, in "
              + plan.phases()
              + " phases that follow from each other, and a Kubernetes job runs each shard once;"
              + " submit it to slurm, or run its shards on machines with one results folder");
    }
    return new ClusterJob(read.name(), tasks, atATime, plan.phases(), settings());
  }

  private Settings settings() {
    if (cluster != null) {
      return workspace.reader().cluster(cluster);
    }
    return Files.exists(CLUSTER)
        ? workspace.reader().cluster(CLUSTER)
        : workspace.reader().defaultCluster();
  }

  private String run(ClusterJob job) {
    List<String> words = new ArrayList<>(List.of(program(), "run", file(suite.file)));
    words.add(options(job));
    words.add("--no-report");
    places(words);
    data(words);
    return String.join(" ", words);
  }

  /** What the jar for Spark takes: its driver plans, trains and collects. */
  private String spark(ClusterJob job) {
    List<String> words = new ArrayList<>(List.of(file(suite.file)));
    words.add(options(job));
    places(words);
    data(words);
    words.addAll(List.of("--reports", file(reports), "--lossbench", program()));
    return String.join(" ", words);
  }

  /** Beside the launcher, as in a release, or where a build from sources leaves it. */
  private static Path sparkJar(PrintWriter err) {
    Path beside = Workspace.home().resolve("lossbench-spark.jar");
    Path module = Workspace.home().resolve("harness/spark");
    Path jar =
        Files.exists(beside) || !Files.isDirectory(module)
            ? beside
            : module.resolve("target/lossbench-spark.jar");
    if (!Files.exists(jar)) {
      err.println(
          "note: there is no "
              + ShownPath.of(jar)
              + " yet: it is published beside each release, and made of the sources by"
              + " `./mvnw package -Pspark -pl harness/spark`");
    }
    return jar;
  }

  private void data(List<String> words) {
    workspace.data.forEach(data -> words.addAll(List.of("--data", file(data))));
  }

  private String collect(Suite read) {
    String merge =
        String.join(
            " ",
            program(),
            "merge",
            file(workspace.results.resolve(read.name())),
            "--results",
            file(workspace.results));
    List<String> report = new ArrayList<>(List.of(program(), "report", read.name()));
    places(report);
    report.addAll(List.of("--reports", file(reports)));
    return merge + " && " + String.join(" ", report);
  }

  private void places(List<String> words) {
    words.addAll(List.of("--results", file(workspace.results)));
    words.addAll(List.of("--datasets", file(workspace.datasets)));
  }

  /** What trials are trained with, wherever it is. */
  private String options(ClusterJob job) {
    List<String> words = new ArrayList<>();
    suite.overrides.forEach(set -> words.addAll(List.of("--set", ShellWord.of(set))));
    if (suite.miniature) {
      words.add("--miniature");
    }
    words.addAll(List.of("--device", ShellWord.of(job.cluster().text("device"))));
    words.addAll(List.of("--threads", Integer.toString(job.cluster().integer("cpus"))));
    return String.join(" ", words);
  }

  private static String program() {
    return file(Workspace.home().resolve("lossbench"));
  }

  private static String file(Path path) {
    return ShellWord.of(path.toAbsolutePath().normalize().toString());
  }
}
