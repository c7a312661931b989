package io.lossbench.torch.script;

/** The change of input values in 0..1 before the network sees them. */
public enum Normalization {
  /** Values stay as they are. */
  NONE("%s"),

  /** ImageNet's mean is subtracted and its deviation divided by, for each channel. */
  IMAGENET(
      "torch.div(torch.sub(%s, "
          + channels("0.485, 0.456, 0.406")
          + "), "
          + channels("0.229, 0.224, 0.225")
          + ")"),

  /** Values are stretched to -1..1. */
  HALF("torch.sub(torch.mul(%s, 2.), 1.)");

  private final String expression;

  Normalization(String expression) {
    this.expression = expression;
  }

  /** The normalized values of what a variable holds, N x 3 x H x W. */
  String of(String variable) {
    return expression.replace("%s", variable);
  }

  /** A value for each channel, where the input is. */
  private static String channels(String values) {
    return "torch.view(torch.tensor(["
        + values
        + "], dtype="
        + Dtype.FLOAT32
        + ", device=ops.prim.device(%s)), [1, 3, 1, 1])";
  }
}
