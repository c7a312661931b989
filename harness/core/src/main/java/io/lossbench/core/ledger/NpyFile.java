package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.MappedScores;
import io.lossbench.core.metric.ScoreMatrix;
import io.lossbench.core.metric.SparseLabels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two-dimensional arrays in NumPy's format (version 1.0), C order, little-endian: {@code float32}
 * scores and {@code int8} labels; {@code float64}, {@code int64}, {@code int32} and {@code bool}
 * are read too.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Set<String> TYPES = Set.of("<f8", "<i8", "<f4", "<i4", "|i1", "|u1", "|b1");

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=]?[a-z?][0-9]*)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\((\\d+),\\s*(\\d+),?\\s*\\),?\\s*\\}\\s*");

  /** Below it an array is small enough. */
  private static final long SPARSE_FROM = 1 << 24;

  private NpyFile() {}

  public static void write(Path file, ScoreMatrix scores) throws IOException {
    ByteBuffer header = header("<f4", scores.rows(), scores.classes());
    DurableFile.write(
        file,
        out -> {
          out.write(header);
          DurableFile.floats(out, scores);
        });
  }

  public static void write(Path file, LabelMatrix labels) throws IOException {
    ByteBuffer header = header("|i1", labels.rows(), labels.classes());
    DurableFile.write(
        file,
        out -> {
          out.write(header);
          byte[] row = new byte[labels.classes()];
          for (int r = 0; r < labels.rows(); r++) {
            labels.copyRow(r, row);
            out.write(ByteBuffer.wrap(row));
          }
        });
  }

  private static ByteBuffer header(String type, int rows, int columns) {
    String text =
        "{'descr': '"
            + type
            + "', 'fortran_order': False, 'shape': ("
            + rows
            + ", "
            + columns
            + "), }";
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    header.put(
        (text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    return header.flip();
  }

  /**
   * Reads scores.
   *
   * @throws HarnessException if the file is no array of numbers with two dimensions, or holds a
   *     value that is not finite
   */
  public static ScoreMatrix readScores(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      Header header = header(file, channel);
      if (header.type().equals("<f4")) {
        return MappedScores.map(
                channel, MapMode.READ_ONLY, channel.position(), header.rows(), header.columns())
            .requireFinite();
      }
      float[] values = new float[header.count(file)];
      read(file, channel, header, (index, value) -> values[(int) index] = (float) value);
      return ScoreMatrix.of(header.rows(), header.columns(), values);
    } catch (IllegalArgumentException e) {
      throw new HarnessException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  /**
   * Reads labels.
   *
   * @throws HarnessException if the file is no array of 1, 0 and -1 with two dimensions
   */
  public static LabelMatrix readLabels(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      Header header = header(file, channel);
      long start = channel.position();
      long[] counts = new long[3];
      read(
          file, channel, header, (index, value) -> counts[label(file, header, index, value) + 1]++);
      channel.position(start);
      return labels(file, channel, header, counts);
    } catch (IllegalArgumentException e) {
      throw new HarnessException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  private static int label(Path file, Header header, long index, double value) {
    if (value != 1 && value != 0 && value != -1) {
      throw new HarnessException(
          file
              + ": the label in row "
              + index / header.columns()
              + ", class "
              + index % header.columns()
              + " is not 1, 0 or -1");
    }
    return (int) value;
  }

  /** Many labels of which few differ from the commonest are kept as these few. */
  private static LabelMatrix labels(Path file, FileChannel channel, Header header, long[] counts)
      throws IOException {
    long count = counts[0] + counts[1] + counts[2];
    int commonest = 0;
    for (int i = 1; i < counts.length; i++) {
      commonest = counts[i] > counts[commonest] ? i : commonest;
    }
    byte otherwise = (byte) (commonest - 1);
    long entries = count - counts[commonest];
    if (count < SPARSE_FROM || 4 * entries > count || header.columns() > Character.MAX_VALUE + 1) {
      byte[] values = new byte[header.count(file)];
      read(file, channel, header, (index, value) -> values[(int) index] = (byte) value);
      return LabelMatrix.of(header.rows(), header.columns(), values);
    }
    int[] offsets = new int[header.rows() + 1];
    char[] columns = new char[Math.toIntExact(entries)];
    byte[] values = new byte[columns.length];
    int[] filled = new int[1];
    read(
        file,
        channel,
        header,
        (index, value) -> {
          if (value != otherwise) {
            columns[filled[0]] = (char) (index % header.columns());
            values[filled[0]++] = (byte) value;
            offsets[(int) (index / header.columns()) + 1]++;
          }
        });
    for (int r = 0; r < header.rows(); r++) {
      offsets[r + 1] += offsets[r];
    }
    return new SparseLabels(header.columns(), otherwise, offsets, columns, values);
  }

  /** What a header says, and the channel behind it. */
  private record Header(String type, int rows, int columns) {
    /** For an array. */
    int count(Path file) {
      long count = (long) rows * columns;
      if (count > Integer.MAX_VALUE - 8) {
        throw new HarnessException(file + ": so many values are read as float32 scores only");
      }
      return (int) count;
    }

    int width() {
      return switch (type) {
        case "<f8", "<i8" -> 8;
        case "<f4", "<i4" -> 4;
        default -> 1;
      };
    }
  }

  /** Takes the values one after the other. */
  private interface Sink {
    void put(long index, double value);
  }

  private static void read(Path file, FileChannel channel, Header header, Sink sink)
      throws IOException {
    long count = (long) header.rows() * header.columns();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
    long index = 0;
    while (index < count) {
      if (channel.read(buffer) < 0) {
        throw new HarnessException(file + ": ends before its header says");
      }
      buffer.flip();
      while (buffer.remaining() >= header.width() && index < count) {
        sink.put(index++, value(header.type(), buffer));
      }
      buffer.compact();
    }
  }

  private static double value(String type, ByteBuffer data) {
    return switch (type) {
      case "<f8" -> data.getDouble();
      case "<i8" -> data.getLong();
      case "<f4" -> data.getFloat();
      case "<i4" -> data.getInt();
      default -> data.get();
    };
  }

  /** Leaves the channel behind the header. */
  private static Header header(Path file, FileChannel channel) throws IOException {
    ByteBuffer start =
        ByteBuffer.allocate((int) Math.min(1 << 16, channel.size())).order(ByteOrder.LITTLE_ENDIAN);
    while (start.hasRemaining() && channel.read(start) >= 0) {
      // Until it is full.
    }
    start.flip();
    if (start.remaining() < 12) {
      throw new HarnessException(file + ": not a .npy file (too short)");
    }
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    int major = start.get();
    start.get();
    long length =
        major == 1 ? Short.toUnsignedInt(start.getShort()) : Integer.toUnsignedLong(start.getInt());
    if (!Arrays.equals(magic, MAGIC) || length > start.remaining()) {
      throw new HarnessException(file + ": not a .npy file");
    }
    byte[] text = new byte[(int) length];
    start.get(text);
    Matcher matcher = HEADER.matcher(new String(text, StandardCharsets.US_ASCII));
    if (!matcher.matches() || matcher.group(2).equals("True")) {
      throw new HarnessException(file + ": expected a two-dimensional array of numbers in C order");
    }
    channel.position(start.position());
    String type = matcher.group(1);
    if (!TYPES.contains(type)) {
      throw new HarnessException(
          file + ": arrays of type " + type + " are not read; use float32 or int8");
    }
    long rows = Long.parseLong(matcher.group(3));
    long columns = Long.parseLong(matcher.group(4));
    long held = channel.size() - start.position();
    boolean huge = rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE;
    Header header = huge ? new Header(type, 0, 0) : new Header(type, (int) rows, (int) columns);
    if (huge || Math.multiplyHigh(rows, columns) != 0 || rows * columns * header.width() != held) {
      throw new HarnessException(
          file
              + ": the header promises "
              + rows
              + " x "
              + columns
              + " values of "
              + header.width()
              + " bytes, the file holds "
              + held
              + " bytes");
    }
    return header;
  }
}
