package io.lossbench.torch.script;

/** A tensor over a part of a storage, without gaps and in the order of {@link ChannelsLast}. */
record TensorView(Storage storage, int offset, int[] shape, boolean requiresGrad) {

  int[] strides() {
    return strides(shape);
  }

  /** Values from one to the next along each axis of a tensor of this shape. */
  static int[] strides(int[] shape) {
    if (ChannelsLast.reorders(shape)) {
      int inputs = shape[1];
      return new int[] {shape[3] * shape[2] * inputs, 1, shape[3] * inputs, inputs};
    }
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }
}
