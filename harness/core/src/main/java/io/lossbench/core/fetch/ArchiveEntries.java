package io.lossbench.core.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The folders and regular files of an archive, one after the other; each is checked while it is
 * read, and the archive as a whole by the time that there is none left.
 */
interface ArchiveEntries extends Closeable {
  /**
   * The next one; null at the end of an archive that is whole.
   *
   * @throws IOException if the archive is damaged
   * @throws io.lossbench.core.HarnessException if it holds what is not unpacked
   */
  @Nullable Entry next() throws IOException;

  /**
   * A folder or a file.
   *
   * @param size of the content in bytes
   */
  record Entry(String name, boolean isFolder, long size, InputStream content) {}
}
