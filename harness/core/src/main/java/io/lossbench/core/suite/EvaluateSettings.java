package io.lossbench.core.suite;

/**
 * The validated section {@code evaluate} of a trial, typed. {@code definitions.yaml} says what each
 * setting means.
 */
public record EvaluateSettings(Settings settings) {

  public EpochSelection selection() {
    return settings.choice("selection", EpochSelection.class);
  }

  /** The share of the training images that is held out for validation. */
  public double validationFraction() {
    return settings.number("validation-fraction");
  }

  /**
   * The side of the images in pixels.
   *
   * @param trained the side of the images in training
   */
  public int imageSize(int trained) {
    return settings.has("image-size") ? settings.integer("image-size") : trained;
  }

  /** Epochs from one evaluation to the next. */
  public int every() {
    return settings.integer("every");
  }

  public int batchSize() {
    return settings.integer("batch-size");
  }

  public InvalidImages invalidImages() {
    return settings.choice("invalid-images", InvalidImages.class);
  }
}
