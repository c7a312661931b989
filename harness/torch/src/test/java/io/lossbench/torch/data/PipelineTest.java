package io.lossbench.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.target.LabelTargets;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
  @TempDir Path folder;

  /**
   * SHA-256 of Pillow 9.5.0's {@code Image.resize(size, BILINEAR)} on an image given by a formula.
   */
  @ParameterizedTest
  @CsvSource({
    "7, 5, 3, 4, a60f8c14e936b4cfc4910898e2f37a94579d6d61d650b96814ca6eec71b649d9",
    "13, 9, 32, 32, 6fd5fa9adc524b8cfc286e64f89c87cb50aa56d441df67f120f690694fb3d39c",
    "100, 75, 32, 32, 4fa1e088ca75e773f5e7f3602e88d89f8a00cba8abbafbb1ce49022b424dd1f0",
    "5, 5, 8, 3, b5b18b8c6bc1e1934c173d9bd9f16955370aa8e202461f6fe5e3829514b5d5b3"
  })
  void resizeEqualsPillowBitForBit(
      int width, int height, int newWidth, int newHeight, String expected) throws Exception {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * width + x) + c] =
              (byte) ((x * 37 + y * 91 + c * 53 + x * y * 7 % 113) % 256);
        }
      }
    }
    Image resized = BilinearResize.resize(new Image(width, height, rgb), newWidth, newHeight);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(resized.rgb())))
        .isEqualTo(expected);
  }

  private static Dataset scenes() {
    Settings format =
        Settings.of(
            Map.of(
                "type",
                "generated-scenes",
                "size",
                16,
                "classes",
                8,
                "train",
                70,
                "test",
                10,
                "missing-labels",
                0.0,
                "seed",
                1));
    return new DatasetLoader(Formats.onClasspath(), List.of(), Optional.empty())
        .open(Settings.of(Map.of("dataset", "scenes")).with("format", format), InvalidImages.FAIL);
  }

  private static ImageStore squares(Split split, int side, Optional<Path> shared) {
    return new ImageStore(split, new ImageSizing.Square(side), shared);
  }

  private static ImageStore squares(Split split, int side, Optional<Path> shared, long memory) {
    return new ImageStore(split, new ImageSizing.Square(side), shared, memory);
  }

  private static byte[] epoch(ImageStore store, int epoch, int threads, List<Float> targets)
      throws InterruptedException {
    List<Augmentation> augmentations =
        List.of(new Augmentation.HorizontalFlip(0.5), new Augmentation.Cutout(0.5));
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    try (BatchLoader batches =
        BatchLoader.training(
            store,
            new LabelTargets(store.split().truth()),
            16,
            augmentations,
            new Epoch(epoch, 5, 6),
            threads)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        byte[] bytes = new byte[batch.inputs().remaining()];
        batch.inputs().get(bytes);
        images.writeBytes(bytes);
        for (float target : batch.targets()) {
          targets.add(target);
        }
        batches.release(batch);
      }
    }
    return images.toByteArray();
  }

  @Test
  void batchesDependOnSeedsAndEpochAndNotOnThreadsOrCache() throws InterruptedException {
    ImageStore store = squares(scenes().train(), 24, Optional.empty());
    List<Float> targets = new ArrayList<>();
    byte[] cold = epoch(store, 1, 1, targets);
    assertThat(cold).hasSize(4 * 16 * 24 * 24 * 3);
    for (int threads : List.of(1, 2, 3, 4, 40)) {
      List<Float> again = new ArrayList<>();
      assertThat(epoch(store, 1, threads, again)).isEqualTo(cold);
      assertThat(again).isEqualTo(targets);
    }
    assertThat(epoch(store, 2, 2, new ArrayList<>())).isNotEqualTo(cold);
    assertThat(epoch(squares(scenes().train(), 24, Optional.empty()), 1, 3, new ArrayList<>()))
        .isEqualTo(cold);
  }

  /** Images of noise, 30 to 32 pixels wide and 25 high. */
  static Split images(Path folder, int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(30 + i % 3, 25, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 30 * 25; p++) {
        image.setRGB(p % 30, p / 30, (p * 7919 + i * 104729) & 0xFFFFFF);
      }
      Path file = folder.resolve(i + ".jpg");
      ImageIO.write(image, "jpg", file.toFile());
      files.add(file);
    }
    return new Split(
        files.stream().map(Path::toString).toList(),
        LabelMatrix.of(count, 2, new byte[2 * count]),
        Pixels.Files.asTheyAre("noise", files));
  }

  static void delete(Split split) throws IOException {
    for (String file : split.ids()) {
      Files.delete(Path.of(file));
    }
  }

  /**
   * Decoded each time, kept in memory, written to the shared file, read from it: the same bytes.
   */
  @Test
  void batchesDoNotDependOnWhereDecodedImagesAreKept() throws Exception {
    Split split = images(folder, 40);
    Path shared = folder.resolve("cache/a.pixels");
    byte[] decoded = epoch(squares(split, 20, Optional.empty(), 0), 1, 1, new ArrayList<>());
    ImageStore inMemory = squares(split, 20, Optional.empty(), 1 << 20);
    assertThat(epoch(inMemory, 1, 2, new ArrayList<>())).isEqualTo(decoded);
    byte[] cold = epoch(squares(split, 20, Optional.of(shared), 0), 1, 3, new ArrayList<>());
    byte[] warm = epoch(squares(split, 20, Optional.of(shared), 0), 1, 4, new ArrayList<>());
    assertThat(decoded).hasSize(2 * 16 * 20 * 20 * 3);
    assertThat(cold).isEqualTo(decoded);
    assertThat(warm).isEqualTo(decoded);
  }

  /** A second trial finds the images decoded, also where all fit into memory. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void imagesAreDecodedOnceForAllTrials(long memory) throws Exception {
    Split split = images(folder, 32);
    Path shared = folder.resolve("cache/b.pixels");
    ImageStore first = squares(split, 20, Optional.of(shared), memory);
    byte[] decoded = epoch(first, 1, 2, new ArrayList<>());
    delete(split);
    ImageStore second = squares(split, 20, Optional.of(shared), memory);
    assertThat(epoch(second, 1, 2, new ArrayList<>())).isEqualTo(decoded);
    Files.delete(shared);
    assertThatThrownBy(
            () -> epoch(squares(split, 20, Optional.of(shared), memory), 1, 2, new ArrayList<>()))
        .hasMessageContaining("dataset 'noise' changed while the trial was running");
  }

  /** Put back afterwards, they must not have reached what later trials share. */
  @Test
  void imagesThatWereExchangedReachNeitherATrialNorTheSharedFile() throws Exception {
    Split split = images(folder, 16);
    byte[] decoded = epoch(squares(split, 20, Optional.empty(), 0), 1, 1, new ArrayList<>());
    Path file = Path.of(split.ids().get(3));
    byte[] content = Files.readAllBytes(file);
    Files.copy(Path.of(split.ids().get(4)), file, StandardCopyOption.REPLACE_EXISTING);
    Optional<Path> shared = Optional.of(folder.resolve("cache/c.pixels"));
    assertThatThrownBy(() -> epoch(squares(split, 20, shared, 0), 1, 2, new ArrayList<>()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("dataset 'noise' changed while the trial was running: " + file);
    Files.write(file, content);
    assertThat(epoch(squares(split, 20, shared, 0), 1, 2, new ArrayList<>())).isEqualTo(decoded);
  }

  /** The worker then says what to do about its memory. */
  @Test
  void memoryThatRunsOutWhileABatchIsPreparedIsCalledSo() throws Exception {
    Split split = images(folder, 16);
    try (RandomAccessFile file = new RandomAccessFile(split.ids().get(3), "rw")) {
      file.setLength(3L << 30);
    }
    assertThatThrownBy(
            () -> epoch(squares(split, 20, Optional.empty(), 0), 1, 2, new ArrayList<>()))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void aCacheThatCannotBeWrittenMeansDecodingEachTime() throws Exception {
    Split split = images(folder, 16);
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    ImageStore store = squares(split, 20, Optional.of(notAFolder.resolve("d.pixels")), 0);
    byte[] decoded = epoch(squares(split, 20, Optional.empty(), 0), 1, 1, new ArrayList<>());
    assertThat(epoch(store, 1, 2, new ArrayList<>())).isEqualTo(decoded);
  }

  @Test
  void anEpochShowsEveryImageAtMostOnceAndEvaluationEveryImageInOrder()
      throws InterruptedException {
    Dataset dataset = scenes();
    ImageStore store = squares(dataset.train(), 16, Optional.empty());
    List<byte[]> seen = new ArrayList<>();
    try (BatchLoader batches = BatchLoader.evaluation(store, 16, 2)) {
      for (int number = 1; batches.hasNext(); number++) {
        Batch batch = batches.next();
        assertThat(batch.rows()).isEqualTo(number <= 4 ? 16 : 6);
        for (int i = 0; i < batch.rows(); i++) {
          byte[] image = new byte[16 * 16 * 3];
          batch.inputs().get(image);
          seen.add(image);
        }
        batches.release(batch);
      }
    }
    assertThat(seen).hasSize(70);
    for (int i = 0; i < 70; i++) {
      assertThat(seen.get(i)).isEqualTo(store.image(i, byte[]::new).rgb());
    }
    TreeSet<String> distinct = new TreeSet<>();
    try (BatchLoader batches =
        BatchLoader.training(
            store, new LabelTargets(store.split().truth()), 16, List.of(), new Epoch(1, 5, 6), 2)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        for (int i = 0; i < batch.rows(); i++) {
          byte[] image = new byte[16 * 16 * 3];
          batch.inputs().get(image);
          distinct.add(HexFormat.of().formatHex(image));
        }
        batches.release(batch);
      }
    }
    assertThat(distinct).hasSize(64);
  }

  @Test
  void cutoutFillsOneClippedRectangleInOneColour() {
    SplitMix64 generator = new SplitMix64(4);
    for (int trial = 0; trial < 50; trial++) {
      byte[] image = new byte[20 * 20 * 3];
      java.util.Arrays.fill(image, (byte) 77);
      new Augmentation.Cutout(0.5).apply(new Image(20, 20, image), generator);
      TreeSet<Integer> rows = new TreeSet<>();
      TreeSet<Integer> columns = new TreeSet<>();
      TreeSet<Integer> colours = new TreeSet<>();
      int changed = 0;
      for (int i = 0; i < 400; i++) {
        int colour =
            (image[3 * i] & 0xFF) << 16 | (image[3 * i + 1] & 0xFF) << 8 | image[3 * i + 2] & 0xFF;
        if (colour != 0x4D4D4D) {
          rows.add(i / 20);
          columns.add(i % 20);
          colours.add(colour);
          changed++;
        }
      }
      assertThat(colours).hasSize(1);
      assertThat(changed).isEqualTo(rows.size() * columns.size()).isBetween(30, 121);
    }
  }

  @Test
  void flippingTwiceIsTheImage() {
    byte[] image = new byte[9 * 9 * 3];
    new java.util.Random(1).nextBytes(image);
    byte[] flipped = image.clone();
    new Augmentation.HorizontalFlip(1).apply(new Image(9, 9, flipped), new SplitMix64(1));
    assertThat(flipped).isNotEqualTo(image);
    assertThat(flipped[0]).isEqualTo(image[8 * 3]);
    new Augmentation.HorizontalFlip(1).apply(new Image(9, 9, flipped), new SplitMix64(1));
    assertThat(flipped).isEqualTo(image);
    new Augmentation.HorizontalFlip(0).apply(new Image(9, 9, flipped), new SplitMix64(1));
    assertThat(flipped).isEqualTo(image);
  }
}
