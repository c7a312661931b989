package io.lossbench.torch.backbone;

import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The feature maps that a backbone makes of an image, the finest first: the last one of each
 * resolution.
 *
 * @param token a vector that the network itself keeps of the whole image beside its maps (N x C),
 *     if it has one
 */
public record Features(List<Level> levels, Optional<Value> token) {

  /**
   * A feature map.
   *
   * @param stride pixels of the image from one of its places to the next
   */
  public record Level(int stride, Value value) {}

  public Features {
    levels = List.copyOf(levels);
    for (int i = 1; i < levels.size(); i++) {
      if (levels.get(i).stride() <= levels.get(i - 1).stride()) {
        throw new IllegalArgumentException("strides do not rise: " + strides(levels));
      }
    }
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("a backbone has at least one feature map");
    }
  }

  /** Feature maps alone. */
  public Features(List<Level> levels) {
    this(levels, Optional.empty());
  }

  /** The feature maps in their order. */
  public static Features of(Level... levels) {
    return new Features(Arrays.asList(levels));
  }

  /** The coarsest one, which a classifier sees. */
  public Value last() {
    return levels.get(levels.size() - 1).value();
  }

  /**
   * The one of a stride, such as 8 for C3.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Value at(int stride) {
    return levels.stream()
        .filter(level -> level.stride() == stride)
        .findFirst()
        .map(Level::value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no feature map has stride " + stride + ", but " + strides(levels)));
  }

  private static List<Integer> strides(List<Level> levels) {
    return levels.stream().map(Level::stride).toList();
  }
}
