package io.lossbench.torch.loss;

/**
 * A loss whose gradient is left to autograd: the plain way to write one. Subclasses define {@code
 * value} from {@code x} and {@code y}; slower than a closed form, and the reference that a closed
 * form is tested against.
 */
public abstract class AutogradLoss implements Loss {

  /** Statements that define {@code value}, a 0-d tensor, from {@code x} and {@code y}. */
  protected abstract String valueBody();

  @Override
  public final String body() {
    return """
        torch.set_grad_enabled(True)
        x = torch.requires_grad_(torch.detach(x))
        """
        + valueBody()
        + """
          slopes = torch.autograd.grad([value], [x], None)
          torch.set_grad_enabled(False)
          value = torch.detach(value)
          gradient = unchecked_cast(Tensor, slopes[0])
          """;
  }
}
