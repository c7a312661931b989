package io.lossbench.torch.loss;

import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Reduction;
import java.util.Locale;

/**
 * A loss that is a sum or mean over elements. Subclasses define {@code value} (0-d, the sum over
 * all elements) and {@code slope} (the derivative of each element's loss by its logit) from {@code
 * x}, {@code y} (0 or 1) and {@code positive} (whether y is 1). Both must vanish for a negative
 * whose logit goes to minus infinity: an unknown pair is treated as one that is certain.
 *
 * <p>At the sizes of training a loss costs its number of passes over memory, so that statements
 * work in place where they can.
 */
public abstract class ElementwiseLoss implements Loss {
  private final Reduction reduction;

  /**
   * @param reduction over the known elements
   */
  protected ElementwiseLoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /** Statements that define {@code value} and {@code slope}. */
  protected abstract String sumBody();

  /**
   * Statements that run after value and gradient are known, with {@code unknowns}, the number of
   * unknown pairs; none by default.
   */
  protected String epilogue() {
    return "";
  }

  @Override
  public final Reduction reduction() {
    return reduction;
  }

  @Override
  public final String body() {
    return String.format(
            Locale.ROOT,
            """
            unknown = torch.lt(y, 0.)
            unknowns = torch.to(torch.sum(unknown), %s)
            x = torch.masked_fill(x, unknown, -10000.)
            y = torch.clamp_min(y, 0.)
            """,
            Dtype.FLOAT32)
        + reduced();
  }

  @Override
  public final String bodyForKnownTargets() {
    return "unknowns = 0.\n" + reduced();
  }

  private String reduced() {
    return "positive = torch.gt(y, 0.5)\n"
        + sumBody()
        + (reduction == Reduction.MEAN
            ? """
              count = torch.clamp_min(torch.sub(torch.full_like(value, torch.numel(x)), unknowns), 1.)
              value = torch.div(value, count)
              gradient = torch.div_(slope, count)
              """
            : "gradient = slope\n")
        + epilogue();
  }
}
