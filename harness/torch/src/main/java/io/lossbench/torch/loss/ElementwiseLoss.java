package io.lossbench.torch.loss;

/**
 * A loss that is a sum or mean over elements. Subclasses define {@code element} (the loss of each
 * element) and {@code slope} (its derivative by the logit) from {@code x}, {@code y} and {@code
 * positive} (whether y is 1).
 */
public abstract class ElementwiseLoss implements Loss {
  private final boolean mean;

  /**
   * @param reduction {@code sum} or {@code mean} over the known elements
   */
  protected ElementwiseLoss(String reduction) {
    this.mean = reduction.equals("mean");
  }

  /** Statements that define {@code element} and {@code slope}. */
  protected abstract String elementBody();

  /** Statements that run after value and gradient are known; none by default. */
  protected String epilogue() {
    return "";
  }

  @Override
  public final boolean isMean() {
    return mean;
  }

  @Override
  public final String body() {
    return "positive = torch.gt(y, 0.5)\nknown = torch.ge(y, 0.)\n"
        + elementBody()
        + """
          element = torch.where(known, element, 0.)
          slope = torch.where(known, slope, 0.)
          """
        + (mean
            ? """
              count = torch.clamp_min(torch.to(torch.sum(known), 6), 1.)
              value = torch.div(torch.sum(element), count)
              gradient = torch.div(slope, count)
              """
            : """
              value = torch.sum(element)
              gradient = slope
              """)
        + epilogue();
  }
}
