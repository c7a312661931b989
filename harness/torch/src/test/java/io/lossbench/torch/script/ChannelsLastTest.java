package io.lossbench.torch.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsLastTest {
  private static final Network NETWORK = network();

  /** A vector of two, a kernel of 2 x 2 x 1 x 3, one of 1 x 1 places, and a statistic. */
  private static Network network() {
    return new Network(
        List.of(
            parameter("shift", 2),
            parameter("wide", 2, 2, 1, 3),
            parameter("single", 2, 2, 1, 1),
            parameter("depthwise", 2, 1, 1, 2)),
        List.of(new Network.Buffer("mean", new int[] {1}, 0)),
        List.of(),
        "x",
        "head");
  }

  private static Network.Parameter parameter(String name, int... shape) {
    return new Network.Parameter(name, shape, Network.Init.ZERO, 1, 0);
  }

  private static float[] counted(int values) {
    float[] counted = new float[values];
    for (int i = 0; i < values; i++) {
      counted[i] = i;
    }
    return counted;
  }

  @Test
  void inputChannelsOfAKernelLieSideBySide() {
    assertThat(ChannelsLast.of(NETWORK, counted(NETWORK.stateSize())))
        .containsExactly(
            0, 1, 2, 5, 3, 6, 4, 7, 8, 11, 9, 12, 10, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
  }

  @Test
  void aTensorFindsItsValuesThere() {
    float[] memory = ChannelsLast.of(NETWORK, counted(NETWORK.stateSize()));
    int[] strides = TensorView.strides(new int[] {2, 2, 1, 3});
    int value = 2;
    for (int out = 0; out < 2; out++) {
      for (int in = 0; in < 2; in++) {
        for (int column = 0; column < 3; column++) {
          int place = 2 + out * strides[0] + in * strides[1] + column * strides[3];
          assertThat(memory[place]).isEqualTo(value++);
        }
      }
    }
  }

  @Test
  void momentsAreReorderedAndComeBack() {
    float[] moments = counted(NETWORK.parameterCount());
    float[] memory = ChannelsLast.of(NETWORK, moments);
    assertThat(memory).isNotEqualTo(moments);
    assertThat(ChannelsLast.undone(NETWORK, memory)).isEqualTo(moments);
  }
}
