package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.file.Digest;
import io.lossbench.core.plan.DataFacts;
import io.lossbench.core.plan.Preflight;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Augmentation;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images of a trial at its size: training batches by epoch, test and validation images. */
final class TrialData {
  private final Settings train;
  private final Seeds seeds;
  private final Dataset dataset;
  private final ImageStore trainImages;
  private final ImageStore testImages;
  private final Optional<ImageStore> validationImages;
  private final List<Augmentation> augmentations;
  private final int threads;

  /**
   * @param cache folder for decoded images, shared by all trials; empty for none
   * @param threads that prepare batches; their number changes nothing but the time
   * @throws HarnessException if the dataset is too small for the batch, or has no validation images
   *     where the selection needs them
   */
  TrialData(Settings spec, Dataset loaded, Optional<Path> cache, int threads) {
    this.train = spec.settings("train");
    this.seeds = Seeds.from(spec.settings("seeds"));
    this.threads = threads;
    Settings evaluate = spec.settings("evaluate");
    requireTrainable(loaded, train, evaluate);
    this.dataset =
        loaded.holdOut(evaluate.number("validation-fraction"), new SplitMix64(seeds.split()));
    int size = spec.settings("backbone").integer("image-size");
    int testSize = evaluate.has("image-size") ? evaluate.integer("image-size") : size;
    this.trainImages = new ImageStore(dataset.train(), size, file(cache, "train", size));
    this.testImages = new ImageStore(dataset.test(), testSize, file(cache, "test", testSize));
    this.validationImages =
        evaluate.text("selection").equals("best-on-validation")
            ? dataset
                .validation()
                .map(split -> new ImageStore(split, testSize, file(cache, "validation", testSize)))
            : Optional.empty();
    this.augmentations = Augmentation.of(train.list("augment"));
  }

  /** A run has checked this before its first trial, in the same words. */
  private static void requireTrainable(Dataset dataset, Settings train, Settings evaluate) {
    int validation = dataset.validation().map(Split::size).orElse(0);
    DataFacts facts = DataFacts.of(dataset.task(), dataset.train().size(), validation);
    List<Preflight.Problem> problems =
        Preflight.problems(dataset.name(), train, evaluate, facts);
    if (!problems.isEmpty()) {
      throw new HarnessException(problems.get(0).toString());
    }
  }

  /**
   * Named by what decides over the pixels: the images' content, which of them, their size, and the
   * version of what decodes them.
   */
  private Optional<Path> file(Optional<Path> cache, String split, int size) {
    String content =
        Digest.sha256()
            .update(dataset.fingerprint())
            .update(split)
            .update(String.join("\n", ids(split)))
            .hex();
    return cache.map(
        folder ->
            folder.resolve(
                "decoded/"
                    + content.substring(0, 32)
                    + "-"
                    + size
                    + "-"
                    + Trial.NUMERICS_VERSION
                    + ".pixels"));
  }

  private List<String> ids(String split) {
    return switch (split) {
      case "train" -> dataset.train().ids();
      case "test" -> dataset.test().ids();
      default -> dataset.validation().map(Split::ids).orElse(List.of());
    };
  }

  Dataset dataset() {
    return dataset;
  }

  ImageStore test() {
    return testImages;
  }

  /** Empty unless the reported epoch is selected on them. */
  Optional<ImageStore> validation() {
    return validationImages;
  }

  /** Whether some pair of image and class is unknown in training. */
  boolean hasUnknownTargets() {
    return dataset.train().labels().hasUnknown();
  }

  int stepsPerEpoch() {
    return dataset.train().size() / train.integer("batch-size");
  }

  /** The shuffled, augmented training batches of an epoch, counted from 1. */
  BatchLoader epoch(int epoch) {
    return BatchLoader.training(
        trainImages,
        train.integer("batch-size"),
        augmentations,
        seeds.shuffle(),
        seeds.augmentation(),
        epoch,
        threads);
  }
}
