package io.lossbench.core.classification;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A two-dimensional array in NumPy's format: real numbers of any type, byte order and memory order.
 * Written are {@code float32} scores and {@code int8} labels, row by row.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Bytes of a header; NumPy's own ones have 118. */
  private static final int LONGEST_HEADER = 1 << 20;

  /** Below it an array is small enough. */
  private static final long SPARSE_FROM = 1 << 24;

  /** How files begin that are taken for this format, and what they are. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "PK",
              "a zip archive, as of numpy.savez or torch.save; save one array: numpy.save(FILE, array)",
          "\200", "a Python pickle; save the array: numpy.save(FILE, array)",
          "\211HDF", "an HDF5 file; save one array: numpy.save(FILE, array)",
          "MATLAB", "a MATLAB file; save one array: numpy.save(FILE, array)");

  private final Path path;
  private final NpyHeader header;
  private final NumberType type;
  private final int rows;
  private final int columns;
  private final long start;
  private final long trailing;

  public static void write(Path file, ScoreMatrix scores) throws IOException {
    write(file, scores.rows(), scores.classes(), scores::writeTo);
  }

  /**
   * Writes numbers.
   *
   * @param values what writes them, rows x columns, as little-endian float32
   */
  public static void write(Path file, int rows, int columns, DurableFile.Content values)
      throws IOException {
    ByteBuffer header = header("<f4", rows, columns);
    DurableFile.write(
        file,
        out -> {
          out.write(header);
          values.writeTo(out);
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

  private NpyFile(Path path, NpyHeader header, NumberType type, long start, long length) {
    this.path = path;
    this.header = header;
    this.type = type;
    this.rows = size(0);
    this.columns = size(1);
    this.start = start;
    long held = length - start;
    if ((long) rows * columns > held / type.bytes()) {
      throw refusal(
          "the header promises "
              + rows
              + " x "
              + columns
              + " values of "
              + type.bytes()
              + " bytes, the file holds "
              + held
              + " bytes");
    }
    this.trailing = held - (long) rows * columns * type.bytes();
  }

  private int size(int dimension) {
    long size = header.shape().get(dimension);
    if (size == 0) {
      throw refusal(
          "the array of shape "
              + header.shapeText()
              + " has no "
              + (dimension == 0 ? "images (rows)" : "classes (columns)")
              + ": there is nothing to judge");
    }
    if (size > Integer.MAX_VALUE) {
      throw refusal("the header promises " + header.shapeText() + " values, which is too many");
    }
    return (int) size;
  }

  /**
   * Reads what a file's header says.
   *
   * @throws HarnessException if the file is no array of real numbers with two dimensions, or is
   *     shorter than its header says
   */
  public static NpyFile open(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new HarnessException(file + " is not a file; name a .npy file");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      NpyHeader header = header(file, channel);
      if (header.shape().size() != 2) {
        throw new HarnessException(
            file
                + ": the array has the shape "
                + header.shapeText()
                + "; expected two dimensions, images x classes"
                + (header.shape().size() == 1 ? " (one class: array.reshape(-1, 1))" : ""));
      }
      NumberType type =
          header
              .type()
              .orElseThrow(
                  () ->
                      new HarnessException(
                          file
                              + ": arrays of type "
                              + header.descr()
                              + " are not read: "
                              + header.advice()));
      return new NpyFile(file, header, type, channel.position(), channel.size());
    } catch (NoSuchFileException e) {
      throw new HarnessException("there is no file " + file);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  /** Leaves the channel behind the header. */
  private static NpyHeader header(Path file, FileChannel channel) throws IOException {
    try {
      byte[] magic = read(channel, MAGIC.length).array();
      if (!Arrays.equals(magic, MAGIC)) {
        throw new HarnessException(file + ": " + other(magic));
      }
      ByteBuffer version = read(channel, 2);
      int major = version.get();
      int minor = version.get();
      if (major < 1 || major > 3 || minor != 0) {
        throw new HarnessException(
            file
                + ": version "
                + Byte.toUnsignedInt((byte) major)
                + "."
                + Byte.toUnsignedInt((byte) minor)
                + " of the .npy format is not known; there are 1.0, 2.0 and 3.0");
      }
      ByteBuffer size = read(channel, major == 1 ? 2 : 4);
      long length =
          major == 1 ? Short.toUnsignedInt(size.getShort()) : Integer.toUnsignedLong(size.getInt());
      if (length > LONGEST_HEADER) {
        throw new HarnessException(file + ": not a .npy file (a header of " + length + " bytes)");
      }
      ByteBuffer text = read(channel, (int) length);
      return NpyHeader.parse(
              (major < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)
                  .decode(text)
                  .toString())
          .orElseThrow(
              () ->
                  new HarnessException(
                      file
                          + ": the header is not that of an array: expected a dictionary with"
                          + " 'descr', 'fortran_order' and 'shape'"));
    } catch (EOFException e) {
      throw new HarnessException(file + ": not a .npy file (too short)");
    }
  }

  private static ByteBuffer read(FileChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  /** What a file is that is not of this format. */
  private static String other(byte[] magic) {
    String begin = new String(magic, StandardCharsets.ISO_8859_1);
    return "not a .npy file"
        + OTHERS.entrySet().stream()
            .filter(each -> begin.startsWith(each.getKey()))
            .map(each -> " but " + each.getValue())
            .findFirst()
            .orElse("; save the array: numpy.save(FILE, array)");
  }

  private HarnessException refusal(String reason) {
    return new HarnessException(path + ": " + reason);
  }

  public NumberType type() {
    return type;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** What a user must know of the file; empty for nothing. */
  public Optional<String> note() {
    return trailing == 0
        ? Optional.empty()
        : Optional.of(path + " holds " + trailing + " bytes behind its array, which are not read");
  }

  /** The numbers as scores, mapped; nobody has looked at them yet. */
  public Scores scores() {
    try (FileChannel channel = FileChannel.open(path)) {
      boolean plain =
          type == NumberType.FLOAT32
              && header.order() == ByteOrder.LITTLE_ENDIAN
              && !header.byColumn();
      return plain ? MappedScores.map(channel, start, rows, columns) : map(channel);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + path, e);
    }
  }

  private MappedNumbers map(FileChannel channel) throws IOException {
    return MappedNumbers.map(
        channel,
        start,
        new MappedNumbers.Layout(type, header.order(), header.byColumn()),
        rows,
        columns);
  }

  /**
   * The range of scores.
   *
   * @throws HarnessException if some are not finite
   */
  public ScoreRange range(Scores scores) {
    try {
      return ScoreRange.of(scores);
    } catch (IllegalArgumentException e) {
      throw refusal(Objects.requireNonNull(e.getMessage()));
    }
  }

  /**
   * The numbers as labels.
   *
   * @throws HarnessException if some are not 1, 0 or -1
   */
  public LabelMatrix labels() {
    try (FileChannel channel = FileChannel.open(path)) {
      MappedNumbers numbers = map(channel);
      long[] counts = new long[3];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          counts[label(numbers, r, c) + 1]++;
        }
      }
      return labels(numbers, counts);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + path, e);
    }
  }

  private int label(MappedNumbers numbers, int row, int column) {
    double value = numbers.value(row, column);
    if (value != 1 && value != 0 && value != -1) {
      throw refusal(
          "the label in row "
              + row
              + ", class "
              + column
              + " is "
              + (value == Math.rint(value) && Math.abs(value) < 1e15
                  ? Long.toString((long) value)
                  : Double.toString(value))
              + ", not 1 (positive), 0 (negative) or -1 (unknown)");
    }
    return (int) value;
  }

  /** Many labels of which few differ from the commonest are kept as these few. */
  private LabelMatrix labels(MappedNumbers numbers, long[] counts) {
    long count = (long) rows * columns;
    int commonest = 0;
    for (int i = 1; i < counts.length; i++) {
      commonest = counts[i] > counts[commonest] ? i : commonest;
    }
    long entries = count - counts[commonest];
    if (count >= SPARSE_FROM && 4 * entries <= count && columns <= Character.MAX_VALUE + 1) {
      return sparse(numbers, (byte) (commonest - 1), entries);
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw refusal(
          "so many labels are read only where three of four are the same, of at most 65536"
              + " classes");
    }
    byte[] values = new byte[(int) count];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] = (byte) numbers.value(r, c);
      }
    }
    return LabelMatrix.of(rows, columns, values);
  }

  private LabelMatrix sparse(MappedNumbers numbers, byte otherwise, long entries) {
    int[] offsets = new int[rows + 1];
    char[] ofClasses = new char[Math.toIntExact(entries)];
    byte[] values = new byte[ofClasses.length];
    int filled = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        byte value = (byte) numbers.value(r, c);
        if (value != otherwise) {
          ofClasses[filled] = (char) c;
          values[filled++] = value;
        }
      }
      offsets[r + 1] = filled;
    }
    return new SparseLabels(columns, otherwise, offsets, ofClasses, values);
  }

  /**
   * Reads scores.
   *
   * @throws HarnessException if the file is no array of real numbers with two dimensions, or holds
   *     a value that is not finite
   */
  public static Scores readScores(Path path) {
    NpyFile file = open(path);
    Scores scores = file.scores();
    file.range(scores);
    return scores;
  }

  /**
   * Reads labels.
   *
   * @throws HarnessException if the file is no array of 1, 0 and -1 with two dimensions
   */
  public static LabelMatrix readLabels(Path path) {
    return open(path).labels();
  }
}
