package io.lossbench.core.dataset;

import io.lossbench.core.file.Digest;
import io.lossbench.core.image.ImageException;
import io.lossbench.core.image.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether image files are there and whole, and what their contents hash to. */
final class ImageCheck {
  private ImageCheck() {}

  /** The content's SHA-256, or what is wrong. */
  record Result(String sha256, Optional<String> fault) {}

  /** Checks files in parallel; what {@code known} remembers of an unchanged file is not read. */
  static Result[] all(List<Path> files, IntegrityCache known) {
    Result[] results = new Result[files.size()];
    IntStream.range(0, results.length)
        .parallel()
        .forEach(i -> results[i] = check(files.get(i), known));
    return results;
  }

  private static Result check(Path file, IntegrityCache known) {
    try {
      if (!Files.isRegularFile(file)) {
        return fault("missing", file);
      }
      FileState state = FileState.of(file);
      Optional<String> remembered = known.find(file, state);
      if (remembered.isPresent()) {
        return new Result(remembered.get(), Optional.empty());
      }
      byte[] content = Files.readAllBytes(file);
      ImageFile.open(content).requireWhole();
      String sha256 = Digest.sha256().update(content).hex();
      known.remember(file, state, sha256);
      return new Result(sha256, Optional.empty());
    } catch (ImageException e) {
      return fault(String.valueOf(e.getMessage()), file);
    } catch (IOException e) {
      return fault("unreadable (" + e.getClass().getSimpleName() + ")", file);
    } catch (OutOfMemoryError e) {
      return fault("larger than Java's memory", file);
    }
  }

  private static Result fault(String reason, Path file) {
    return new Result("", Optional.of(reason + ": " + file));
  }
}
