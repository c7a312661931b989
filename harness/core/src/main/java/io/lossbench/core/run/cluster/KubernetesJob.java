package io.lossbench.core.run.cluster;

import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest that runs a suite on Kubernetes from version 1.29 on: a ConfigMap with the suite, and
 * an Indexed Job with a shard in each pod. Written as JSON, which {@code kubectl} reads as it reads
 * YAML.
 *
 * <p>A pod that is drained or preempted does not count as a failure; failed trials (exit code 1),
 * which are rows, and a suite that is wrong (2) are not tried again.
 */
public final class KubernetesJob {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final int RETRIES = 3;
  private static final int FAILED_TRIALS = 1;
  private static final int WRONG_SUITE = 2;
  private static final String CONTAINER = "lossbench";
  private static final String FOLDER = "/suite";

  private KubernetesJob() {}

  /**
   * The manifest.
   *
   * @param text of the suite's file
   * @param options of {@code lossbench run} beside suite and shard, as words of shell
   */
  public static String of(ClusterJob job, String text, String options) {
    // A name of Kubernetes is one of DNS.
    String name =
        ("lossbench-" + job.suite()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    name = name.substring(0, Math.min(name.length(), 50)).replaceAll("-+$", "");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    if (!job.cluster().text("namespace").isEmpty()) {
      metadata.put("namespace", job.cluster().text("namespace"));
    }
    Map<String, Object> suite = new LinkedHashMap<>();
    suite.put("apiVersion", "v1");
    suite.put("kind", "ConfigMap");
    suite.put("metadata", metadata);
    suite.put("data", Map.of("suite.yaml", text));
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("items", List.of(suite, job(job, metadata, name, options)));
    return JSON.writeValueAsString(list) + "\n";
  }

  private static Map<String, Object> job(
      ClusterJob job, Map<String, Object> metadata, String configMap, String options) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("completionMode", "Indexed");
    spec.put("completions", job.shards());
    spec.put("parallelism", job.atATime());
    spec.put("backoffLimitPerIndex", RETRIES);
    spec.put("maxFailedIndexes", job.shards());
    spec.put(
        "podFailurePolicy",
        Map.of(
            "rules",
            List.of(
                ordered(
                    "action",
                    "Ignore",
                    "onPodConditions",
                    List.of(ordered("type", "DisruptionTarget", "status", "True"))),
                ordered(
                    "action",
                    "FailIndex",
                    "onExitCodes",
                    ordered(
                        "containerName",
                        CONTAINER,
                        "operator",
                        "In",
                        "values",
                        List.of(FAILED_TRIALS, WRONG_SUITE))))));
    spec.put("template", Map.of("spec", pod(job, configMap, options)));
    return ordered("apiVersion", "batch/v1", "kind", "Job", "metadata", metadata, "spec", spec);
  }

  private static Map<String, Object> pod(ClusterJob job, String configMap, String options) {
    Settings cluster = job.cluster();
    Map<String, Object> pod = new LinkedHashMap<>();
    pod.put("restartPolicy", "Never");
    pod.put("terminationGracePeriodSeconds", 60);
    Map<String, Object> labels = new LinkedHashMap<>();
    for (String label : cluster.texts("node-labels")) {
      int sign = label.indexOf('=');
      labels.put(label.substring(0, sign), label.substring(sign + 1));
    }
    if (!labels.isEmpty()) {
      pod.put("nodeSelector", labels);
    }
    pod.put("containers", List.of(container(job, options)));
    pod.put(
        "volumes",
        List.of(
            ordered("name", "suite", "configMap", Map.of("name", configMap)),
            ordered(
                "name",
                "data",
                "persistentVolumeClaim",
                ordered("claimName", cluster.text("data-claim"), "readOnly", true)),
            ordered(
                "name",
                "results",
                "persistentVolumeClaim",
                Map.of("claimName", cluster.text("results-claim"))),
            ordered("name", "cache", "emptyDir", Map.of()),
            ordered("name", "shm", "emptyDir", ordered("medium", "Memory", "sizeLimit", "2Gi"))));
    return pod;
  }

  private static Map<String, Object> container(ClusterJob job, String options) {
    Settings cluster = job.cluster();
    String memory = cluster.text("memory").replaceAll("([KMGT])$", "$1i");
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("memory", memory);
    if (cluster.text("device").equals("gpu")) {
      limits.put("nvidia.com/gpu", 1);
    }
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(ordered("name", "suite", "mountPath", FOLDER, "readOnly", true));
    mounts.add(ordered("name", "data", "mountPath", "/data", "readOnly", true));
    mounts.add(ordered("name", "results", "mountPath", "/results"));
    mounts.add(ordered("name", "cache", "mountPath", "/cache"));
    mounts.add(ordered("name", "shm", "mountPath", "/dev/shm"));
    return ordered(
        "name",
        CONTAINER,
        "image",
        cluster.text("image"),
        "command",
        List.of("/bin/sh", "-c"),
        "args",
        List.of(
            "exec lossbench run "
                + FOLDER
                + "/suite.yaml "
                + verbatim(options)
                + " --data /data --results /results --reports /results/reports --shard"
                + " \"$((JOB_COMPLETION_INDEX + 1))/"
                + job.shards()
                + "\""),
        "env",
        List.of(ordered("name", "LOSSBENCH_CACHE", "value", "/cache")),
        "resources",
        ordered(
            "requests",
            ordered("cpu", Integer.toString(cluster.integer("cpus")), "memory", memory),
            "limits",
            limits),
        "volumeMounts",
        mounts);
  }

  /** Kubernetes replaces {@code $(NAME)} before the shell reads it. */
  private static String verbatim(String options) {
    return options.replace("$", "$$");
  }

  /** A map in the order that a reader expects. */
  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
