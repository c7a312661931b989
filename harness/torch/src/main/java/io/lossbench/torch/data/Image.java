package io.lossbench.torch.data;

/** RGB bytes, row by row: height x width x 3. The array is not copied. */
record Image(int width, int height, byte[] rgb) {}
