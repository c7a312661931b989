package io.lossbench.torch.backbone;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import java.util.Arrays;

/** A network architecture. */
@FunctionalInterface
public interface Backbone {

  /**
   * Describes the network from its input to the logits.
   *
   * @param classes logits of an image
   */
  NetworkBuilder.Value describe(NetworkBuilder layers, int classes);

  /** The network of this architecture. */
  default Network network(int classes, boolean bf16) {
    NetworkBuilder layers = new NetworkBuilder(bf16);
    return layers.build(describe(layers, classes));
  }

  /** The architecture that a suite's {@code type} names. */
  static Backbone of(Settings settings) {
    return switch (settings.text("type")) {
      case "resnet18" -> ResNet.basic(2, 2, 2, 2);
      case "resnet34" -> ResNet.basic(3, 4, 6, 3);
      case "resnet50" -> ResNet.bottleneck(3, 4, 6, 3);
      case "resnet101" -> ResNet.bottleneck(3, 4, 23, 3);
      case "resnet20" -> new SmallResNet(3);
      case "tresnet_m" -> TResNet.of(64, false, settings, 3, 4, 11, 3);
      case "tresnet_l" -> TResNet.of(76, false, settings, 4, 5, 18, 3);
      case "tresnet_xl" -> TResNet.of(83, false, settings, 4, 5, 24, 3);
      case "tresnet_v2_l" -> TResNet.of(64, true, settings, 3, 4, 23, 3);
      case "mobilenetv2_035" -> InvertedResidualNet.mobileNetV2();
      case "tf_efficientnet_lite0" -> InvertedResidualNet.efficientNetLite0();
      default -> throw new IllegalArgumentException("no backbone of type " + settings.text("type"));
    };
  }

  /**
   * The starting state: parameters, then running statistics.
   *
   * @param generator the only source of randomness
   */
  static float[] initialState(Network network, SplitMix64 generator) {
    float[] state = new float[network.stateSize()];
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      int end = offset + parameter.size();
      switch (parameter.init()) {
        case HE_FAN_OUT -> {
          double deviation = Math.sqrt(2.0 / parameter.fan());
          for (; offset < end; offset++) {
            state[offset] = (float) (deviation * generator.nextGaussian());
          }
        }
        case LINEAR -> {
          double bound = 1 / Math.sqrt(parameter.fan());
          for (; offset < end; offset++) {
            state[offset] = (float) (bound * (2 * generator.nextDouble() - 1));
          }
        }
        case ONE -> Arrays.fill(state, offset, end, 1f);
        case ZERO -> Arrays.fill(state, offset, end, 0f);
      }
      offset = end;
    }
    for (Network.Buffer buffer : network.buffers()) {
      Arrays.fill(state, offset, offset + buffer.size(), buffer.start());
      offset += buffer.size();
    }
    return state;
  }
}
