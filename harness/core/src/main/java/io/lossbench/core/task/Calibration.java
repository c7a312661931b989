package io.lossbench.core.task;

import java.util.List;

/**
 * How far probabilities can be taken for frequencies.
 *
 * <p>They are sorted into bins of equal width, each with its upper end, the first with 0 too (Guo
 * et al., On Calibration of Modern Neural Networks, ICML 2017; scikit-learn's {@code
 * calibration_curve}).
 *
 * @param unit what a probability is of
 * @param bins from 0 to 1, empty ones too
 * @param classwiseError the expected error of each class by itself, averaged over the classes
 *     (classwise-ECE; Kull et al., Beyond temperature scaling, NeurIPS 2019); NaN where
 *     probabilities are not those of one class
 * @param brier mean squared difference of probability and truth, 1 or 0 (Brier 1950; scikit-learn's
 *     {@code brier_score_loss})
 */
public record Calibration(Unit unit, List<Bin> bins, double classwiseError, double brier) {
  /** As many as Guo et al. have, and torchmetrics by default. */
  public static final int BINS = 15;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /** What a probability is of. */
  public enum Unit {
    /** Of a class in an image, over all pairs of image and class whose truth is known. */
    PAIRS("pairs of image and class"),
    /** Of the class that got the highest probability of its image. */
    HIGHEST("images, by their highest class");

    private final String words;

    Unit(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * Probabilities of about the same size.
   *
   * @param count of them
   * @param sum of them
   * @param hits how many of them were of something that is true
   */
  public record Bin(long count, double sum, long hits) {

    /** Both together. */
    public Bin and(Bin other) {
      return new Bin(count + other.count, sum + other.sum, hits + other.hits);
    }

    /** Mean probability; NaN for none. */
    public double confidence() {
      return sum / count;
    }

    /** The share that is true; NaN for none. */
    public double frequency() {
      return (double) hits / count;
    }
  }

  /** All probabilities in one bin. */
  public Bin all() {
    return sum(bins);
  }

  /** Some bins in one. */
  public static Bin sum(List<Bin> bins) {
    return bins.stream().reduce(new Bin(0, 0, 0), Bin::and);
  }

  /**
   * The expected calibration error, 0 to 1: the difference of mean probability and frequency of
   * each bin, averaged with the bins' counts as weights; NaN for no probabilities.
   */
  public double expectedError() {
    return expectedError(bins);
  }

  /** That of some bins. */
  public static double expectedError(List<Bin> bins) {
    double sum = 0;
    long count = 0;
    for (Bin bin : bins) {
      sum += Math.abs(bin.sum - bin.hits);
      count += bin.count;
    }
    return sum / count;
  }
}
