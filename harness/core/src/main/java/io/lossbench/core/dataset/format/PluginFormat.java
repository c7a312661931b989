package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.task.Task;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A format that a plugin brings: what its code throws is told as its own fault.
 *
 * @param plugin class and jar
 */
record PluginFormat(Format format, String plugin) implements Format {
  @Override
  public Content read(DataFolders folders) {
    return guarded("read dataset '" + folders.dataset() + "'", () -> format.read(folders));
  }

  @Override
  public List<String> layout() {
    return guarded("tell its layout", format::layout);
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    guarded(
        "write its miniature",
        () -> {
          format.writeMiniature(miniature);
          return miniature;
        });
  }

  @Override
  public Optional<Task> task() {
    return guarded("tell its task", format::task);
  }

  @Override
  public OptionalInt trainingImages() {
    return guarded("tell the number of training images", format::trainingImages);
  }

  private <T> T guarded(String job, Supplier<T> code) {
    try {
      return Objects.requireNonNull(code.get(), "null");
    } catch (HarnessException | InvalidPathException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new HarnessException("the format plugin " + plugin + " does not " + job, e);
    }
  }
}
