package io.lossbench.core.dataset;

import io.lossbench.core.file.CacheWarning;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * The hashes of files that were read before, as long as the files are the same: tens of gigabytes
 * are read once, and not by every trial. A file in the cache folder, each line with its checksum;
 * what is damaged is read anew, and it may be deleted at any time. Thread-safe.
 */
final class IntegrityCache {
  private final Optional<Path> file;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean changed;

  private record Entry(FileState state, String sha256) {}

  private IntegrityCache(Optional<Path> file) {
    this.file = file;
  }

  /** A cache that remembers nothing beyond this process. */
  static IntegrityCache forgetful() {
    return new IntegrityCache(Optional.empty());
  }

  /** The hashes of one dataset; an unreadable cache counts as empty. */
  static IntegrityCache open(Path folder, String dataset, Iterable<Path> roots) {
    Digest key = Digest.sha256().update(dataset);
    roots.forEach(root -> key.update(root.toString()));
    Path own = folder.resolve("integrity");
    DurableFile.sweepAbandoned(own);
    IntegrityCache cache = new IntegrityCache(Optional.of(own.resolve(key.hex() + ".txt")));
    cache.read();
    return cache;
  }

  private void read() {
    try {
      // Damage is no UTF-8, perhaps, but does not match its checksum either way.
      String text = new String(Files.readAllBytes(file.orElseThrow()), StandardCharsets.UTF_8);
      text.lines().forEach(this::read);
    } catch (IOException e) {
      entries.clear();
    }
  }

  private void read(String line) {
    int space = line.indexOf(' ');
    String body = line.substring(space + 1);
    if (space < 0 || !line.substring(0, space).equals(checksum(body))) {
      changed = true;
      return;
    }
    String[] fields = body.split(" ", 6);
    FileState state =
        new FileState(
            Long.parseLong(fields[1]),
            Long.parseLong(fields[2]),
            Long.parseLong(fields[3]),
            Long.parseLong(fields[4]));
    entries.put(fields[5], new Entry(state, fields[0]));
  }

  private static String line(String path, Entry entry) {
    FileState state = entry.state;
    String body =
        String.join(
            " ",
            entry.sha256,
            Long.toString(state.size()),
            Long.toString(state.modified()),
            Long.toString(state.changed()),
            Long.toString(state.inode()),
            path);
    return checksum(body) + " " + body;
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  Optional<String> find(Path path, FileState state) {
    Entry entry = entries.get(path.toString());
    return entry != null && entry.state.equals(state)
        ? Optional.of(entry.sha256)
        : Optional.empty();
  }

  void remember(Path path, FileState state, String sha256) {
    String name = path.toString();
    if (file.isPresent() && name.lines().count() == 1) {
      entries.put(name, new Entry(state, sha256));
      changed = true;
    }
  }

  /** Writes what is new; another process that writes at the same time does no harm. */
  void save() {
    if (!changed || file.isEmpty()) {
      return;
    }
    Path path = file.get();
    try {
      DurableFile.write(
          path,
          channel -> {
            Writer out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
              out.write(line(each.getKey(), each.getValue()) + "\n");
            }
            out.flush();
          });
      changed = false;
    } catch (IOException e) {
      CacheWarning.tell(path, "all images are read again by every trial", e);
    }
  }
}
