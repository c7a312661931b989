package io.lossbench.fuzz;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A small dataset of files, one of which is the input.
 *
 * @param root the data folder
 * @param file the one that is damaged, below {@code root}
 * @param check of what was read, against the input; throws AssertionError
 */
record FuzzedDataset(
    String name,
    Path root,
    Settings descriptor,
    String file,
    List<byte[]> corpus,
    List<String> words,
    Check check)
    implements FuzzedReader {

  /** What has to be so if an input was accepted. */
  interface Check {
    void check(byte[] input, Dataset dataset) throws Exception;
  }

  @Override
  public void read(byte[] input) throws Exception {
    Files.write(root.resolve(file), input);
    check.check(
        input,
        new DatasetLoader(Formats.onClasspath(), List.of(root), Optional.empty())
            .open(descriptor, InvalidImages.FAIL));
  }

  /** A descriptor with the format's defaults. */
  static Settings descriptor(Path root, String format) throws IOException {
    Path folder = Files.createDirectories(root.resolve("descriptors"));
    Files.writeString(folder.resolve("fuzz.yaml"), "dataset: fuzz\nformat: " + format + "\n");
    return new SuiteReader(Definitions.builtIn(), folder).descriptor("fuzz").orElseThrow();
  }

  /** An image of noise, another for each path. */
  static void image(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(file.getFileName().toString().hashCode());
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, random.nextInt(1 << 24));
    }
    String name = file.toString();
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
  }

  static List<byte[]> texts(String... texts) {
    return java.util.Arrays.stream(texts)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  static int positives(Dataset dataset) {
    int positives = 0;
    for (int c = 0; c < dataset.classes().size(); c++) {
      positives += LabelMatrix.of(dataset.train().truth()).column(c).positives();
      positives += LabelMatrix.of(dataset.test().truth()).column(c).positives();
    }
    return positives;
  }

  static void require(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(otherwise);
    }
  }
}
