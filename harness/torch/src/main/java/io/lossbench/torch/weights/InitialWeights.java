package io.lossbench.torch.weights;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.script.Network;
import java.util.Arrays;

/** Random weights, drawn by the rule that each parameter names. */
public final class InitialWeights {
  private InitialWeights() {}

  /**
   * A network's starting state: parameters, then running statistics.
   *
   * @param generator the only source of randomness
   */
  public static float[] of(Network network, SplitMix64 generator) {
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
