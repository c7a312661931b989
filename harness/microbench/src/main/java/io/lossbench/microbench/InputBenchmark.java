package io.lossbench.microbench;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Augmentation;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.Epoch;
import io.lossbench.torch.data.ImageSizing;
import io.lossbench.torch.data.ImageStore;
import io.lossbench.torch.target.LabelTargets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Images a second through the input pipeline: 256 JPEGs of 500 x 375 pixels to batches of 16, with
 * nothing kept (decode, resize), from memory, and with the paper's augmentations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class InputBenchmark {
  /** Enough that a pass' buffers do not count. */
  private static final int IMAGES = 256;

  private static final Epoch EPOCH = new Epoch(1, 1, 2);

  @Param({"224", "448"})
  public int size = 224;

  @Param({"1", "2"})
  public int threads = 2;

  private final List<Path> files = new ArrayList<>();
  private List<Augmentation> paper = List.of();
  private ImageStore warm = store();

  private ImageStore store() {
    try {
      return new ImageStore(
          new Split(
              files.stream().map(Path::toString).toList(),
              LabelMatrix.of(files.size(), 1, new byte[files.size()]),
              Pixels.Files.asTheyAre("noise", files)),
          new ImageSizing.Square(size),
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Setup(Level.Trial)
  public void writeImages() throws IOException, InterruptedException {
    SplitMix64 generator = new SplitMix64(1);
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(500, 375, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 500 * 375; p++) {
        int x = p % 500;
        int y = p / 500;
        int base = 128 + (int) (80 * Math.sin(x / (9.0 + i % 7)) * Math.cos(y / (13.0 + i % 5)));
        int red = Math.max(0, Math.min(255, base + generator.between(-20, 20)));
        image.setRGB(x, y, (red << 16) | (base << 8) | ((x * y + i) & 0xFF));
      }
      Path file = Files.createTempFile("input", ".jpg");
      ImageIO.write(image, "jpg", file.toFile());
      files.add(file);
    }
    paper =
        Augmentation.of(
            List.of(Settings.of(Map.of("cutout", 0.5)), Settings.of(Map.of("rand-augment", 0.5))));
    warm = store();
    drain(warm, List.of());
  }

  @TearDown(Level.Trial)
  public void deleteImages() throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private int drain(ImageStore store, List<Augmentation> augmentations)
      throws InterruptedException {
    int rows = 0;
    try (BatchLoader batches =
        BatchLoader.training(
            store, new LabelTargets(store.split().truth()), 16, augmentations, EPOCH, threads)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        rows += batch.rows();
        batches.release(batch);
      }
    }
    return rows;
  }

  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public int decodeAndResize() throws InterruptedException {
    return drain(store(), List.of());
  }

  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public int fromMemory() throws InterruptedException {
    return drain(warm, List.of());
  }

  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public int fromMemoryAugmented() throws InterruptedException {
    return drain(warm, paper);
  }
}
