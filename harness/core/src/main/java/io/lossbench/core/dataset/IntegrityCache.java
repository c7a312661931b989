package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.provenance.Digest;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The hashes of files that were read before, as long as size and time of the last change are the
 * same: tens of gigabytes are read once, and not by every trial. A file in the cache folder; to be
 * deleted at any time. Thread-safe.
 */
final class IntegrityCache {
  private final Optional<Path> file;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean changed;

  private record Entry(long size, long modified, String sha256) {}

  private IntegrityCache(Optional<Path> file) {
    this.file = file;
  }

  /** A cache that remembers nothing beyond this process. */
  static IntegrityCache forgetful() {
    return new IntegrityCache(Optional.empty());
  }

  /** The hashes of one dataset; an unreadable or damaged cache counts as empty. */
  static IntegrityCache open(Path folder, String dataset, Iterable<Path> roots) {
    Digest key = Digest.sha256().update(dataset);
    roots.forEach(root -> key.update(root.toString()));
    IntegrityCache cache =
        new IntegrityCache(Optional.of(folder.resolve("integrity/" + key.hex() + ".txt")));
    cache.read();
    return cache;
  }

  private void read() {
    Path path = file.orElseThrow();
    if (!Files.isRegularFile(path)) {
      return;
    }
    try (BufferedReader in = Files.newBufferedReader(path)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] fields = line.split(" ", 4);
        if (fields.length == 4 && fields[0].length() == 64) {
          entries.put(
              fields[3],
              new Entry(Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[0]));
        }
      }
    } catch (IOException | NumberFormatException e) {
      entries.clear();
    }
  }

  Optional<String> find(Path path, BasicFileAttributes attributes) {
    Entry entry = entries.get(path.toString());
    return entry != null
            && entry.size() == attributes.size()
            && entry.modified() == attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)
        ? Optional.of(entry.sha256())
        : Optional.empty();
  }

  void remember(Path path, BasicFileAttributes attributes, String sha256) {
    String name = path.toString();
    if (file.isPresent() && !name.contains("\n")) {
      long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      entries.put(name, new Entry(attributes.size(), modified, sha256));
      changed = true;
    }
  }

  /** Writes what is new; another process that writes at the same time does no harm. */
  void save() {
    if (!changed || file.isEmpty()) {
      return;
    }
    Path path = file.get();
    Path temporary =
        path.resolveSibling(path.getFileName() + ".tmp" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(path.getParent());
      try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
          Entry entry = each.getValue();
          out.write(entry.sha256() + " " + entry.size() + " " + entry.modified() + " ");
          out.write(each.getKey() + "\n");
        }
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      changed = false;
    } catch (IOException e) {
      throw new HarnessException(
          "cannot write the cache " + path + "; set LOSSBENCH_CACHE to another folder", e);
    }
  }
}
