package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.InputShape;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.EngineFailure;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.target.Place;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFitTest {
  @TempDir Path folder;

  @Test
  void whatFitsIsFoundByHalvingAndSaid() {
    assertThat(MemoryFit.refusal(new InputShape.Image(448), 128, "gpu", rows -> rows <= 40))
        .hasMessage(
            "128 images of 448 pixels do not fit into the memory of the gpu; 32 do (tried)."
                + " Set train.micro-batch: 32, or lower train.batch-size or image-size, or set"
                + " train.precision: bf16");
    assertThat(MemoryFit.refusal(new InputShape.Image(448), 4, "gpu", rows -> false))
        .hasMessageContaining("neither does one");
  }

  /** A layer of 32 terabytes: no machine has it, and no machine tries. */
  @Test
  void theEnginesRefusalIsUnderstood() {
    Engine.start(2);
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    NetworkBuilder.Value wide = layers.convolution("c", layers.input(), 2, 1, 1, 1_000_000);
    Network network = layers.build(layers.linear("fc", layers.globalAveragePool(wide), 2));
    Settings sgd =
        Settings.of(Map.of("type", "sgd", "weight-decay", 0.0, "momentum", 0.0, "nesterov", false));
    TrainingScript script =
        new TrainingScript(
            network,
            Recipes.of(
                Losses.onClasspath().create(Settings.of(Map.of("type", "bce", "reduction", "sum"))),
                Optimizers.onClasspath().create(sgd).body(),
                Recipe.Average.NONE,
                new Batching(2, 2)));
    Batch batch =
        new Batch(
            Collections.nCopies(2, Place.filling(4, 4)),
            new InputShape.Image(4),
            2,
            ByteBuffer.allocateDirect(2 * 4 * 4 * 3),
            new float[4]);
    try (TrialModel model =
        new TrialModel(
            script,
            new DroppedBranches(network.dropRates(), 1),
            new float[network.stateSize()],
            folder,
            Device.CPU,
            Optional.empty())) {
      EngineFailure failure =
          catchThrowableOfType(
              EngineFailure.class, () -> model.step(batch, new Schedule.Rates(0, 0), 0.1));
      assertThat(failure.isOutOfMemory()).as(String.valueOf(failure)).isTrue();
      assertThat(MemoryFit.refusal(model, batch, 2, "cpu"))
          .hasMessageContaining("neither does one");
    }
  }
}
