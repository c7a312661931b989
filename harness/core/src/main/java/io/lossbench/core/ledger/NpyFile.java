package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.ScoreMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntFunction;
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

  private NpyFile() {}

  public static void write(Path file, ScoreMatrix scores) throws IOException {
    ByteBuffer header = header("<f4", scores.rows(), scores.classes());
    DurableFile.write(
        file,
        out -> {
          out.write(header);
          DurableFile.floats(out, scores.values());
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
    Loaded<float[]> loaded =
        read(file, float[]::new, (values, index, value) -> values[index] = (float) value);
    try {
      return new ScoreMatrix(loaded.rows(), loaded.columns(), loaded.values());
    } catch (IllegalArgumentException e) {
      throw new HarnessException(file + ": " + e.getMessage());
    }
  }

  /**
   * Reads labels.
   *
   * @throws HarnessException if the file is no array of 1, 0 and -1 with two dimensions
   */
  public static LabelMatrix readLabels(Path file) {
    Loaded<byte[]> loaded =
        read(
            file,
            byte[]::new,
            (values, index, value) ->
                // Two is no label: the row is named below.
                values[index] = value == 1 || value == 0 || value == -1 ? (byte) value : 2);
    for (int i = 0; i < loaded.values().length; i++) {
      if (loaded.values()[i] == 2) {
        throw new HarnessException(
            file
                + ": the label in row "
                + i / loaded.columns()
                + ", class "
                + i % loaded.columns()
                + " is not 1, 0 or -1");
      }
    }
    return LabelMatrix.of(loaded.rows(), loaded.columns(), loaded.values());
  }

  /** What a header says, and the channel behind it. */
  private record Header(String type, int rows, int columns) {
    int width() {
      return switch (type) {
        case "<f8", "<i8" -> 8;
        case "<f4", "<i4" -> 4;
        default -> 1;
      };
    }
  }

  private record Loaded<T>(int rows, int columns, T values) {}

  /** Puts the value of one element into its place. */
  private interface Sink<T> {
    void put(T values, int index, double value);
  }

  private static <T> Loaded<T> read(Path file, IntFunction<T> allocate, Sink<T> sink) {
    try (FileChannel channel = FileChannel.open(file)) {
      Header header = header(file, channel);
      int count = header.rows() * header.columns();
      T values = allocate.apply(count);
      ByteBuffer buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
      int index = 0;
      while (index < count) {
        if (channel.read(buffer) < 0) {
          throw new HarnessException(file + ": ends before its header says");
        }
        buffer.flip();
        while (buffer.remaining() >= header.width() && index < count) {
          sink.put(values, index++, value(header.type(), buffer));
        }
        buffer.compact();
      }
      return new Loaded<>(header.rows(), header.columns(), values);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
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
    boolean huge =
        rows > Integer.MAX_VALUE
            || columns > Integer.MAX_VALUE
            || rows * columns > Integer.MAX_VALUE - 8;
    Header header = huge ? new Header(type, 0, 0) : new Header(type, (int) rows, (int) columns);
    long held = channel.size() - start.position();
    if (huge || rows * columns * header.width() != held) {
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
