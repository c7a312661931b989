package io.lossbench.core.plan;

import io.lossbench.core.image.Padding;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.EpochSelection;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.suite.TuneSettings;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The check that a suite can run on its datasets, made before the first trial instead of in each of
 * them. A dataset of which something is not known yet has the benefit of the doubt.
 */
public final class Preflight {
  private Preflight() {}

  /**
   * Refuses a suite that cannot run on its datasets.
   *
   * @param definitions of the suite's language, which know what a loss is made for
   * @throws SuiteException with all that is wrong
   */
  public static void require(
      Suite suite, Definitions definitions, Function<Suite.Dataset, DataFacts> data) {
    List<Problem> problems = new ArrayList<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      DataFacts facts = data.apply(dataset);
      for (Suite.Loss loss : suite.losses()) {
        facts
            .task()
            .filter(task -> !task.takesLossesOf(madeFor(loss, definitions)))
            .ifPresent(
                task -> problems.add(wrongLoss(loss, madeFor(loss, definitions), dataset, task)));
      }
      for (Suite.Backbone backbone : suite.backbones()) {
        facts.task().ifPresent(task -> problems.addAll(ofBackbone(backbone, dataset.name(), task)));
        problems.addAll(
            problems(
                dataset.name(),
                new TrainSettings(suite.section("train", dataset, backbone)),
                new EvaluateSettings(suite.section("evaluate", dataset, backbone)),
                facts));
        imageBatch(suite, dataset, backbone, facts).ifPresent(problems::add);
        suite
            .tune()
            .ifPresent(tune -> problems.addAll(ofTuning(suite, tune, dataset, backbone, facts)));
      }
    }
    if (!problems.isEmpty()) {
      throw new SuiteException(
          problems.stream()
              .distinct()
              .map(p -> new Diagnostic(suite.name(), 0, 0, p.message(), p.advice(), ""))
              .toList());
    }
  }

  /** A fault in a sentence, and what to do about it. */
  public record Problem(String message, String advice) {
    @Override
    public String toString() {
      return message + "; " + advice;
    }
  }

  /** What is wrong with the settings of one trial on a dataset. */
  public static List<Problem> problems(
      String dataset, TrainSettings train, EvaluateSettings evaluate, DataFacts facts) {
    List<Problem> problems = new ArrayList<>();
    int batch = train.batchSize();
    int trained = facts.trained(evaluate).orElse(Integer.MAX_VALUE);
    if (batch > trained) {
      problems.add(
          new Problem(
              "train.batch-size "
                  + batch
                  + " is larger than the "
                  + trained
                  + " training images of dataset '"
                  + dataset
                  + "'",
              "lower it"));
    }
    if (evaluate.selection() == EpochSelection.BEST_ON_VALIDATION
        && facts.validation(evaluate).orElse(1) == 0) {
      problems.add(
          new Problem(
              "evaluate.selection is best-on-validation, but dataset '"
                  + dataset
                  + "' has no validation images",
              "set evaluate.validation-fraction, or raise it"));
    }
    facts.task().ifPresent(task -> problems.addAll(ofAugmentations(dataset, train, task)));
    facts
        .task()
        .filter(task -> addsInVain(evaluate, task))
        .ifPresent(task -> problems.add(metricsInVain(dataset, task)));
    facts
        .task()
        .filter(task -> train.missingLabels().isPresent() && !task.canMissLabels())
        .ifPresent(task -> problems.add(labelsThatCannotMiss(dataset, task)));
    return problems;
  }

  private static Optional<Problem> imageBatch(
      Suite suite, Suite.Dataset dataset, Suite.Backbone backbone, DataFacts facts) {
    if (!backbone.settings().has("image-size")) {
      return Optional.empty();
    }
    long side = backbone.settings().integer("image-size");
    int trained =
        facts
            .trained(new EvaluateSettings(suite.section("evaluate", dataset, backbone)))
            .orElse(Integer.MAX_VALUE);
    int rows =
        Math.min(trained, new TrainSettings(suite.section("train", dataset, backbone)).batchSize());
    if (backbone.settings().has("resize")) {
      // The canvas of an upright and a lying image, with a byte beside the colours.
      long padded = Padding.side(backbone.settings().settings("resize").integer("longest-side"));
      return batch(
          "train.batch-size",
          rows,
          rows + " images on " + padded + " x " + padded + " pixels",
          4 * padded * padded);
    }
    return batch(
        "train.batch-size", rows, rows + " images of " + side + " pixels", 3 * side * side);
  }

  /**
   * What is wrong with a batch whose inputs are more than a buffer holds.
   *
   * @param setting that says how large a batch is
   * @param inputs of the batch in words
   * @param bytes of each input
   */
  public static Optional<Problem> batch(String setting, int rows, String inputs, long bytes) {
    long most = Integer.MAX_VALUE / bytes;
    return rows <= most
        ? Optional.empty()
        : Optional.of(
            new Problem(
                String.format(
                    Locale.ROOT,
                    "a batch of %s takes %.1f GiB, and 2 GiB is the most that it can",
                    inputs,
                    rows * (double) bytes / (1L << 30)),
                "set " + setting + " to " + most + " or less"));
  }

  /** Whether metrics are listed of which the task has none. */
  private static boolean addsInVain(EvaluateSettings evaluate, Task task) {
    Settings settings = evaluate.settings();
    return settings.has("metrics")
        && !settings.list("metrics").isEmpty()
        && task.metrics(settings).equals(task.metrics(settings.with("metrics", List.of())));
  }

  private static Problem metricsInVain(String dataset, Task task) {
    return new Problem(
        "evaluate.metrics adds nothing in the task of dataset '" + dataset + "', " + task.name(),
        "take it out, for this dataset only: datasets." + dataset + ".evaluate.metrics");
  }

  private static Problem labelsThatCannotMiss(String dataset, Task task) {
    return new Problem(
        "train.missing-labels is set, but labels cannot be missing in the task of dataset '"
            + dataset
            + "', "
            + task.name(),
        "take it out");
  }

  private static List<Problem> ofAugmentations(String dataset, TrainSettings train, Task task) {
    return train.augmentations().stream()
        .flatMap(each -> each.asMap().keySet().stream())
        .filter(name -> !task.follows(name))
        .map(
            name ->
                new Problem(
                    "train.augment has "
                        + name
                        + ", and after that nobody knows what is right for the task of dataset '"
                        + dataset
                        + "', "
                        + task.name(),
                    "take it out, for this dataset only: datasets." + dataset + ".train.augment"))
        .toList();
  }

  /** A setting that the task needs and the backbone has not, or the other way round. */
  private static List<Problem> ofBackbone(Suite.Backbone backbone, String dataset, Task task) {
    List<Problem> problems = new ArrayList<>();
    Stream.concat(Tasks.all().stream(), Stream.of(task))
        .flatMap(each -> each.backboneSetting().stream())
        .distinct()
        .forEach(
            setting -> {
              boolean needed = task.backboneSetting().equals(Optional.of(setting));
              if (needed != backbone.settings().has(setting)) {
                problems.add(
                    new Problem(
                        "backbone '"
                            + backbone.name()
                            + "' has "
                            + (needed ? "no " : "a ")
                            + setting
                            + ", and the task of dataset '"
                            + dataset
                            + "' is "
                            + task.name(),
                        needed
                            ? "give it one: backbones." + backbone.name() + "." + setting
                            : "take it out, or take another dataset"));
              }
            });
    return problems;
  }

  /** What is wrong with the settings that a search would try. */
  private static List<Problem> ofTuning(
      Suite suite,
      TuneSettings tune,
      Suite.Dataset dataset,
      Suite.Backbone backbone,
      DataFacts facts) {
    List<Problem> problems = new ArrayList<>();
    EvaluateSettings evaluate =
        new EvaluateSettings(suite.section("evaluate", dataset, backbone))
            .onValidation(tune.validationFraction());
    if (facts.validation(evaluate).orElse(1) == 0) {
      problems.add(
          new Problem(
              "tuning would have no validation images of dataset '" + dataset.name() + "'",
              "raise tune.validation-fraction"));
    }
    Search search = new Search(suite, tune);
    for (Suite.Loss loss : suite.losses()) {
      for (Configuration tried : search.configurations(loss)) {
        Settings train = tried.train(suite.section("train", dataset, backbone), tune.axes(loss));
        problems(dataset.name(), new TrainSettings(train), evaluate, facts).stream()
            .map(p -> new Problem("in tuning, " + p.message(), p.advice()))
            .forEach(problems::add);
      }
    }
    return problems;
  }

  private static String madeFor(Suite.Loss loss, Definitions definitions) {
    String type = loss.settings().text("type");
    String task = Objects.requireNonNull(definitions.group("losses").get(type)).task();
    return task.isEmpty() ? Tasks.standard().name() : task;
  }

  private static Problem wrongLoss(
      Suite.Loss loss, String madeFor, Suite.Dataset dataset, Task task) {
    String type = loss.settings().text("type");
    return new Problem(
        "the loss '"
            + loss.name()
            + "'"
            + (type.equals(loss.name()) ? "" : " (" + type + ")")
            + " is made for the task "
            + madeFor
            + ", and the task of dataset '"
            + dataset.name()
            + "' is "
            + task.name(),
        "take another loss or another dataset");
  }
}
