package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.file.Claim;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of several machines: merged, looked at, and the script that makes them. */
class ManyMachinesTest {
  private static final Path QUICKSTART = Cli.REPOSITORY.resolve("results/reference/quickstart");

  @TempDir Path folder;

  /** The reference as one of some machines would have it: its plan, and a part of the records. */
  private Path part(String name, int from, int to) throws IOException {
    Path part = Files.createDirectories(folder.resolve(name));
    Files.copy(QUICKSTART.resolve("plan.json"), part.resolve("plan.json"));
    for (Path trial : trials().subList(from, to)) {
      Path copy = Files.createDirectories(part.resolve("trials").resolve(trial.getFileName()));
      Files.copy(trial.resolve("record.json"), copy.resolve("record.json"));
    }
    return part;
  }

  private static List<Path> trials() throws IOException {
    try (var trials = Files.list(QUICKSTART.resolve("trials"))) {
      return trials.sorted().toList();
    }
  }

  @Test
  void partsMakeTheWhole() throws IOException {
    int count = trials().size();
    Path one = part("one", 0, 7);
    Path two = part("two", 6, count);
    Path results = folder.resolve("merged");
    Cli merge = Cli.run("merge", one.toString(), two.toString(), "--results", results.toString());
    assertThat(merge.code()).as(merge.err()).isZero();
    assertThat(merge.out())
        .contains(one + ": 7 records copied, 0 there already")
        .contains(two + ": " + (count - 7) + " records copied, 1 there already")
        .contains(count + " of " + count + " trials are done");
    assertThat(Files.readString(results.resolve("quickstart/trials.csv")))
        .isEqualTo(Files.readString(QUICKSTART.resolve("trials.csv")));
    assertThat(Cli.run("verify", results.toString()).code()).isZero();

    Files.writeString(results.resolve("quickstart/trials.csv"), "old");
    String[] report = {
      "report", "quickstart", "--results", results.toString(), "--reports", folder.toString()
    };
    assertThat(Cli.run(report).err()).contains("make them anew with `lossbench merge ");
    Path itself = results.resolve("quickstart");
    assertThat(Cli.run("merge", itself.toString(), "--results", results.toString()).code())
        .isZero();
    assertThat(Cli.run(report).err()).doesNotContain("anew");
  }

  @Test
  void nothingIsMergedOfFoldersWithoutResults() {
    Cli merge = Cli.run("merge", folder.toString(), "--results", folder.toString());
    assertThat(merge.code()).isEqualTo(3);
    assertThat(merge.err()).contains("there are no results in " + folder);
  }

  /** The lock of a file system says nothing of other machines there. */
  @Test
  void whereLeasesAreTakenMergeTakesTurnsWithShards() throws Exception {
    Path results = folder.resolve("results");
    Path part = part("results/quickstart", 0, 2);
    try (Channel shard = new Ledger(part).share()) {
      assertThat(shard.isOpen()).isTrue();
      assertThat(merge(part, results, Map.of("LOSSBENCH_LOCKS", "lease"))).isZero();
      assertThat(part.resolve("trials.csv")).exists();
      assertThat(merge(part, results, Map.of())).isEqualTo(3);
    }
    assertThat(Files.readString(folder.resolve("log"))).contains("another lossbench writes to ");
  }

  private int merge(Path from, Path results, Map<String, String> variables) throws Exception {
    ProcessBuilder merge =
        Cli.process(
            folder.resolve("log"),
            List.of(),
            "merge",
            from.toString(),
            "--results",
            results.toString());
    merge.environment().putAll(variables);
    Process process = merge.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void statusTellsWhatIsDoneWhatRunsWhereAndWhatWaits() throws IOException {
    int count = trials().size();
    Path part = part("part", 0, count - 2);
    String open = trials().get(count - 1).getFileName().toString();
    assertThat(Cli.run("status", part.toString()).out())
        .startsWith(
            "quickstart: "
                + (count - 2)
                + " of "
                + count
                + " trials are done, 0 running, 0 failed, 2 waiting");
    Path claim = part.resolve("trials/" + open + "/work/claim");
    try (Claim held = Claim.take(claim).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(Cli.run("status", part.toString()).out())
          .contains("1 running, 0 failed, 1 waiting")
          .contains("running  " + open + "  on ")
          .contains("process " + ProcessHandle.current().pid() + ", since 2");
      assertThat(Cli.run("status", part.toString(), "--format", "json").out())
          .contains("\"waiting\" : 1", "\"trial\" : \"" + open + "\"");
    }
    assertThat(Cli.run("status", QUICKSTART.toString(), "--watch").out())
        .as("over at once")
        .contains(count + " of " + count + " trials are done");
    Cli nothing = Cli.run("status", "nothing", "--results", folder.toString());
    assertThat(nothing.code()).isEqualTo(3);
    assertThat(nothing.err()).contains("nothing was run in " + folder.resolve("nothing"));
  }

  @Test
  void recordsThatThePlanDoesNotNameCountAsNoMachine() throws IOException {
    int count = trials().size();
    Path part = part("part", 0, count - 1);
    Ledger ledger = new Ledger(part);
    List<Trial> planned = ledger.records().stream().map(TrialRecord::trial).toList();
    ledger.commit(onAnotherMachine(trials().get(count - 1).getFileName().toString()));
    String kinds = "the records come from 2 kinds of machines";
    assertThat(Cli.run("status", part.toString()).out()).contains(kinds);

    // As after a change of the suite.
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Cli.REPOSITORY.resolve("datasets"))
            .read(Cli.REPOSITORY.resolve("suites/quickstart.yaml"), List.of());
    ledger.writePlan(new Plan(suite, planned), "quickstart.yaml", List.of());
    assertThat(Cli.run("status", part.toString()).out())
        .contains(" of " + (count - 1) + " trials are done")
        .doesNotContain(kinds);
  }

  private static TrialRecord onAnotherMachine(String id) {
    TrialRecord record = new Ledger(QUICKSTART).find(id).orElseThrow();
    Provenance.Terms here = record.provenance().comparable();
    Provenance.Terms there =
        new Provenance.Terms(
            here.lossbench(),
            here.engine(),
            here.device(),
            "another processor",
            here.architecture(),
            here.threads());
    return TrialRecord.completed(
        record.suite(),
        record.trial(),
        new Provenance(there, record.provenance().varying()),
        Objects.requireNonNull(record.outcome()),
        record.files());
  }

  @Test
  void submitPrintsWhatTheEngineTakes() throws IOException {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path suite = Cli.tinySuite(folder, "tiny", 2, "bce", "asl");
    Path cluster = Files.writeString(folder.resolve("cluster.yaml"), "account: vision\ncpus: 2\n");
    String[] slurm = {
      "submit",
      suite.toString(),
      "--engine",
      "slurm",
      "--set",
      "repetitions=6",
      "--gpus",
      "4",
      "--cluster",
      cluster.toString(),
      "--results",
      folder.resolve("two words").toString()
    };
    Cli script = Cli.run(slurm);
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(script.out())
        .contains("#SBATCH --array=1-6%4\n#SBATCH --account=vision\n")
        .contains("--set repetitions=6 --device gpu --threads 2 --no-report")
        .contains("--results '" + folder.resolve("two words") + "' ")
        .contains("--shard \"$SLURM_ARRAY_TASK_ID/6\"")
        .contains(" merge '" + folder.resolve("two words/tiny") + "' ")
        .contains(" report tiny ");
    Cli manifest = Cli.run("submit", suite.toString(), "--engine", "kubernetes");
    assertThat(manifest.code()).as(manifest.err()).isZero();
    assertThat(manifest.out()).contains("\"completionMode\" : \"Indexed\"", "suite: tiny\\n");

    Files.writeString(
        cluster, "master: spark://head:7077\ncpus: 2\noptions: [--deploy-mode cluster]\n");
    String[] spark = slurm.clone();
    spark[3] = "spark";
    Cli call = Cli.run(spark);
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out())
        .contains(
            "spark-submit --class io.lossbench.spark.SuiteOnSpark \\\n  --master spark://head:7077 ")
        .contains("--conf spark.task.cpus=2 ", "--conf spark.cores.max=8 ")
        .contains("--conf spark.task.resource.gpu.amount=1 ", "  --deploy-mode cluster \\\n")
        .contains("lossbench-spark.jar \\\n  " + suite + " --set repetitions=6 --device gpu ")
        .contains("--results '" + folder.resolve("two words") + "' ")
        .endsWith(" --shards 6\n");
    assertThat(Cli.run("submit", suite.toString(), "--engine", "spark", "--submit").err())
        .contains("into `bash` where spark-submit is");

    Cli many = Cli.run("submit", suite.toString(), "--engine", "slurm", "--shards", "2");
    assertThat(many.code()).isEqualTo(2);
    assertThat(many.err()).contains("--shards is 1 to 1 for this suite");
    assertThat(Cli.run("submit", suite.toString(), "--engine", "kubernetes", "--submit").err())
        .contains("kubectl apply -f -");
    assertThat(Cli.run("run", suite.toString(), "--shard", "1/2").err())
        .contains("there is 1 share at most");
  }

  @Test
  void placesOfThisMachineAreNotThoseOfPods() throws IOException {
    Path suite = Cli.tinySuite(folder, "tiny", 2, "bce");
    for (String option : List.of("--data", "--results", "--reports")) {
      Cli submit =
          Cli.run("submit", suite.toString(), "--engine", "kubernetes", option, folder.toString());
      assertThat(submit.code()).isEqualTo(2);
      assertThat(submit.err()).contains(option + " is for slurm and spark; pods have the volumes");
    }
  }

  @Test
  void aJarForSparkThatIsNotThereYetIsTold() throws IOException {
    Path suite = Cli.tinySuite(folder, "tiny", 2, "bce");
    String[] submit = {
      "submit",
      suite.toString(),
      "--engine",
      "spark",
      "--datasets",
      Cli.REPOSITORY.resolve("datasets").toString()
    };
    System.setProperty("lossbench.home", folder.toString());
    try {
      assertThat(Cli.run(submit).err())
          .contains("there is no " + folder.resolve("lossbench-spark.jar") + " yet")
          .contains("-Pspark");
      Files.writeString(folder.resolve("lossbench-spark.jar"), "");
      assertThat(Cli.run(submit).err()).isEmpty();
    } finally {
      System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    }
  }
}
