package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Split;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Embedding;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageSizing;
import io.lossbench.torch.data.ImageStore;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.weights.WeightsFit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A pretrained backbone in the engine that makes vectors of images: what its classifier's last
 * layer sees, in evaluation mode. Not thread-safe.
 */
public final class Embedder implements AutoCloseable {
  private static final int BATCH = 64;

  private final Input input;
  private final int width;
  private final LoadedArchive archive;
  private final int loaderThreads;

  /**
   * How images come to the backbone.
   *
   * @param side of the square images in pixels
   */
  public record Input(int side, Normalization normalization) {}

  /**
   * Loads a backbone with its weights.
   *
   * @param weights a .safetensors file under timm's names, with or without the classifier; of a
   *     network from a file, that file
   * @param folder for the archive's file, which is gone when this returns
   * @throws HarnessException if the weights do not fit, or the file is no network for such images
   */
  public Embedder(Backbone backbone, Path weights, Input input, Path folder, Device device) {
    Embedding embedding =
        Embedding.of(NetworkFiles.openedToPredict(backbone, input.side(), weights, folder, device));
    float[] state =
        StartingWeights.of(
            weights,
            embedding.network(),
            new float[embedding.network().stateSize()],
            WeightsFit.ALL_BUT_HEAD);
    this.input = input;
    this.width = embedding.width();
    this.loaderThreads = Compute.loaderThreads(device);
    this.archive =
        LoadedArchive.load(
            TrainingScript.predicting(embedding.network(), input.normalization(), state),
            folder,
            device);
  }

  /** Numbers of a vector. */
  public int width() {
    return width;
  }

  /** What takes the vectors of some rows, which follow one another. */
  @FunctionalInterface
  public interface Sink {
    void take(float[] vectors) throws IOException;
  }

  /**
   * Makes the vectors of a split of images, in its order.
   *
   * @throws HarnessException if an image cannot be decoded, or a number is not finite
   */
  public void embed(Split split, Sink sink) throws IOException, InterruptedException {
    ImageStore images =
        new ImageStore(split, new ImageSizing.Square(input.side()), Optional.empty());
    int row = 0;
    try (BatchLoader batches = BatchLoader.evaluation(images, BATCH, loaderThreads)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        float[] vectors;
        try (Tensors tensors = archive.tensors()) {
          Tensor x = TrialModel.inputs(tensors, batch, 0, batch.rows());
          vectors = tensors.call(ScriptMethod.PREDICT, x).get(0).floats();
        }
        for (int i = 0; i < vectors.length; i++) {
          if (!Float.isFinite(vectors[i])) {
            throw new HarnessException(
                "the backbone makes "
                    + vectors[i]
                    + " of image "
                    + split.ids().get(row + i / width)
                    + "; are these its weights, and is --normalize what they expect?");
          }
        }
        row += batch.rows();
        sink.take(vectors);
        batches.release(batch);
      }
    }
  }

  @Override
  public void close() {
    archive.close();
  }
}
