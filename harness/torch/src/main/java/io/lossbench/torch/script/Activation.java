package io.lossbench.torch.script;

/** What makes probabilities of logits: each on its own, or all classes of an image together. */
public enum Activation {
  SIGMOID("torch.sigmoid(%s)"),
  SOFTMAX("torch.softmax(%s, 1)");

  private final String expression;

  Activation(String expression) {
    this.expression = expression;
  }

  /** The probabilities of the logits that a variable holds. */
  String of(String variable) {
    return expression.replace("%s", variable);
  }
}
