package io.lossbench.torch.script;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files within a TorchScript archive, by their names below its one folder. */
final class ArchiveFile implements Closeable {
  private final ZipFile zip;
  private final String folder;

  private ArchiveFile(ZipFile zip, String folder) {
    this.zip = zip;
    this.folder = folder;
  }

  /**
   * Opens an archive.
   *
   * @throws IOException if it is none
   */
  static ArchiveFile open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException | IllegalArgumentException e) {
      throw new IOException("it is no TorchScript archive, which is a zip", e);
    }
    List<String> roots =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.matches("[^/]+/data\\.pkl"))
            .toList();
    if (roots.size() != 1) {
      zip.close();
      throw new IOException("it is no TorchScript archive: it has no data.pkl");
    }
    String root = roots.get(0);
    return new ArchiveFile(zip, root.substring(0, root.length() - "data.pkl".length()));
  }

  List<String> names() {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(folder))
        .map(name -> name.substring(folder.length()))
        .toList();
  }

  /**
   * The content of a file.
   *
   * @throws IOException if it is not there, damaged, or of more bytes than {@code limit}
   */
  byte[] bytes(String name, long limit) throws IOException {
    ZipEntry entry = zip.getEntry(folder + name);
    if (entry == null) {
      throw new IOException("it lacks " + name);
    }
    // Of a size behind 2 GiB some versions of Java take the sign as it comes.
    if (entry.getSize() < 0) {
      throw new IOException(name + " is damaged");
    }
    if (entry.getSize() > Math.min(limit, Integer.MAX_VALUE - 8)) {
      throw new IOException(name + " is larger than " + limit + " bytes");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length != entry.getSize()) {
        throw new IOException(name + " is damaged");
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
