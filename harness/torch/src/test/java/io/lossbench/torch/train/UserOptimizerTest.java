package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserOptimizerTest {
  @TempDir Path folder;

  private float[] trained(Network network, float[] start, Settings optimizer, double rate) {
    try (TrialModel model =
        StepFixtures.model(folder, network, start, optimizer, Recipe.Average.NONE)) {
      model.step(StepFixtures.batch(1), new Schedule.Rates(rate, 0), 0);
      return model.snapshot().state();
    }
  }

  @Test
  void anOptimizerOfAPluginMovesTheWeightsAsItSays() {
    Engine.start(2);
    Network network =
        StepFixtures.network(StepFixtures.architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
    float[] start = StepFixtures.state(network, 1);
    float[] descended = trained(network, start, StepFixtures.SGD, 1);
    float[] moved = trained(network, start, Settings.of(Map.of("type", "sign-descent")), 0.25);
    for (int i = 0; i < network.parameterCount(); i++) {
      float sign = Math.signum(descended[i] - start[i]);
      assertThat(moved[i]).as("weight %d", i).isEqualTo(start[i] + 0.25f * sign);
    }
    assertThat(moved).isNotEqualTo(start);
  }
}
