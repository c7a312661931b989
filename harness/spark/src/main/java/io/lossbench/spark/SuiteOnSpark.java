package io.lossbench.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A suite as a job of Spark, standalone, on YARN or on Kubernetes: reads the plan, trains each
 * shard in a task, then makes tables and report. Takes what {@link SuiteArguments} says; ends with
 * the exit codes of lossbench.
 */
public final class SuiteOnSpark {
  private static final int WRONG = 2;
  private static final int ENVIRONMENT = 3;
  private static final int BUG = 70;

  /** Lost executors count as failures of a task, and say nothing about the suite. */
  private static final String MAX_FAILURES = "20";

  private final SuiteArguments arguments;

  private SuiteOnSpark(SuiteArguments arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] words) {
    System.exit(exitCode(List.of(words)));
  }

  /** Runs what the words say, to its end. */
  static int exitCode(List<String> words) {
    try {
      return new SuiteOnSpark(SuiteArguments.of(words)).run();
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      return WRONG;
    } catch (IOException e) {
      System.err.println("error: " + e.getMessage());
      return ENVIRONMENT;
    } catch (Exception e) {
      // Spark's: that it finds no cluster, or has given up a task. Scala declares none of them.
      e.printStackTrace();
      return ENVIRONMENT;
    }
  }

  private int run() throws IOException, InterruptedException {
    List<String> planning = command("plan", arguments.plan());
    planning.addAll(List.of("--format", "json"));
    Process planner =
        start(new ProcessBuilder(planning).redirectError(ProcessBuilder.Redirect.INHERIT));
    String printed = new String(planner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (planner.waitFor() != 0) {
      return planner.exitValue();
    }
    JsonNode plan = new ObjectMapper().readTree(printed);
    int worst = train(plan);
    Path ledger = arguments.results().resolve(plan.path("suite").asText());
    if (worst != 0 && !Files.exists(ledger.resolve("plan.json"))) {
      // No shard came so far that there is something to collect.
      return worst;
    }
    int collected = collect(plan.path("suite").asText(), ledger);
    return worst == 0 ? collected : worst;
  }

  /** Trains all shards, phase by phase of a suite that is tuned; the gravest exit code. */
  private int train(JsonNode plan) {
    int most = plan.path("shards").asInt();
    int shards = arguments.shards().orElse(most);
    if (shards > most) {
      throw new IllegalArgumentException(
          "--shards is 1 to "
              + most
              + " for this suite, since all losses of a repetition are trained"
              + " on one machine, not "
              + shards);
    }
    for (JsonNode missing : plan.path("missing")) {
      System.err.println("note: the driver does not have what the nodes need: " + missing.asText());
    }
    List<String> words = command("run", arguments.plan());
    words.addAll(arguments.run());
    words.add("--no-report");
    ShardTask task = new ShardTask(words, shards, plan.path("missing").isEmpty());
    SparkConf conf = new SparkConf().setIfMissing("spark.task.maxFailures", MAX_FAILURES);
    conf.setIfMissing("spark.app.name", "lossbench " + plan.path("suite").asText());
    int worst = 0;
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<Integer> numbers = IntStream.rangeClosed(1, shards).boxed().toList();
      for (int phase = 0; phase < plan.path("phases").asInt() && worst < WRONG; phase++) {
        List<ShardTask.Outcome> outcomes = spark.parallelize(numbers, shards).map(task).collect();
        for (ShardTask.Outcome outcome : outcomes) {
          worst = Math.max(worst, gravity(outcome.exitCode()));
          if (outcome.exitCode() != 0) {
            System.err.printf(
                "shard %d/%d on %s ended with exit code %d:%n%s%n",
                outcome.shard(), shards, outcome.where(), outcome.exitCode(), outcome.said());
          }
        }
      }
    }
    return worst;
  }

  /**
   * An exit code of lossbench, or of a signal, as one of ours: what is neither a trial, a suite nor
   * a bug is the machine.
   */
  static int gravity(int exitCode) {
    return exitCode <= WRONG || exitCode == BUG ? exitCode : ENVIRONMENT;
  }

  private int collect(String suite, Path ledger) throws IOException, InterruptedException {
    String results = arguments.results().toString();
    int merged = call(command("merge", List.of(ledger.toString(), "--results", results)));
    if (merged != 0) {
      return merged;
    }
    List<String> report = command("report", List.of(suite, "--results", results));
    report.addAll(arguments.reports());
    return call(report);
  }

  private List<String> command(String name, List<String> words) {
    List<String> command = new ArrayList<>(List.of(arguments.program(), name));
    command.addAll(words);
    return command;
  }

  private static Process start(ProcessBuilder command) throws IOException {
    try {
      return command.start();
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; --lossbench says where the launcher is", e);
    }
  }

  private static int call(List<String> command) throws IOException, InterruptedException {
    return start(new ProcessBuilder(command).inheritIO()).waitFor();
  }
}
