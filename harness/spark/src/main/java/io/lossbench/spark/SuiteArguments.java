package io.lossbench.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows the jar on the command line of {@code spark-submit}: the suite, and options of
 * {@code lossbench run}.
 *
 * @param program the launcher, where every node has it
 * @param plan suite and options that {@code plan} has too, with absolute files
 * @param run options that only {@code run} has
 * @param results the shared folder for ledgers, absolute
 * @param reports where pages go, as an option; empty for the default of the launcher
 * @param shards tasks; empty for one for each block of trials
 */
public record SuiteArguments(
    String program,
    List<String> plan,
    List<String> run,
    Path results,
    List<String> reports,
    Optional<Integer> shards) {
  private static final Set<String> FILES = Set.of("--results", "--datasets", "--data");
  private static final Set<String> OF_RUN = Set.of("--device", "--threads", "--jobs");
  private static final String USAGE =
      "usage: spark-submit --class io.lossbench.spark.SuiteOnSpark lossbench-spark.jar SUITE --results"
          + " DIR [--reports DIR] [--shards N] [--lossbench FILE] [--set PATH=VALUE]..."
          + " [--miniature] [--data DIR]... [--datasets DIR] [--device NAME] [--threads N] [--jobs N]";

  /**
   * Reads the words of a command line.
   *
   * @throws IllegalArgumentException if they cannot be meant, with a message for the user
   */
  public static SuiteArguments of(List<String> words) {
    String program = "lossbench";
    List<String> suite = new ArrayList<>();
    List<String> plan = new ArrayList<>();
    List<String> run = new ArrayList<>();
    List<String> reports = new ArrayList<>();
    Optional<Path> results = Optional.empty();
    Optional<Integer> shards = Optional.empty();
    Iterator<String> rest = separated(words).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (!word.startsWith("--")) {
        suite.add(absolute(word));
      } else if (word.equals("--miniature")) {
        plan.add(word);
      } else if (word.equals("--set")) {
        plan.addAll(List.of(word, value(word, rest)));
      } else if (FILES.contains(word)) {
        String file = absolute(value(word, rest));
        results = word.equals("--results") ? Optional.of(Path.of(file)) : results;
        plan.addAll(List.of(word, file));
      } else if (OF_RUN.contains(word)) {
        run.addAll(List.of(word, value(word, rest)));
      } else if (word.equals("--reports")) {
        reports.addAll(List.of(word, absolute(value(word, rest))));
      } else if (word.equals("--lossbench")) {
        program = launcher(value(word, rest));
      } else if (word.equals("--shards")) {
        shards = Optional.of(number(word, value(word, rest)));
      } else {
        throw wrong("there is no option " + word);
      }
    }
    if (suite.size() != 1) {
      throw wrong(suite.isEmpty() ? "which suite?" : "one suite at a time, not " + suite);
    }
    plan.add(0, suite.get(0));
    Path shared =
        results.orElseThrow(() -> wrong("--results has to name a folder that all nodes share"));
    return new SuiteArguments(
        program, List.copyOf(plan), List.copyOf(run), shared, List.copyOf(reports), shards);
  }

  /** An option and its value as two words, also where they came as one. */
  private static List<String> separated(List<String> words) {
    List<String> separated = new ArrayList<>();
    for (String word : words) {
      int sign = word.indexOf('=');
      if (word.startsWith("--") && sign > 0) {
        separated.addAll(List.of(word.substring(0, sign), word.substring(sign + 1)));
      } else {
        separated.add(word);
      }
    }
    return separated;
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw wrong(option + " needs a value");
    }
    return rest.next();
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9]\\d{0,5}")) {
      throw wrong(option + " is 1 or more, not '" + value + "'");
    }
    return Integer.parseInt(value);
  }

  private static String absolute(String file) {
    return Path.of(file).toAbsolutePath().normalize().toString();
  }

  /** A name is looked up on each node; a file is the same one, wherever a task works. */
  private static String launcher(String program) {
    return program.contains("/") ? absolute(program) : program;
  }

  private static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(message + "\n" + USAGE);
  }
}
