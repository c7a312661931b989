package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.ScoreMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two-dimensional arrays in NumPy's format (version 1.0), C order, little-endian: {@code float32}
 * scores and {@code int8} labels; {@code float64}, {@code int64}, {@code int32} and {@code bool}
 * are read too.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=]?[a-z?][0-9]*)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\((\\d+),\\s*(\\d+),?\\s*\\),?\\s*\\}\\s*");

  private NpyFile() {}

  public static void write(Path file, ScoreMatrix scores) throws IOException {
    ByteBuffer data =
        ByteBuffer.allocate(4 * scores.values().length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(scores.values());
    DurableFile.write(file, header("<f4", scores.rows(), scores.classes()), data);
  }

  public static void write(Path file, LabelMatrix labels) throws IOException {
    int classes = labels.classes();
    ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(labels.rows(), classes));
    byte[] row = new byte[classes];
    for (int r = 0; r < labels.rows(); r++) {
      labels.copyRow(r, row);
      data.put(row);
    }
    DurableFile.write(file, header("|i1", labels.rows(), classes), data.flip());
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
    Array array = read(file);
    float[] values = new float[array.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.values[i];
    }
    try {
      return new ScoreMatrix(array.rows, array.columns, values);
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
    Array array = read(file);
    byte[] values = new byte[array.values.length];
    for (int i = 0; i < values.length; i++) {
      double value = array.values[i];
      if (value != 1 && value != 0 && value != -1) {
        throw new HarnessException(
            file
                + ": label "
                + value
                + " in row "
                + i / array.columns
                + ", class "
                + i % array.columns
                + " is not 1, 0 or -1");
      }
      values[i] = (byte) value;
    }
    return LabelMatrix.of(array.rows, array.columns, values);
  }

  private record Array(int rows, int columns, double[] values) {}

  private static Array read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] magic = new byte[MAGIC.length];
      if (bytes.remaining() < 12) {
        throw new HarnessException(file + ": not a .npy file (too short)");
      }
      bytes.get(magic);
      int major = bytes.get();
      bytes.get();
      long headerLength =
          major == 1
              ? Short.toUnsignedInt(bytes.getShort())
              : Integer.toUnsignedLong(bytes.getInt());
      if (!Arrays.equals(magic, MAGIC) || headerLength > bytes.remaining()) {
        throw new HarnessException(file + ": not a .npy file");
      }
      byte[] header = new byte[(int) headerLength];
      bytes.get(header);
      Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.US_ASCII));
      if (!matcher.matches() || matcher.group(2).equals("True")) {
        throw new HarnessException(
            file + ": expected a two-dimensional array of numbers in C order");
      }
      return values(
          file,
          matcher.group(1),
          Long.parseLong(matcher.group(3)),
          Long.parseLong(matcher.group(4)),
          bytes);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  private static Array values(Path file, String type, long rows, long columns, ByteBuffer data) {
    int width =
        switch (type) {
          case "<f8", "<i8" -> 8;
          case "<f4", "<i4" -> 4;
          case "|i1", "|u1", "|b1" -> 1;
          default ->
              throw new HarnessException(
                  file + ": arrays of type " + type + " are not read; use float32 or int8");
        };
    if (rows > Integer.MAX_VALUE
        || columns > Integer.MAX_VALUE
        || rows * columns > Integer.MAX_VALUE - 8
        || rows * columns * width != data.remaining()) {
      throw new HarnessException(
          file
              + ": the header promises "
              + rows
              + " x "
              + columns
              + " values of "
              + width
              + " bytes, the file holds "
              + data.remaining()
              + " bytes");
    }
    double[] values = new double[(int) (rows * columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case "<f8" -> data.getDouble();
            case "<i8" -> data.getLong();
            case "<f4" -> data.getFloat();
            case "<i4" -> data.getInt();
            default -> data.get();
          };
    }
    return new Array((int) rows, (int) columns, values);
  }
}
