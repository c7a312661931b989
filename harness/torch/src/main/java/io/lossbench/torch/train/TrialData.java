package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.file.Digest;
import io.lossbench.core.plan.DataFacts;
import io.lossbench.core.plan.Preflight;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.EpochSelection;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.task.MissingLabels;
import io.lossbench.torch.data.Augmentation;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.Epoch;
import io.lossbench.torch.data.ImageSizing;
import io.lossbench.torch.data.ImageStore;
import io.lossbench.torch.data.InputStore;
import io.lossbench.torch.data.VectorStore;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Targets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of a trial at its size, or its vectors: training batches by epoch, what is tested and
 * validated on.
 */
final class TrialData {
  private final TrainSettings train;
  private final EvaluateSettings evaluate;
  private final Seeds seeds;
  private final Dataset dataset;
  private final InputStore trainInputs;
  private final Targets targets;
  private final InputStore testInputs;
  private final Optional<InputStore> validationInputs;
  private final List<Augmentation> augmentations;
  private final int threads;

  /**
   * @param head whose loss the training images are for
   * @param cache folder of decoded images, shared by all trials
   * @param threads that prepare batches; their number changes nothing but the time
   * @throws HarnessException if the dataset is too small for the batch, or has no validation images
   *     where the selection needs them
   */
  TrialData(Trial trial, Dataset loaded, Head head, Path cache, int threads) {
    this.train = trial.train();
    this.evaluate = trial.evaluate();
    this.seeds = Seeds.from(trial.spec().settings("seeds"));
    this.threads = threads;
    requireTrainable(loaded, train, evaluate);
    Dataset divided =
        train
            .missingLabels()
            .map(settings -> loaded.without(missing(settings, seeds.labels().orElseThrow())))
            .orElse(loaded)
            .holdOut(evaluate.validationFraction(), new SplitMix64(seeds.split()));
    this.dataset = evaluate.isOnValidation() ? divided.judgedOnValidation() : divided;
    Settings backbone = trial.spec().settings("backbone");
    Optional<Integer> side =
        backbone.has("image-size") ? Optional.of(backbone.integer("image-size")) : Optional.empty();
    Optional<ImageSizing> size = side.map(pixels -> ImageSizing.of(backbone, pixels));
    Optional<ImageSizing> testSize =
        side.map(pixels -> ImageSizing.of(backbone, evaluate.imageSize(pixels)));
    this.trainInputs = inputs(dataset.train(), "train", size, cache);
    this.targets = head.targets(dataset.train().truth());
    this.testInputs = inputs(dataset.test(), "test", testSize, cache);
    boolean selects = evaluate.selection() == EpochSelection.BEST_ON_VALIDATION;
    Optional<Split> validation = selects ? dataset.validation() : Optional.empty();
    this.validationInputs = validation.map(split -> inputs(split, "validation", testSize, cache));
    this.augmentations = Augmentation.of(train.augmentations());
    requireBatch("train.batch-size", train.batchSize(), trainInputs);
    requireBatch("evaluate.batch-size", evaluate.batchSize(), testInputs);
    validationInputs.ifPresent(
        inputs -> requireBatch("evaluate.batch-size", evaluate.batchSize(), inputs));
  }

  private static void requireBatch(String setting, int batchSize, InputStore inputs) {
    int rows = Math.min(batchSize, inputs.split().size());
    Preflight.batch(setting, rows, inputs.largest().words(rows), inputs.largest().bytes())
        .ifPresent(
            problem -> {
              throw new HarnessException(problem.toString());
            });
  }

  /**
   * Each pair of image and class has a number of its own: what is missing at a lower probability is
   * missing at a higher one too.
   */
  private static MissingLabels missing(Settings settings, long seed) {
    MissingLabels.Become become =
        settings.has("as-unknown") ? MissingLabels.Become.UNKNOWN : MissingLabels.Become.NEGATIVES;
    double probability =
        settings.number(become == MissingLabels.Become.UNKNOWN ? "as-unknown" : "as-negatives");
    return new MissingLabels(
        become,
        (row, classIndex) -> SplitMix64.stream(seed, row, classIndex).nextDouble() < probability);
  }

  /** A run has checked this before its first trial, in the same words. */
  private static void requireTrainable(
      Dataset dataset, TrainSettings train, EvaluateSettings evaluate) {
    int validation = dataset.validation().map(Split::size).orElse(0);
    DataFacts facts = DataFacts.of(dataset.task(), dataset.train().size(), validation);
    List<Preflight.Problem> problems = Preflight.problems(dataset.name(), train, evaluate, facts);
    if (!problems.isEmpty()) {
      throw new HarnessException(problems.get(0).toString());
    }
  }

  /**
   * The inputs of a split. The file of decoded images is named by what decides over the pixels: the
   * images' content, which of them, their size, and the version of what decodes them.
   *
   * @param size of the images; empty for vectors
   */
  private InputStore inputs(Split split, String name, Optional<ImageSizing> size, Path cache) {
    if (!(split.inputs() instanceof Pixels)) {
      return new VectorStore(split);
    }
    ImageSizing sizing = size.orElseThrow();
    String content =
        Digest.sha256()
            .update(dataset.fingerprint())
            .update(name)
            .update(String.join("\n", split.ids()))
            .hex();
    String file =
        content.substring(0, 32) + "-" + sizing.word() + "-" + Trial.NUMERICS_VERSION + ".pixels";
    return new ImageStore(split, sizing, Optional.of(cache.resolve("decoded").resolve(file)));
  }

  Dataset dataset() {
    return dataset;
  }

  InputStore test() {
    return testInputs;
  }

  /** Empty unless the reported epoch is selected on them. */
  Optional<InputStore> validation() {
    return validationInputs;
  }

  /** Whether some target is unknown in training. */
  boolean hasUnknownTargets() {
    return targets.hasUnknown();
  }

  /** The training targets, counted for each of their columns. */
  ClassCounts classCounts() {
    float[] row = new float[targets.width(Place.NONE)];
    Long[] positives = new Long[row.length];
    Long[] negatives = new Long[row.length];
    Arrays.fill(positives, 0L);
    Arrays.fill(negatives, 0L);
    for (int image = 0; image < dataset.train().size(); image++) {
      targets.write(image, Movement.NONE, Place.NONE, row, 0);
      for (int c = 0; c < row.length; c++) {
        positives[c] += row[c] == 1 ? 1 : 0;
        negatives[c] += row[c] == 0 ? 1 : 0;
      }
    }
    return new ClassCounts(
        dataset.train().size(), columns(row.length), List.of(positives), List.of(negatives));
  }

  /** The classes' names, where the targets have a column for each. */
  private List<String> columns(int width) {
    return width == dataset.classes().size()
        ? dataset.classes()
        : IntStream.rangeClosed(1, width).mapToObj(column -> "target " + column).toList();
  }

  int stepsPerEpoch() {
    return dataset.train().size() / train.batchSize();
  }

  /** What dropout draws from in a step, counted from 0: a number below 2^24. */
  int dropoutSeed(long step) {
    return SplitMix64.stream(seeds.augmentation(), step).nextInt(1 << 24);
  }

  /** The shuffled, augmented training batches of an epoch, counted from 1. */
  BatchLoader epoch(int number) {
    Epoch epoch = new Epoch(number, seeds.shuffle(), seeds.augmentation());
    return BatchLoader.training(
        trainInputs, targets, train.batchSize(), augmentations, epoch, threads);
  }

  /** Inputs in their order, unchanged. */
  BatchLoader evaluation(InputStore inputs) {
    return BatchLoader.evaluation(inputs, evaluate.batchSize(), threads);
  }
}
