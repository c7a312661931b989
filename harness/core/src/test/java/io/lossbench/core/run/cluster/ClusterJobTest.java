package io.lossbench.core.run.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The texts for engines, and what they are made of. */
class ClusterJobTest {
  private static final String RUN = "/opt/lossbench run '/my suites/voc.yaml' --threads 8";

  @TempDir Path folder;

  private Settings cluster(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("cluster.yaml"), yaml);
    return new SuiteReader(Definitions.builtIn(), folder).cluster(file);
  }

  @Test
  void theScriptForSlurmIsTheOneThatWasReviewed() throws Exception {
    Settings cluster =
        cluster(
            """
            account: vision
            partition: gpu
            constraint: a100
            gres: gpu:a100:1
            time: 12:00:00
            cpus: 8
            memory: 32G
            setup: [module purge, module load cuda/12.8]
            options: [--qos=long]
            """);
    String script =
        SlurmScript.of(
            new ClusterJob("voc", 10, 4, 1, cluster), RUN, "/opt/lossbench merge a && report");
    Path expected = Path.of("src/test/resources/io/lossbench/core/run/cluster/slurm.sh");
    if (Boolean.getBoolean("lossbench.write-expected")) {
      Files.writeString(expected, script);
    }
    assertThat(script).isEqualTo(Files.readString(expected));
  }

  /** Runs a script where a program of the engine is what some lines of shell say. */
  private void run(String script, String program, String shell) throws Exception {
    Path fake = Files.writeString(folder.resolve(program), "#!/bin/bash\n" + shell + "\n");
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    Path file = Files.writeString(folder.resolve("script"), script);
    ProcessBuilder bash = new ProcessBuilder("bash", file.toString()).inheritIO();
    bash.directory(folder.toFile());
    bash.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    Process process = bash.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** What is left out is no empty option; and the two jobs reach sbatch as they are printed. */
  @Test
  void theScriptHandsTwoJobsToSbatch() throws Exception {
    run(
        SlurmScript.of(new ClusterJob("voc", 3, 3, 1, cluster("{}")), RUN, "collect $HOME"),
        "sbatch",
        "echo \"arguments: $*\" >> seen; cat >> seen; echo '77;cluster'");
    assertThat(Files.readString(folder.resolve("seen")))
        .contains("arguments: --parsable\n#!/bin/bash\n#SBATCH --job-name=lossbench-voc\n")
        .contains("#SBATCH --array=1-3%3\n")
        .contains("exec " + RUN + " --shard \"$SLURM_ARRAY_TASK_ID/3\"\n")
        .contains("arguments: --dependency=afterany:77\n#!/bin/bash\n")
        .endsWith("collect $HOME\n")
        .doesNotContain("account")
        .doesNotContain("=\n");
  }

  @Test
  void eachPhaseOfASearchWaitsForTheOneBefore() throws Exception {
    run(
        SlurmScript.of(new ClusterJob("voc", 3, 3, 3, cluster("{}")), RUN, "collect"),
        "sbatch",
        "echo \"$*\" >> seen; cat > /dev/null; wc -l < seen");
    assertThat(Files.readAllLines(folder.resolve("seen")))
        .containsExactly(
            "--parsable",
            "--parsable --dependency=afterany:1",
            "--parsable --dependency=afterany:2",
            "--dependency=afterany:3");
  }

  @Test
  void theCallOfSparkReachesItAsItIsPrinted() throws Exception {
    // What a glob without quotes would become.
    Files.writeString(folder.resolve("local2"), "");
    Settings cluster =
        cluster("master: local[2]\ncpus: 2\nmemory: 2G;3\noptions: [--name 'two words']\n");
    run(
        SparkScript.of(new ClusterJob("voc", 3, 2, 1, cluster), "'my jar'", "'my suite.yaml'"),
        "spark-submit",
        "printf '%s\\n' \"$@\" > seen");
    assertThat(Files.readAllLines(folder.resolve("seen")))
        .startsWith("--class", "io.lossbench.spark.SuiteOnSpark", "--master", "local[2]")
        .contains("spark.cores.max=4", "spark.executor.instances=2")
        .contains("spark.executor.memoryOverhead=2G;3", "spark.task.resource.gpu.amount=1")
        .endsWith("--name", "two words", "my jar", "my suite.yaml", "--shards", "3");
  }

  @Test
  void theManifestIsAnIndexedJobWithTheSuiteBesideIt() throws IOException {
    Settings cluster =
        cluster(
            """
            image: example/lossbench-cuda:0.1.0
            namespace: vision
            node-labels: [nvidia.com/gpu.product=NVIDIA-A100]
            memory: 32G
            cpus: 8
            """);
    String suite = "suite: VOC_2007\nlosses: {bce: {type: bce}}  # \"quoted\"\n";
    JsonNode list =
        JsonMapper.builder()
            .build()
            .readTree(
                KubernetesJob.of(
                    new ClusterJob("VOC_2007", 10, 4, 1, cluster), suite, "--threads 8"));
    JsonNode configMap = list.path("items").path(0);
    JsonNode job = list.path("items").path(1);
    assertThat(configMap.path("kind").asString()).isEqualTo("ConfigMap");
    assertThat(configMap.path("data").path("suite.yaml").asString()).isEqualTo(suite);
    assertThat(job.path("apiVersion").asString()).isEqualTo("batch/v1");
    assertThat(job.path("metadata").path("name").asString()).isEqualTo("lossbench-voc-2007");
    assertThat(job.path("metadata").path("namespace").asString()).isEqualTo("vision");

    JsonNode spec = job.path("spec");
    assertThat(spec.path("completionMode").asString()).isEqualTo("Indexed");
    assertThat(spec.path("completions").asInt()).isEqualTo(10);
    assertThat(spec.path("parallelism").asInt()).isEqualTo(4);
    assertThat(spec.path("backoffLimitPerIndex").asInt()).isPositive();
    JsonNode rules = spec.path("podFailurePolicy").path("rules");
    assertThat(rules.path(0).path("action").asString()).isEqualTo("Ignore");
    assertThat(rules.path(1).path("action").asString()).isEqualTo("FailIndex");
    assertThat(rules.path(1).path("onExitCodes").path("values").toString())
        .as("failed trials, which are rows, and a wrong suite")
        .isEqualTo("[1,2]");

    JsonNode pod = spec.path("template").path("spec");
    assertThat(pod.path("restartPolicy").asString()).isEqualTo("Never");
    assertThat(pod.path("nodeSelector").path("nvidia.com/gpu.product").asString())
        .isEqualTo("NVIDIA-A100");
    JsonNode container = pod.path("containers").path(0);
    assertThat(container.path("name"))
        .isEqualTo(rules.path(1).path("onExitCodes").path("containerName"));
    assertThat(container.path("args").path(0).asString())
        .isEqualTo(
            "exec lossbench run /suite/suite.yaml --threads 8 --data /data --results /results"
                + " --reports /results/reports --shard \"$((JOB_COMPLETION_INDEX + 1))/10\"");
    assertThat(container.path("resources").path("limits").path("nvidia.com/gpu").asInt())
        .isEqualTo(1);
    assertThat(container.path("resources").path("limits").path("memory").asString())
        .isEqualTo("32Gi");
    for (JsonNode mount : container.path("volumeMounts")) {
      assertThat(pod.path("volumes"))
          .as("each mount has its volume")
          .anyMatch(volume -> volume.path("name").equals(mount.path("name")));
    }
  }

  /** What it would replace are its own variables, {@code $(NAME)}. */
  @Test
  void kubernetesHandsWordsToTheShellAsTheyAre() throws IOException {
    String manifest =
        KubernetesJob.of(
            new ClusterJob("voc", 1, 1, 1, cluster("{}")),
            "",
            "--set 'note=$(LOSSBENCH_CACHE) $5'");
    assertThat(manifest)
        .contains("suite.yaml --set 'note=$$(LOSSBENCH_CACHE) $$5' --data ")
        .contains("\\\"$((JOB_COMPLETION_INDEX + 1))/1\\\"");
  }

  @Test
  void faultsOfAClusterHaveTheirPlace() {
    assertThatThrownBy(() -> cluster("acount: vision\n"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("cluster.yaml:1:1: unknown key 'acount'")
        .hasMessageContaining("account");
    assertThatThrownBy(() -> cluster("cpus: 4\npartition: \"gpu\\n#SBATCH --wrap=x\"\n"))
        .hasMessageContaining("cluster.yaml:2:12: expected a word without spaces");
    assertThatThrownBy(() -> cluster("setup: [module load a, \"b\\nc\"]\n"))
        .hasMessageContaining("cluster.yaml:1:")
        .hasMessageContaining("expected one line");
    assertThatThrownBy(() -> cluster("node-labels: [zone=b, a100, =c, a=b=c]\n"))
        .hasMessageContaining("cluster.yaml:1:23: expected a label as NAME=VALUE")
        .hasMessageContaining("cluster.yaml:1:29: ")
        .hasMessageContaining("cluster.yaml:1:33: ")
        .hasMessageNotContaining("cluster.yaml:1:15");
    assertThatThrownBy(() -> cluster("device: gpu:1\n"))
        .hasMessageContaining("cluster.yaml:1:9: expected one of gpu, cpu");
  }
}
