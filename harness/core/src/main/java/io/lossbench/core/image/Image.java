package io.lossbench.core.image;

/** RGB bytes, row by row: height x width x 3. The array is not copied. */
public record Image(int width, int height, byte[] rgb) {}
