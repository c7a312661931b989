package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The verified labels of one OpenImages split in compressed rows. The table is read once; the index
 * is kept in the cache folder, 3 bytes a label and 12 an image, with a checksum: a damaged one is
 * made anew.
 *
 * @param ids image ids, 16 hexadecimal digits each, in the order of their first label
 * @param offsets where each image's labels start, and their number
 * @param columns the class of each label, ascending within an image
 * @param values 1 for verified present, 0 for verified absent
 * @param notes what was left out of the table
 */
record OpenImagesIndex(
    long[] ids, int[] offsets, char[] columns, byte[] values, List<String> notes) {
  private static final long MAGIC = 0x6c6f737362_000002L;
  private static final int HEAD = 32;
  private static final int MOST_IMAGES = 1 << 27;
  private static final int MOST_LABELS = 1 << 29;
  private static final int MOST_NOTES = 1 << 20;

  int size() {
    return ids.length;
  }

  String id(int row) {
    return hex(ids[row]);
  }

  static String hex(long number) {
    String digits = Long.toHexString(number);
    return "0".repeat(16 - digits.length()) + digits;
  }

  /** The index of a table of labels: out of the cache if the table has not changed since. */
  static OpenImagesIndex open(
      Path table, Path classes, Map<String, Integer> columns, Optional<Path> cache, Faults faults) {
    if (!Files.isRegularFile(table)) {
      throw new HarnessException("the OpenImages labels " + table + " are missing");
    }
    String key = key(table, classes);
    Optional<Path> own = cache.map(folder -> folder.resolve("open-images"));
    own.ifPresent(DurableFile::sweepAbandoned);
    Optional<Path> kept = own.map(folder -> folder.resolve(key + ".index"));
    Optional<OpenImagesIndex> read = kept.flatMap(file -> read(file, key));
    if (read.isPresent()) {
      return read.get();
    }
    OpenImagesIndex index = new OpenImagesTable(table, columns, faults).index();
    faults.throwIfAny("the OpenImages labels cannot be used");
    kept.ifPresent(file -> index.write(file, key));
    return index;
  }

  private static String key(Path table, Path classes) {
    try {
      return Digest.sha256()
          .update(table.toAbsolutePath().toString())
          .update(Files.size(table) + " " + Files.getLastModifiedTime(table))
          .update(Digest.ofFile(classes))
          .hex();
    } catch (IOException e) {
      throw new HarnessException("cannot read the OpenImages labels " + table, e);
    }
  }

  /** The checksum covers the key too: a file under another name is not an index of this table. */
  private static CRC32C checksum(String key) {
    CRC32C checksum = new CRC32C();
    checksum.update(key.getBytes(StandardCharsets.US_ASCII));
    return checksum;
  }

  private void write(Path file, String key) {
    byte[] text = String.join("\n", notes).getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = buffer(HEAD);
    head.putLong(MAGIC).putLong(ids.length).putLong(columns.length).putLong(text.length).flip();
    ByteBuffer rows = buffer(8 * ids.length);
    rows.asLongBuffer().put(ids);
    ByteBuffer starts = buffer(4 * offsets.length);
    starts.asIntBuffer().put(offsets);
    ByteBuffer entries = buffer(2 * columns.length);
    entries.asCharBuffer().put(columns);
    List<ByteBuffer> parts =
        List.of(head, rows, starts, entries, ByteBuffer.wrap(values), ByteBuffer.wrap(text));
    CRC32C checksum = checksum(key);
    parts.forEach(part -> checksum.update(part.duplicate()));
    try {
      DurableFile.write(
          file,
          out -> {
            for (ByteBuffer part : parts) {
              while (part.hasRemaining()) {
                out.write(part);
              }
            }
            out.write(buffer(8).putLong(checksum.getValue()).flip());
          });
    } catch (IOException e) {
      // The table is read again next time. Whoever writes the hashes of the images into the same
      // folder tells that it cannot be written.
      return;
    }
  }

  /** The index of a file; empty if there is none, or if it is not what was written. */
  private static Optional<OpenImagesIndex> read(Path file, String key) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file)) {
      CRC32C checksum = checksum(key);
      ByteBuffer head = fill(channel, HEAD, checksum);
      if (head.remaining() < HEAD || head.getLong() != MAGIC) {
        return Optional.empty();
      }
      long images = head.getLong();
      long labels = head.getLong();
      long text = head.getLong();
      if (images < 0
          || images > MOST_IMAGES
          || labels < 0
          || labels > MOST_LABELS
          || text < 0
          || text > MOST_NOTES
          || channel.size() != HEAD + 12 * images + 4 + 3 * labels + text + 8) {
        return Optional.empty();
      }
      long[] ids = new long[(int) images];
      fill(channel, 8 * ids.length, checksum).asLongBuffer().get(ids);
      int[] offsets = new int[ids.length + 1];
      fill(channel, 4 * offsets.length, checksum).asIntBuffer().get(offsets);
      char[] columns = new char[(int) labels];
      fill(channel, 2 * columns.length, checksum).asCharBuffer().get(columns);
      byte[] values = fill(channel, (int) labels, checksum).array();
      String notes = StandardCharsets.UTF_8.decode(fill(channel, (int) text, checksum)).toString();
      long expected = checksum.getValue();
      return fill(channel, 8, checksum).getLong() == expected
          ? Optional.of(new OpenImagesIndex(ids, offsets, columns, values, notes.lines().toList()))
          : Optional.empty();
    } catch (IOException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer fill(FileChannel channel, int bytes, CRC32C checksum)
      throws IOException {
    ByteBuffer buffer = buffer(bytes);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Until it is full.
    }
    buffer.flip();
    checksum.update(buffer.duplicate());
    return buffer;
  }
}
