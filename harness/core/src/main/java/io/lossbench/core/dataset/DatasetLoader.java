package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Opens a descriptor as a dataset: reads the annotations, checks every image, computes the
 * fingerprint.
 */
public final class DatasetLoader {
  private final Registry<Format> formats;
  private final List<Path> roots;
  private final Optional<Path> cache;

  /**
   * @param formats that descriptors can name
   * @param roots folders to look for data in, in this order
   * @param cache folder for indices and for hashes of files that were read before; empty for
   *     reading everything every time
   */
  public DatasetLoader(Registry<Format> formats, List<Path> roots, Optional<Path> cache) {
    this.formats = formats;
    this.roots = List.copyOf(roots);
    this.cache = cache;
  }

  /**
   * Opens a dataset.
   *
   * @param descriptor a validated descriptor
   * @throws HarnessException if files are missing, labels are invalid or leave nothing to judge, or
   *     splits overlap
   */
  public Dataset open(Settings descriptor, InvalidImages invalid) {
    try {
      return LabelCheck.told(read(descriptor, invalid));
    } catch (InvalidPathException e) {
      HarnessException refused =
          new HarnessException(
              "dataset '"
                  + descriptor.text("dataset")
                  + "' names a path that cannot be one here: '"
                  + e.getInput().replace("\0", "\\0")
                  + "' ("
                  + e.getReason()
                  + "); mend it in the descriptor, or set LC_ALL=C.UTF-8 if the name has other letters"
                  + " than ASCII");
      refused.initCause(e);
      throw refused;
    }
  }

  private Dataset read(Settings descriptor, InvalidImages invalid) {
    Format format = formats.create(descriptor.settings("format"));
    Format.Content content =
        format.read(new DataFolders(descriptor.text("dataset"), roots, cache, format.layout()));
    if (content instanceof Listing listing) {
      return checked(descriptor, listing, invalid);
    }
    return content instanceof Samples samples ? hashed(descriptor, samples) : (Dataset) content;
  }

  /** Vectors are all there; what they hash to is what a trial sees. */
  private static Dataset hashed(Settings descriptor, Samples samples) {
    String name = descriptor.text("dataset");
    RepeatedImages.Leaks leaks = new RepeatedImages.Leaks("row");
    Digest digest = Digest.sha256().update(String.join("\n", samples.classes()));
    samples
        .splits()
        .forEach(
            (part, split) -> {
              digest.update(part).update(Integer.toString(split.vectors().width()));
              for (int row = 0; row < split.size(); row++) {
                String id = split.ids().get(row);
                String sha256 = Digest.sha256().update(split.vectors().key(row)).hex();
                digest.update(id).update(split.truth().rowKey(row)).update(sha256);
                leaks.add(part, id, sha256);
              }
            });
    List<String> subsets =
        subsets(
            descriptor, split -> Optional.ofNullable(samples.splits().get(split)).map(Split::size));
    return new Dataset(
        name,
        samples.task(),
        samples.classes(),
        required(name, Listing.TRAIN, samples.splits(), samples.notes()),
        Optional.ofNullable(samples.splits().get(Listing.VALIDATION)),
        required(name, Listing.TEST, samples.splits(), samples.notes()),
        digest.hex(),
        subsets.isEmpty(),
        List.of(),
        Stream.of(subsets, leaks.notes(), samples.notes()).flatMap(List::stream).toList());
  }

  private Dataset checked(Settings descriptor, Listing listing, InvalidImages invalid) {
    String name = descriptor.text("dataset");
    RepeatedImages.refuseSameFiles(name, listing);
    IntegrityCache known =
        cache
            .map(folder -> IntegrityCache.open(folder, name, roots))
            .orElseGet(IntegrityCache::forgetful);
    List<Dataset.Problem> problems = new ArrayList<>();
    RepeatedImages.Leaks leaks = new RepeatedImages.Leaks("image");
    Map<String, Split> splits = new LinkedHashMap<>();
    Digest digest = Digest.sha256().update(String.join("\n", listing.classes()));
    listing
        .parts()
        .forEach(
            (split, part) -> {
              digest.update(split);
              ImageCheck.Result[] images = ImageCheck.all(part.files(), known);
              int[] kept =
                  IntStream.range(0, images.length)
                      .filter(i -> images[i].fault().isEmpty())
                      .toArray();
              for (int i = 0; i < images.length; i++) {
                String id = part.ids().get(i);
                if (images[i].fault().isPresent()) {
                  problems.add(new Dataset.Problem(split, id, images[i].fault().get()));
                } else {
                  digest.update(id).update(part.truth().rowKey(i)).update(images[i].sha256());
                  leaks.add(split, id, images[i].sha256());
                }
              }
              splits.put(split, part.split(name, images, kept));
            });
    known.save();
    refuseBroken(name, problems, listing, splits, invalid);
    List<String> subsets =
        subsets(
            descriptor,
            split -> Optional.ofNullable(listing.parts().get(split)).map(p -> p.ids().size()));
    return new Dataset(
        name,
        listing.task(),
        listing.classes(),
        required(name, Listing.TRAIN, splits, listing.notes()),
        Optional.ofNullable(splits.get(Listing.VALIDATION)),
        required(name, Listing.TEST, splits, listing.notes()),
        digest.hex(),
        problems.isEmpty() && subsets.isEmpty(),
        problems,
        Stream.of(subsets, leaks.notes(), listing.notes()).flatMap(List::stream).toList());
  }

  /** Broken images end it unless they may be skipped; then too, if a split has no others. */
  private static void refuseBroken(
      String name,
      List<Dataset.Problem> problems,
      Listing listing,
      Map<String, Split> splits,
      InvalidImages invalid) {
    Optional<String> emptied =
        problems.stream()
            .map(Dataset.Problem::split)
            .filter(split -> !splits.containsKey(split) || splits.get(split).size() == 0)
            .findFirst();
    if (problems.isEmpty() || (invalid == InvalidImages.SKIP && emptied.isEmpty())) {
      return;
    }
    throw new HarnessException(
        (problems.size() == 1
                ? emptied.map(split -> "the only " + split + " image").orElse("1 image")
                    + " of dataset '"
                    + name
                    + "' is broken"
                : problems.size()
                    + " images of dataset '"
                    + name
                    + "' are broken"
                    + emptied
                        .map(split -> ", all of its " + split + " images among them")
                        .orElse(""))
            + ":\n"
            + Faults.shortened(problems)
            + MissingImage.first(listing).map(guess -> "\n" + guess).orElse("")
            + (emptied.isPresent()
                ? "\nMend them, bring them to where the annotations say, or correct the image folder in"
                    + " the descriptor."
                : "\nMend them, or set evaluate.invalid-images: skip to leave them out."));
  }

  private static Split required(
      String name, String split, Map<String, Split> splits, List<String> notes) {
    Split found = splits.get(split);
    if (found == null || found.size() == 0) {
      throw new HarnessException(
          "dataset '"
              + name
              + "' has no "
              + split
              + " images: "
              + (notes.isEmpty()
                  ? "its annotations name none"
                  : "its annotations leave none (" + String.join("; ", notes) + ")"));
    }
    return found;
  }

  private static List<String> subsets(
      Settings descriptor, Function<String, Optional<Integer>> sizes) {
    List<String> notes = new ArrayList<>();
    for (String split : List.of(Listing.TRAIN, Listing.TEST)) {
      String key = split + "-images";
      int found = sizes.apply(split).orElse(0);
      if (descriptor.has(key) && descriptor.integer(key) != found) {
        notes.add(
            "a subset: "
                + found
                + " of "
                + descriptor.integer(key)
                + " "
                + split
                + " images; not comparable with numbers of the complete dataset");
      }
    }
    return notes;
  }
}
