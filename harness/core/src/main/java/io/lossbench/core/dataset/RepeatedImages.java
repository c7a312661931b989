package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Images that a dataset names more than once: as one file, or as equal bytes in two splits. */
final class RepeatedImages {
  private RepeatedImages() {}

  private record Named(String split, String id) {}

  /**
   * Every image file belongs to one split, once, however it is written: {@code ./a.jpg} is {@code
   * a.jpg}, and a link is what it points to.
   *
   * @throws HarnessException with the files that are named again
   */
  static void refuseSameFiles(String dataset, Listing listing) {
    Map<Path, Path> realFolders = new HashMap<>();
    Map<Path, Map<String, Named>> first = new HashMap<>();
    List<String> overlaps = new ArrayList<>();
    listing
        .parts()
        .forEach(
            (split, part) -> {
              boolean[] links = links(part.files());
              for (int i = 0; i < part.files().size(); i++) {
                Path file = part.files().get(i);
                file = (links[i] ? real(file) : file).toAbsolutePath().normalize();
                Path folder =
                    realFolders.computeIfAbsent(
                        Objects.requireNonNull(file.getParent()), RepeatedImages::real);
                Named named = new Named(split, part.ids().get(i));
                Named other =
                    first
                        .computeIfAbsent(folder, f -> new HashMap<>())
                        .putIfAbsent(file.getFileName().toString(), named);
                if (other != null) {
                  overlaps.add(sentence(other, named));
                }
              }
            });
    if (!overlaps.isEmpty()) {
      throw new HarnessException(
          "the splits of dataset '"
              + dataset
              + "' overlap:\n"
              + Faults.shortened(overlaps)
              + "\nEvery image belongs to one split, once, with all its labels.");
    }
  }

  private static String sentence(Named first, Named again) {
    String same = first.id().equals(again.id()) ? "" : " (as " + first.id() + ")";
    return again.id()
        + (first.split().equals(again.split())
            ? " is twice in " + again.split() + same
            : " is in " + first.split() + same + " and in " + again.split());
  }

  private static boolean[] links(List<Path> files) {
    boolean[] links = new boolean[files.size()];
    IntStream.range(0, links.length)
        .parallel()
        .forEach(i -> links[i] = Files.isSymbolicLink(files.get(i)));
    return links;
  }

  /** Where a path leads; itself if it leads nowhere, which the check of the images tells. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** Contents of images by split: what two splits share is a leak. Not thread-safe. */
  static final class Leaks {
    private final String noun;
    private final Map<String, Contents> splits = new LinkedHashMap<>();

    /**
     * @param noun what is in the splits, such as {@code image}
     */
    Leaks(String noun) {
      this.noun = noun;
    }

    /**
     * The images of a split by the hash of their bytes; all but the first of a hash as a number.
     */
    private static final class Contents {
      final Map<String, String> first = new HashMap<>();
      final Map<String, Integer> more = new HashMap<>();
    }

    /**
     * Notes an image.
     *
     * @param sha256 of its bytes
     */
    void add(String split, String id, String sha256) {
      Contents contents = splits.computeIfAbsent(split, s -> new Contents());
      if (contents.first.putIfAbsent(sha256, id) != null) {
        contents.more.merge(sha256, 1, Integer::sum);
      }
    }

    /** A sentence for each pair of splits that share images; the later split is counted. */
    List<String> notes() {
      List<String> notes = new ArrayList<>();
      List<String> names = List.copyOf(splits.keySet());
      for (int a = 0; a < names.size(); a++) {
        for (int b = a + 1; b < names.size(); b++) {
          note(names.get(a), names.get(b), notes);
        }
      }
      return notes;
    }

    private void note(String one, String other, List<String> notes) {
      Map<String, String> known = Objects.requireNonNull(splits.get(one)).first;
      Contents contents = Objects.requireNonNull(splits.get(other));
      int count = 0;
      String example = "";
      for (Map.Entry<String, String> image : contents.first.entrySet()) {
        String same = known.get(image.getKey());
        if (same != null) {
          count += 1 + contents.more.getOrDefault(image.getKey(), 0);
          String pair = image.getValue() + " = " + same;
          example = example.isEmpty() || pair.compareTo(example) < 0 ? pair : example;
        }
      }
      if (count > 0) {
        notes.add(
            "a leak: "
                + count
                + " "
                + other
                + (count == 1 ? " " + noun + " is" : " " + noun + "s are")
                + " among the "
                + one
                + " "
                + noun
                + "s too, byte for byte ("
                + example
                + (count > 1 ? ", ...)" : ")"));
      }
    }
  }
}
