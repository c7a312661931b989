package io.lossbench.torch.script;

/** The type of a tensor's elements; as text it is TorchScript's literal for it. */
public enum Dtype {
  INT64(4),
  FLOAT32(6),
  FLOAT64(7),
  BFLOAT16(15);

  private final int number;

  Dtype(int number) {
    this.number = number;
  }

  /** TorchScript's literal for it: the number of {@code at::ScalarType}. */
  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
