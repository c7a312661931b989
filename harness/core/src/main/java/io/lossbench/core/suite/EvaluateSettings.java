package io.lossbench.core.suite;

/**
 * The validated section {@code evaluate} of a trial, typed. {@code definitions.yaml} says what each
 * setting means.
 */
public record EvaluateSettings(Settings settings) {
  /** No setting of a suite, but of the trials that a search tries. */
  private static final String JUDGED_ON = "judged-on";

  /**
   * These settings for a trial that is judged on validation images and never sees the test images.
   *
   * @param fraction of the training images that are held out where there is no validation split
   */
  public EvaluateSettings onValidation(double fraction) {
    return new EvaluateSettings(
        settings.with("validation-fraction", fraction).with(JUDGED_ON, "validation"));
  }

  /** Whether what is judged are validation images, in the place of the test images. */
  public boolean isOnValidation() {
    return settings.has(JUDGED_ON);
  }

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
