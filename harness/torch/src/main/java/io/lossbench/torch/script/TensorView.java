package io.lossbench.torch.script;

/** A contiguous tensor over a part of a storage. */
record TensorView(Storage storage, int offset, int[] shape, boolean requiresGrad) {

  int[] strides() {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }
}
