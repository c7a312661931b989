package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.DurableFile;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.provenance.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The verified labels of one OpenImages split in compressed rows. The table of up to 57 million
 * lines is read once; the index is kept in the cache folder, 3 bytes a label and 12 an image.
 *
 * @param ids image ids, 16 hexadecimal digits each, in the order of their first label
 * @param offsets where each image's labels start, and their number
 * @param columns the class of each label, ascending within an image
 * @param values 1 for verified present, 0 for verified absent
 */
record OpenImagesIndex(long[] ids, int[] offsets, char[] columns, byte[] values) {
  private static final long MAGIC = 0x6c6f737362_000001L;
  private static final String HEADER = "ImageID,Source,LabelName,Confidence";

  int size() {
    return ids.length;
  }

  String id(int row) {
    String hex = Long.toHexString(ids[row]);
    return "0".repeat(16 - hex.length()) + hex;
  }

  /** The index of a table of labels: out of the cache if the table has not changed since. */
  static OpenImagesIndex open(
      Path table, Path classes, Map<String, Integer> columns, Optional<Path> cache, Faults faults) {
    try {
      if (!Files.isRegularFile(table)) {
        throw new HarnessException("the OpenImages labels " + table + " are missing");
      }
      String key =
          Digest.sha256()
              .update(table.toAbsolutePath().toString())
              .update(Files.size(table) + " " + Files.getLastModifiedTime(table).toMillis())
              .update(Digest.ofFile(classes))
              .hex();
      Optional<Path> kept = cache.map(folder -> folder.resolve("open-images/" + key + ".index"));
      if (kept.isPresent() && Files.isRegularFile(kept.get())) {
        Optional<OpenImagesIndex> read = read(kept.get());
        if (read.isPresent()) {
          return read.get();
        }
      }
      OpenImagesIndex index = new Reading(table, columns, faults).index();
      faults.throwIfAny("the OpenImages labels cannot be used");
      if (kept.isPresent()) {
        index.write(kept.get());
      }
      return index;
    } catch (IOException e) {
      throw new HarnessException("cannot read the OpenImages labels " + table, e);
    }
  }

  private void write(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(MAGIC).putLong(ids.length).putLong(columns.length);
    ByteBuffer rows =
        ByteBuffer.allocate(8 * ids.length + 4 * offsets.length).order(ByteOrder.LITTLE_ENDIAN);
    rows.asLongBuffer().put(ids);
    rows.position(8 * ids.length).slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(offsets);
    ByteBuffer entries = ByteBuffer.allocate(2 * columns.length).order(ByteOrder.LITTLE_ENDIAN);
    entries.asCharBuffer().put(columns);
    DurableFile.write(file, head.flip(), rows.rewind(), entries, ByteBuffer.wrap(values));
  }

  /** The index of a file; empty if the file is not whole. */
  private static Optional<OpenImagesIndex> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer head = fill(channel, 24);
      long magic = head.getLong();
      long images = head.getLong();
      long labels = head.getLong();
      if (magic != MAGIC
          || images < 0
          || labels < 0
          || channel.size() != 24 + 12 * images + 4 + 3 * labels) {
        return Optional.empty();
      }
      long[] ids = new long[(int) images];
      fill(channel, 8 * ids.length).asLongBuffer().get(ids);
      int[] offsets = new int[ids.length + 1];
      fill(channel, 4 * offsets.length).asIntBuffer().get(offsets);
      char[] columns = new char[(int) labels];
      fill(channel, 2 * columns.length).asCharBuffer().get(columns);
      return Optional.of(
          new OpenImagesIndex(ids, offsets, columns, fill(channel, (int) labels).array()));
    }
  }

  private static ByteBuffer fill(FileChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Until it is full.
    }
    return buffer.flip();
  }

  /** One pass over a table. */
  private static final class Reading {
    private final Path table;
    private final Map<String, Integer> columns;
    private final Faults faults;
    private final RowNumbers images = new RowNumbers();
    private int[] rowOf = new int[1 << 16];
    private char[] columnOf = new char[1 << 16];
    private byte[] valueOf = new byte[1 << 16];
    private int count;

    Reading(Path table, Map<String, Integer> columns, Faults faults) {
      this.table = table;
      this.columns = columns;
      this.faults = faults;
    }

    OpenImagesIndex index() throws IOException {
      try (BufferedReader in = Files.newBufferedReader(table)) {
        String header = in.readLine();
        if (!HEADER.equals(header)) {
          faults.add(table, 1, "expected the columns " + HEADER + ", found " + header);
          return new OpenImagesIndex(new long[0], new int[1], new char[0], new byte[0]);
        }
        int number = 1;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          line(line, ++number);
        }
      }
      return compressed();
    }

    private void line(String line, int number) {
      int first = line.indexOf(',');
      int second = line.indexOf(',', first + 1);
      int third = line.indexOf(',', second + 1);
      if (first != 16 || second < 0 || third < 0) {
        faults.add(table, number, "expected " + HEADER + ", found '" + line + "'");
        return;
      }
      String confidence = line.substring(third + 1);
      boolean present = confidence.equals("1") || confidence.equals("1.0");
      if (!present && !confidence.equals("0") && !confidence.equals("0.0")) {
        faults.add(table, number, "confidence '" + confidence + "' is neither 0 nor 1");
        return;
      }
      Integer column = columns.get(line.substring(second + 1, third));
      if (column == null) {
        // A class that is not among the trainable ones.
        return;
      }
      try {
        int row = images.of(Long.parseUnsignedLong(line, 0, 16, 16));
        if (count == rowOf.length) {
          int larger = (int) Math.min(Integer.MAX_VALUE - 8, 2L * count);
          rowOf = Arrays.copyOf(rowOf, larger);
          columnOf = Arrays.copyOf(columnOf, larger);
          valueOf = Arrays.copyOf(valueOf, larger);
        }
        rowOf[count] = row;
        columnOf[count] = (char) (int) column;
        valueOf[count++] = present ? LabelMatrix.POSITIVE : LabelMatrix.NEGATIVE;
      } catch (NumberFormatException e) {
        faults.add(table, number, "'" + line.substring(0, 16) + "' is not an image id");
      }
    }

    /** Sorted by image and class; of two labels of a pair the present one counts. */
    private OpenImagesIndex compressed() {
      int rows = images.size();
      int[] next = new int[rows + 1];
      for (int i = 0; i < count; i++) {
        next[rowOf[i] + 1]++;
      }
      for (int row = 0; row < rows; row++) {
        next[row + 1] += next[row];
      }
      int[] starts = next.clone();
      int[] entries = new int[count];
      for (int i = 0; i < count; i++) {
        entries[next[rowOf[i]]++] = columnOf[i] << 1 | valueOf[i];
      }
      int[] offsets = new int[rows + 1];
      char[] sorted = new char[count];
      byte[] values = new byte[count];
      int kept = 0;
      for (int row = 0; row < rows; row++) {
        Arrays.sort(entries, starts[row], starts[row + 1]);
        for (int i = starts[row]; i < starts[row + 1]; i++) {
          boolean again = i + 1 < starts[row + 1] && entries[i] >> 1 == entries[i + 1] >> 1;
          if (!again) {
            sorted[kept] = (char) (entries[i] >> 1);
            values[kept++] = (byte) (entries[i] & 1);
          }
        }
        offsets[row + 1] = kept;
      }
      return new OpenImagesIndex(
          images.keys(), offsets, Arrays.copyOf(sorted, kept), Arrays.copyOf(values, kept));
    }
  }

  /** Numbers keys in the order of their first appearance: a hash table without boxes. */
  static final class RowNumbers {
    private long[] keys = new long[1 << 10];
    private int[] slots = new int[1 << 11];
    private int size;

    int size() {
      return size;
    }

    long[] keys() {
      return Arrays.copyOf(keys, size);
    }

    /** The number of a key, from 0. */
    int of(long key) {
      int slot = slot(slots, key);
      if (slots[slot] == 0) {
        if (size == keys.length) {
          grow();
          slot = slot(slots, key);
        }
        keys[size++] = key;
        slots[slot] = size;
      }
      return slots[slot] - 1;
    }

    private int slot(int[] table, long key) {
      long mixed = key * 0x9E3779B97F4A7C15L;
      int slot = (int) (mixed >>> 32) & table.length - 1;
      while (table[slot] != 0 && keys[table[slot] - 1] != key) {
        slot = slot + 1 & table.length - 1;
      }
      return slot;
    }

    private void grow() {
      int[] larger = new int[2 * slots.length];
      for (int i = 0; i < size; i++) {
        larger[slot(larger, keys[i])] = i + 1;
      }
      slots = larger;
      keys = Arrays.copyOf(keys, 2 * size);
    }
  }
}
