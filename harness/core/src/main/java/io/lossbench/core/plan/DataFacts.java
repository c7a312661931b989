package io.lossbench.core.plan;

import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.task.Task;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a dataset before a suite is run on it: all of this once its files were read,
 * less from its descriptor.
 *
 * @param task empty if unknown
 * @param trainImages of the training split; empty if unknown
 * @param validationImages of the validation split, 0 without one; empty if unknown
 */
public record DataFacts(
    Optional<Task> task, OptionalInt trainImages, OptionalInt validationImages) {

  /** The facts of a dataset that was read. */
  public static DataFacts of(Task task, int trainImages, int validationImages) {
    return new DataFacts(
        Optional.of(task), OptionalInt.of(trainImages), OptionalInt.of(validationImages));
  }

  /** The facts of a dataset of which no more is known than its descriptor promises. */
  public static DataFacts promised(Optional<Task> task, OptionalInt trainImages) {
    return new DataFacts(task, trainImages, OptionalInt.empty());
  }

  /**
   * Training images that are trained with: without those held out for validation, where the dataset
   * has no validation split.
   */
  public OptionalInt trained(EvaluateSettings evaluate) {
    return trainImages.isEmpty()
        ? trainImages
        : OptionalInt.of(trainImages.getAsInt() - heldOut(trainImages.getAsInt(), evaluate));
  }

  /** Images that an epoch can be selected on; empty if unknown. */
  public OptionalInt validation(EvaluateSettings evaluate) {
    if (trainImages.isEmpty() || validationImages.isEmpty() || validationImages.getAsInt() > 0) {
      return validationImages;
    }
    return OptionalInt.of(heldOut(trainImages.getAsInt(), evaluate));
  }

  private int heldOut(int images, EvaluateSettings evaluate) {
    return validationImages.orElse(0) > 0
        ? 0
        : (int) Math.round(evaluate.validationFraction() * images);
  }
}
