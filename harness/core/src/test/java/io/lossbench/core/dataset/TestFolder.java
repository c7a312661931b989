package io.lossbench.core.dataset;

import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** A data folder that a test fills, and the dataset in it. */
public record TestFolder(Path root) {

  public TestFolder text(String name, String content) throws IOException {
    return text(name, content, StandardCharsets.UTF_8);
  }

  public TestFolder text(String name, String content, Charset charset) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(charset));
    return this;
  }

  /** Small images whose pixels follow from their paths. */
  public TestFolder images(String... names) throws IOException {
    for (String name : names) {
      image(name, name.hashCode());
    }
    return this;
  }

  public TestFolder image(String name, int colour) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 48; i++) {
      image.setRGB(i % 8, i / 8, (colour * (i + 1)) & 0xFFFFFF);
    }
    ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", file.toFile());
    return this;
  }

  /** Opens the dataset {@code mine} of a format, such as {@code {type: csv, file: t.csv}}. */
  public Dataset open(String format) throws IOException {
    return open(format, Optional.empty());
  }

  public Dataset open(String format, Optional<Path> cache) throws IOException {
    return new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
        .open(descriptor(format), InvalidImages.FAIL);
  }

  /** Writes the miniature of a format to a folder, of any file system. */
  public void miniature(String format, Path into) throws IOException {
    Formats.onClasspath()
        .create(descriptor(format).settings("format"))
        .writeMiniature(new Miniature(into));
  }

  private Settings descriptor(String format) throws IOException {
    Path folder = Files.createDirectories(root.resolve("descriptors"));
    Files.writeString(folder.resolve("mine.yaml"), "dataset: mine\nformat: " + format + "\n");
    return new SuiteReader(Definitions.builtIn(), folder).descriptor("mine").orElseThrow();
  }

  /** The NUS-WIDE release in small: two concepts, two training images, two test images. */
  public TestFolder nusWide() throws IOException {
    String truth = "nus-wide/Groundtruth/TrainTestLabels/Labels_";
    return text("nus-wide/ConceptsList/Concepts81.txt", "sea\nsky\n")
        .text("nus-wide/ImageList/TrainImagelist.txt", "a\\1.png\na\\2.png\n")
        .text("nus-wide/ImageList/TestImagelist.txt", "b\\3.png\nb\\4.png\n")
        .text(truth + "sea_Train.txt", "1\n0\n")
        .text(truth + "sky_Train.txt", "1\n1\n")
        .text(truth + "sea_Test.txt", "0\n1\n")
        .text(truth + "sky_Test.txt", "1\n0\n")
        .images(
            "nus-wide/Flickr/a/1.png",
            "nus-wide/Flickr/a/2.png",
            "nus-wide/Flickr/b/3.png",
            "nus-wide/Flickr/b/4.png");
  }

  public static final String OPEN_IMAGES_TRAIN =
      "openimages/oidv6-train-annotations-human-imagelabels.csv";
  public static final String OPEN_IMAGES_TEST = "openimages/test-annotations-human-imagelabels.csv";

  /** OpenImages in small: two classes, two training images, one test image. */
  public TestFolder openImages() throws IOException {
    String header = "ImageID,Source,LabelName,Confidence\n";
    return text("openimages/oidv6-classes-trainable.txt", "/m/01\n/m/02\n")
        .text("openimages/oidv6-class-descriptions.csv", "/m/01,Cat\n/m/02,\"Dog, big\"\n")
        .text(
            OPEN_IMAGES_TRAIN,
            header
                + "0000000000000001,verification,/m/01,1\n"
                + "0000000000000001,verification,/m/02,0\n"
                + "00000000000000ab,verification,/m/02,1\n")
        .text(
            OPEN_IMAGES_TEST,
            header
                + "0000000000000003,verification,/m/01,1\n"
                + "0000000000000003,verification,/m/02,0\n")
        .images(
            "openimages/train/0000000000000001.jpg",
            "openimages/train/00000000000000ab.jpg",
            "openimages/test/0000000000000003.jpg");
  }
}
