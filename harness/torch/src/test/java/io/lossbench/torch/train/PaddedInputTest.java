package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.InputShape;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.target.Place;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a network sees of an image of 8 x 4 pixels, alone and on a canvas. */
class PaddedInputTest {
  private static final int WIDTH = 8;
  private static final int HEIGHT = 4;
  private static final int CLASSES = 3;

  @TempDir Path folder;

  private float[] logits(Normalization normalization, int canvasWidth, int canvasHeight)
      throws Exception {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    layers.takes(Network.Input.PADDED_IMAGES);
    Network network =
        layers.build(
            layers.linear(
                "fc",
                layers.globalAveragePool(
                    layers.relu(layers.convolution("c", layers.input(), 8, 1, 1, 0))),
                CLASSES));
    float[] state = StepFixtures.state(network, 3);
    // Without the last layer's bias, zeros of the input are zeros of the output.
    Arrays.fill(state, network.parameterCount() - CLASSES, network.parameterCount(), 0);
    ByteBuffer pixels = ByteBuffer.allocateDirect(4 * canvasWidth * canvasHeight);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        byte[] pixel = {(byte) (40 * y), (byte) (30 * x), (byte) (9 * x * y), 1};
        pixels.position(4 * (y * canvasWidth + x)).put(pixel);
      }
    }
    Batch batch =
        new Batch(
            List.of(new Place(WIDTH, HEIGHT, canvasWidth, canvasHeight)),
            new InputShape.Canvas(canvasHeight, canvasWidth),
            0,
            pixels.clear(),
            new float[0]);
    try (LoadedArchive archive =
            LoadedArchive.load(
                TrainingScript.predicting(network, normalization, state), folder, Device.CPU);
        Tensors tensors = archive.tensors()) {
      return tensors
          .call(ScriptMethod.PREDICT, TrialModel.inputs(tensors, batch, 0, 1))
          .get(0)
          .floats();
    }
  }

  /** So a mean over four times the pixels is a quarter. */
  @ParameterizedTest
  @EnumSource(Normalization.class)
  void thePaddingIsZeroOnceColoursAreNormalized(Normalization normalization) throws Exception {
    float[] alone = logits(normalization, WIDTH, HEIGHT);
    float[] padded = logits(normalization, 2 * WIDTH, 2 * HEIGHT);
    for (int c = 0; c < CLASSES; c++) {
      assertThat(Math.abs(alone[c])).isGreaterThan(0.01f);
      assertThat((double) padded[c]).isCloseTo(alone[c] / 4.0, within(1e-5));
    }
  }
}
