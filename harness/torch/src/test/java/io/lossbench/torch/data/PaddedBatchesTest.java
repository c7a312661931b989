package io.lossbench.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.dataset.Split;
import io.lossbench.torch.target.LabelTargets;
import io.lossbench.torch.target.Place;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of images of unlike sizes. */
class PaddedBatchesTest {
  @TempDir Path folder;

  @Test
  void paddedBatchesDoNotDependOnThreadsOrWhereImagesAreKept() throws Exception {
    Split split = PipelineTest.images(folder, 40);
    ImageSizing sizing = new ImageSizing.KeptAspect(40, 47, ImageSizing.Rounding.DOWN);
    Path shared = folder.resolve("cache/e.pixels");
    byte[] decoded = epoch(new ImageStore(split, sizing, Optional.empty(), 0), 1, 1);
    // 30 x 25 becomes 47 x 39, 32 x 25 becomes 47 x 36: each batch is 64 x 64.
    assertThat(decoded).hasSize(2 * 16 * 64 * 64 * 4);
    ImageStore inMemory = new ImageStore(split, sizing, Optional.empty(), 1 << 20);
    assertThat(epoch(inMemory, 1, 2)).isEqualTo(decoded);
    assertThat(epoch(inMemory, 1, 4)).isEqualTo(decoded);
    for (int threads = 3; threads <= 4; threads++) {
      ImageStore onDisk = new ImageStore(split, sizing, Optional.of(shared), 0);
      assertThat(epoch(onDisk, 1, threads)).isEqualTo(decoded);
    }
    PipelineTest.delete(split);
    ImageStore found = new ImageStore(split, sizing, Optional.of(shared), 0);
    assertThat(epoch(found, 1, 2)).isEqualTo(decoded);
  }

  private static byte[] epoch(ImageStore store, int epoch, int threads)
      throws InterruptedException {
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    try (BatchLoader batches =
        BatchLoader.training(
            store,
            new LabelTargets(store.split().truth()),
            16,
            List.of(
                new Augmentation.HorizontalFlip(0.5),
                new RandomCrop(0.5, 0.6, 1.2),
                new Augmentation.Cutout(0.3)),
            new Epoch(epoch, 5, 6),
            threads)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        requirePadding(batch);
        byte[] bytes = new byte[batch.inputs().remaining()];
        batch.inputs().get(bytes);
        images.writeBytes(bytes);
        batches.release(batch);
      }
    }
    return images.toByteArray();
  }

  /** The fourth byte tells where the image is; beside it there is nothing. */
  private static void requirePadding(Batch batch) {
    InputShape.Canvas canvas = (InputShape.Canvas) batch.shape();
    for (int row = 0; row < batch.rows(); row++) {
      Place place = batch.places().get(row);
      for (int y = 0; y < canvas.height(); y++) {
        for (int x = 0; x < canvas.width(); x++) {
          int pixel = batch.inputs().getInt(row * canvas.bytes() + 4 * (y * canvas.width() + x));
          boolean inside = x < place.width() && y < place.height();
          assertThat(pixel & 0xFF).isEqualTo(inside ? 1 : 0);
          assertThat(inside || pixel == 0).isTrue();
        }
      }
    }
  }
}
