package io.lossbench.core.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one warning of a process that its cache cannot be written: a cache is a help, never a
 * condition.
 */
public final class CacheWarning {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private CacheWarning() {}

  /**
   * Warns on the standard error stream, unless it was done before.
   *
   * @param consequence what is slower without the cache
   */
  public static void tell(Path file, String consequence, IOException reason) {
    if (TOLD.compareAndSet(false, true)) {
      System.err.println(
          "warning: cannot write the cache "
              + file
              + " ("
              + reason.getClass().getSimpleName()
              + ": "
              + reason.getMessage()
              + "); "
              + consequence
              + ". Set LOSSBENCH_CACHE to a folder that can be written and has room");
    }
  }
}
