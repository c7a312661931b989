package io.lossbench.torch.script;

/**
 * The function from logits to probabilities: of each logit on its own, or of all classes of an
 * image together.
 */
public enum Activation {
  SIGMOID("torch.sigmoid(%s)"),
  SOFTMAX("torch.softmax(%s, 1)");

  private final String expression;

  Activation(String expression) {
    this.expression = expression;
  }

  /** The probabilities of the logits that a variable holds. */
  public String of(String variable) {
    return expression.replace("%s", variable);
  }
}
