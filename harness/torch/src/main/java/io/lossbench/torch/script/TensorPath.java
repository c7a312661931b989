package io.lossbench.torch.script;

/** The name of a tensor as an expression of TorchScript. */
final class TensorPath {
  private TensorPath() {}

  /**
   * {@code layer1.0.conv1.weight} as an expression: numbers and the like are no identifiers and
   * need getattr.
   */
  static String of(String dottedName) {
    String expression = "self";
    for (String name : dottedName.split("\\.")) {
      expression =
          !name.matches("[A-Za-z_]\\w*")
              ? "getattr(" + expression + ", \"" + name + "\")"
              : expression + "." + name;
    }
    return expression;
  }
}
