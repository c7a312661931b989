package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes every image of a dataset as a trial does: what a check of headers and ends cannot see.
 */
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
          if (split.inputs() instanceof Pixels.Files) {
            IntStream.range(0, split.size())
                .parallel()
                .mapToObj(i -> problem(name, split, i))
                .filter(Objects::nonNull)
                .toList()
                .forEach(problems::add);
          }
        });
    return problems;
  }

  private static Dataset.@Nullable Problem problem(String name, Split split, int row) {
    try {
      split.pixels().image(row);
      return null;
    } catch (HarnessException e) {
      return new Dataset.Problem(name, split.ids().get(row), String.valueOf(e.getMessage()));
    }
  }
}
