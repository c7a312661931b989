package io.lossbench.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** Lost executors count as failures of a task, and say nothing about the suite. */
  private static final String MAX_FAILURES = "20";

  private final SuiteArguments arguments;

  private SuiteOnSpark(SuiteArguments arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    int code;
    try {
      code = new SuiteOnSpark(SuiteArguments.of(List.of(words))).run();
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      code = WRONG;
    }
    System.exit(code);
  }

  private int run() throws IOException, InterruptedException {
    List<String> planning = command("plan", arguments.plan());
    planning.addAll(List.of("--format", "json"));
    Process planner =
        new ProcessBuilder(planning).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(planner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (planner.waitFor() != 0) {
      return planner.exitValue();
    }
    JsonNode plan = new ObjectMapper().readTree(printed);
    int worst = train(plan);
    int collected = collect(plan.path("suite").asText());
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
    List<String> words = command("run", arguments.plan());
    words.addAll(arguments.run());
    words.add("--no-report");
    SparkConf conf = new SparkConf().setIfMissing("spark.task.maxFailures", MAX_FAILURES);
    conf.setIfMissing("spark.app.name", "lossbench " + plan.path("suite").asText());
    int worst = 0;
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<Integer> numbers = IntStream.rangeClosed(1, shards).boxed().toList();
      for (int phase = 0; phase < plan.path("phases").asInt() && worst < WRONG; phase++) {
        List<ShardTask.Outcome> outcomes =
            spark.parallelize(numbers, shards).map(new ShardTask(words, shards)).collect();
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
   * An exit code of lossbench as one of ours: what is neither a trial nor a suite is the machine.
   */
  static int gravity(int exitCode) {
    return exitCode <= WRONG ? exitCode : ENVIRONMENT;
  }

  private int collect(String suite) throws IOException, InterruptedException {
    String results = arguments.results().toString();
    String ledger = arguments.results().resolve(suite).toString();
    int merged = call(command("merge", List.of(ledger, "--results", results)));
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

  private static int call(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
