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
        case HE_FAN_OUT, XAVIER_NORMAL ->
            normal(state, offset, end, Math.sqrt(2.0 / parameter.fan()), generator);
        case NORMAL -> normal(state, offset, end, 1, generator);
        case SMALL_NORMAL -> normal(state, offset, end, 0.02, generator);
        case TINY_NORMAL -> normal(state, offset, end, 1e-6, generator);
        case TINY -> Arrays.fill(state, offset, end, 1e-6f);
        case LINEAR -> uniform(state, offset, end, 1 / Math.sqrt(parameter.fan()), generator);
        case XAVIER_UNIFORM ->
            uniform(state, offset, end, Math.sqrt(6.0 / parameter.fan()), generator);
        case UNIFORM_FAN_IN ->
            uniform(state, offset, end, Math.sqrt(3.0 / parameter.fan()), generator);
        case NORMAL_CENTI -> normal(state, offset, end, 0.01, generator);
        case RARE -> Arrays.fill(state, offset, end, (float) -Math.log(99));
        case ONE -> Arrays.fill(state, offset, end, 1f);
        case ZERO -> Arrays.fill(state, offset, end, 0f);
      }
      offset = end;
    }
    for (Network.Buffer buffer : network.buffers()) {
      int end = offset + buffer.size();
      if (buffer.deviation() == 0) {
        Arrays.fill(state, offset, end, buffer.start());
        offset = end;
      }
      for (; offset < end; offset++) {
        state[offset] = (float) (buffer.start() + buffer.deviation() * generator.nextGaussian());
      }
    }
    return state;
  }

  private static void normal(
      float[] state, int from, int to, double deviation, SplitMix64 generator) {
    for (int i = from; i < to; i++) {
      state[i] = (float) (deviation * generator.nextGaussian());
    }
  }

  private static void uniform(float[] state, int from, int to, double bound, SplitMix64 generator) {
    for (int i = from; i < to; i++) {
      state[i] = (float) (bound * (2 * generator.nextDouble() - 1));
    }
  }
}
