package io.lossbench.core.dataset;

import io.lossbench.core.provenance.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Whether image files are there and have readable headers, and what their contents hash to. */
final class ImageCheck {
  /** More pixels than this are taken for a decompression bomb. */
  private static final long MAX_PIXELS = 200_000_000L;

  private ImageCheck() {}

  /** The content's SHA-256, or what is wrong. */
  record Result(String sha256, Optional<String> fault) {}

  /** Checks all files of a listing, in parallel. */
  static Map<Path, Result> all(Listing listing) {
    ImageIO.setUseCache(false);
    Map<Path, Result> results = new ConcurrentHashMap<>();
    listing.splits().values().stream()
        .flatMap(List::stream)
        .map(Listing.Row::file)
        .distinct()
        .toList()
        .parallelStream()
        .forEach(file -> results.put(file, check(file)));
    return results;
  }

  private static Result check(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return fault("missing: " + file);
      }
      if (Files.size(file) == 0) {
        return fault("empty: " + file);
      }
      Optional<String> header = header(file);
      return header.isPresent()
          ? new Result("", header)
          : new Result(Digest.ofFile(file), Optional.empty());
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw runtime exceptions of many kinds for damaged headers.
      return fault("unreadable: " + file + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Optional<String> header(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.of("not an image that can be read: " + file);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        return pixels > MAX_PIXELS
            ? Optional.of("has " + pixels + " pixels, more than " + MAX_PIXELS + ": " + file)
            : Optional.empty();
      } finally {
        reader.dispose();
      }
    }
  }

  private static Result fault(String reason) {
    return new Result("", Optional.of(reason));
  }
}
