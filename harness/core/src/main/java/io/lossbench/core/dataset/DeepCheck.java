package io.lossbench.core.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Decodes every image of a dataset: what a check of headers and ends cannot see. */
public final class DeepCheck {
  private DeepCheck() {}

  /** The images that cannot be decoded, split by split. */
  public static List<Dataset.Problem> undecodable(Dataset dataset) {
    Map<String, Split> splits = new LinkedHashMap<>();
    splits.put(Listing.TRAIN, dataset.train());
    dataset.validation().ifPresent(split -> splits.put(Listing.VALIDATION, split));
    splits.put(Listing.TEST, dataset.test());
    List<Dataset.Problem> problems = new ArrayList<>();
    splits.forEach(
        (name, split) -> {
          if (split.pixels() instanceof Pixels.Files files) {
            IntStream.range(0, split.size())
                .parallel()
                .mapToObj(i -> problem(name, split.ids().get(i), files.paths().get(i)))
                .filter(Objects::nonNull)
                .toList()
                .forEach(problems::add);
          }
        });
    return problems;
  }

  private static Dataset.@Nullable Problem problem(String split, String id, Path file) {
    try {
      return ImageIO.read(file.toFile()) == null
          ? new Dataset.Problem(split, id, "not an image that can be read: " + file)
          : null;
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw runtime exceptions of many kinds for damaged files.
      return new Dataset.Problem(split, id, "cannot be decoded (" + e.getMessage() + "): " + file);
    }
  }
}
