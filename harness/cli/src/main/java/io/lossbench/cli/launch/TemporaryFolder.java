package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that is removed with all that is in it, when this process is stopped too. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook;

  /**
   * Makes one in the system's folder for such things.
   *
   * @throws HarnessException if that cannot be written
   */
  public TemporaryFolder(String prefix) {
    try {
      path = Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new HarnessException(
          "cannot make a folder in " + System.getProperty("java.io.tmpdir"), e);
    }
    hook = new Thread(this::delete, "delete " + path);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Going down already: the hook deletes too.
    }
  }

  private void delete() {
    try {
      FolderTree.delete(path);
    } catch (IOException e) {
      // It costs its space, no more; the system clears such folders away.
    }
  }
}
