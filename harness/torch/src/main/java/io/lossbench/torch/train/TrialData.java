package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Augmentation;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageStore;
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
   * @param threads that prepare batches; their number changes nothing but the time
   * @throws HarnessException if the dataset is too small for the batch, or has no validation images
   *     where the selection needs them
   */
  TrialData(Settings spec, Dataset loaded, int threads) {
    this.train = spec.settings("train");
    this.seeds = Seeds.from(spec.settings("seeds"));
    this.threads = threads;
    Settings evaluate = spec.settings("evaluate");
    this.dataset =
        loaded.holdOut(evaluate.number("validation-fraction"), new SplitMix64(seeds.split()));
    int size = spec.settings("backbone").integer("image-size");
    int testSize = evaluate.has("image-size") ? evaluate.integer("image-size") : size;
    this.trainImages = new ImageStore(dataset.train(), size);
    this.testImages = new ImageStore(dataset.test(), testSize);
    boolean selects = evaluate.text("selection").equals("best-on-validation");
    this.validationImages =
        selects
            ? dataset.validation().map(split -> new ImageStore(split, testSize))
            : Optional.empty();
    if (selects && validationImages.isEmpty()) {
      throw new HarnessException(
          "selection best-on-validation needs validation images: dataset '"
              + dataset.name()
              + "' has none; set evaluate.validation-fraction");
    }
    if (stepsPerEpoch() == 0) {
      throw new HarnessException(
          "batch-size "
              + train.integer("batch-size")
              + " is larger than the "
              + dataset.train().size()
              + " training images");
    }
    this.augmentations = Augmentation.of(train.list("augment"));
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
