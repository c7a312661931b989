package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.require;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.Scores;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code .npy} scores and labels, each against a straight reading of its own, and safetensors. */
final class FuzzedArrays {
  private static final List<String> WORDS =
      List.of(
          "'<f4'",
          "'>f8'",
          "'<f8'",
          "'<f2'",
          "'|u1'",
          "'<i8'",
          "'<u4'",
          "'|b1'",
          "'|O'",
          "'|S3'",
          "True",
          "False",
          "(3, 2)",
          "(2, 3)",
          "(6,)",
          "(0, 2)",
          "(40L, 2L)",
          "'shape'",
          "'descr'",
          "'fortran_order'",
          "{",
          "}",
          "\n",
          " ");

  private FuzzedArrays() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    Path npy = Files.createDirectories(folder.resolve("npy"));
    return List.of(
        new Npy("npy scores", npy.resolve("s.npy"), scores(), FuzzedArrays::checkScores),
        new Npy("npy labels", npy.resolve("l.npy"), labels(), FuzzedArrays::checkLabels),
        new Weights(Files.createDirectories(folder.resolve("weights"))));
  }

  private static byte[] npy(String type, int width, double... values) {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (3, 2), }";
    text = text + " ".repeat(117 - text.length()) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(128 + width * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    for (double value : values) {
      switch (type) {
        case "<f4" -> bytes.putFloat((float) value);
        case "<f8" -> bytes.putDouble(value);
        case "<i8" -> bytes.putLong((long) value);
        case "<i4" -> bytes.putInt((int) value);
        default -> bytes.put((byte) value);
      }
    }
    return bytes.array();
  }

  private static List<byte[]> scores() {
    double[] values = {0.25, 0.5, 0.125, 1, 0, 0.75};
    return List.of(
        npy("<f4", 4, values),
        npy("<f8", 8, values),
        npy("<i4", 4, 0, 1, 2, 3, 4, 5),
        npy("|i1", 1, 1, 0, 1, 0, 1, 0));
  }

  private static List<byte[]> labels() {
    double[] values = {1, 0, -1, 1, 0, 1};
    return List.of(npy("|i1", 1, values), npy("<i8", 8, values), npy("|b1", 1, 1, 0, 1, 1, 0, 0));
  }

  private interface Check {
    void check(Path file, byte[] input);
  }

  private record Npy(String name, Path file, List<byte[]> corpus, Check check)
      implements FuzzedReader {
    @Override
    public List<String> words() {
      return WORDS;
    }

    @Override
    public void read(byte[] input) throws IOException {
      // A file of its own for each: the reader before may have mapped it.
      Files.deleteIfExists(file);
      Files.write(file, input);
      check.check(file, input);
    }
  }

  /** An array of numbers, row by row, as NumPy's format describes it. */
  private record Straight(int rows, int columns, char kind, int width, double[] values) {
    static final Pattern TYPE =
        Pattern.compile("'descr'\\s*:\\s*['\"]([<>|=]?)([fiub])(\\d+)['\"]");
    static final Pattern SHAPE =
        Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d+)L?,\\s*(\\d+)L?,?\\s*\\)");

    /** Empty if the header is not of the plain form that can be told without doubt. */
    static Optional<Straight> read(byte[] input) {
      ByteBuffer bytes = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
      require(input.length >= 10 && input[6] >= 1 && input[6] <= 3, "this version does not exist");
      int start = input[6] == 1 ? 10 : 12;
      int length = input[6] == 1 ? Short.toUnsignedInt(bytes.getShort(8)) : bytes.getInt(8);
      String header = new String(input, start, length, StandardCharsets.ISO_8859_1);
      Matcher type = TYPE.matcher(header);
      Matcher shape = SHAPE.matcher(header);
      if (!type.find() || !shape.find() || type.find(type.end()) || shape.find(shape.end())) {
        return Optional.empty();
      }
      type.find(0);
      shape.find(0);
      boolean fortran = header.contains("True");
      bytes.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      int rows = Integer.parseInt(shape.group(1));
      int columns = Integer.parseInt(shape.group(2));
      int width = Integer.parseInt(type.group(3));
      double[] values = new double[rows * columns];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          int at = start + length + width * (fortran ? c * rows + r : r * columns + c);
          values[r * columns + c] = value(type.group(2).charAt(0), width, bytes, at);
        }
      }
      return Optional.of(new Straight(rows, columns, type.group(2).charAt(0), width, values));
    }

    private static double value(char kind, int width, ByteBuffer bytes, int at) {
      long bits =
          switch (width) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
          };
      return switch (kind) {
        case 'i' -> bits;
        case 'u', 'b' ->
            width == 8
                ? new java.math.BigDecimal(Long.toUnsignedString(bits)).doubleValue()
                : bits & ((1L << 8 * width) - 1);
        default ->
            width == 8
                ? Double.longBitsToDouble(bits)
                : width == 4 ? Float.intBitsToFloat((int) bits) : half((short) bits);
      };
    }

    private static double half(short bits) {
      int exponent = bits >> 10 & 31;
      double fraction = bits & 1023;
      double size =
          exponent == 0
              ? fraction * 0x1p-24
              : exponent == 31
                  ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                  : (1 + fraction / 1024) * Math.pow(2, exponent - 15);
      return bits < 0 ? -size : size;
    }
  }

  /** Every class ranks as in the file, and what float32 holds is the same number. */
  private static void checkScores(Path file, byte[] input) {
    Scores scores = NpyFile.readScores(file);
    Straight straight = Straight.read(input).orElse(null);
    if (straight == null) {
      return;
    }
    require(
        scores.rows() == straight.rows() && scores.classes() == straight.columns(),
        "another shape");
    for (int c = 0; c < scores.classes(); c++) {
      for (int r = 0; r < scores.rows(); r++) {
        double value = straight.values()[r * straight.columns() + c];
        require(Double.isFinite(value), "a score that is not finite");
        require(scores.value(r, c) == value, "a score is another number");
        if (r > 0 && !(straight.kind() != 'f' && straight.width() == 8)) {
          double before = straight.values()[(r - 1) * straight.columns() + c];
          require(
              Math.signum(before - value)
                  == Long.signum(Long.compare(scores.key(r, c), scores.key(r - 1, c))),
              "two scores rank otherwise than in the file");
        }
      }
    }
  }

  private static void checkLabels(Path file, byte[] input) {
    LabelMatrix labels = NpyFile.readLabels(file);
    Straight straight = Straight.read(input).orElse(null);
    if (straight == null) {
      return;
    }
    require(
        labels.rows() == straight.rows() && labels.classes() == straight.columns(),
        "another shape");
    for (int i = 0; i < straight.values().length; i++) {
      double value = straight.values()[i];
      if (straight.kind() == 'b') {
        value = value != 0 ? 1 : 0;
      }
      require(
          labels.get(i / straight.columns(), i % straight.columns()) == value,
          "a label is another number");
    }
  }

  /** A network of two tensors and a statistic. */
  private static final class Weights implements FuzzedReader {
    private static final JsonMapper STRICT =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Network network =
        new Network(
            List.of(
                new Network.Parameter(
                    "conv.weight", new int[] {2, 3}, Network.Init.HE_FAN_OUT, 3, 0),
                new Network.Parameter("fc.weight", new int[] {2, 2}, Network.Init.LINEAR, 2, 1)),
            List.of(new Network.Buffer("bn.running_mean", new int[] {2}, 0)),
            List.of(),
            "output",
            "fc");
    private final Path file;
    private final List<byte[]> corpus = new ArrayList<>();

    Weights(Path folder) throws IOException {
      file = folder.resolve("w.safetensors");
      float[] state = new float[network.stateSize()];
      for (int i = 0; i < state.length; i++) {
        state[i] = i / 8f;
      }
      SafeTensors.write(file, network, state);
      corpus.add(Files.readAllBytes(file));
    }

    @Override
    public String name() {
      return "safetensors";
    }

    @Override
    public List<byte[]> corpus() {
      return corpus;
    }

    @Override
    public List<String> words() {
      return List.of(
          "\"data_offsets\"",
          "\"dtype\"",
          "\"shape\"",
          "null",
          "[0,24]",
          "[null,null]",
          "[24,0]",
          "\"F32\"",
          "\"BF16\"",
          "\"F64\"",
          "\"__metadata__\":{}",
          "\"conv.weight\"",
          "\"fc.weight\"",
          "[2,3]",
          "[]",
          "{}",
          ",",
          "\"0\"");
    }

    @Override
    public void read(byte[] input) throws IOException {
      Files.write(file, input);
      float[] state = SafeTensors.read(file, network);
      for (float value : state) {
        require(Float.isFinite(value), "a weight that is not finite");
      }
      int length = (int) ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getLong();
      JsonNode header;
      try {
        header = STRICT.readTree(new String(input, 8, length, StandardCharsets.UTF_8));
      } catch (JacksonException e) {
        throw new AssertionError("a header that is no JSON, or names a tensor twice");
      }
      List<JsonNode> tensors = new ArrayList<>();
      for (String name : header.propertyNames()) {
        if (!name.equals("__metadata__")) {
          tensors.add(header.get(name).path("data_offsets"));
        }
      }
      for (JsonNode offsets : tensors) {
        require(
            offsets.size() == 2
                && offsets.get(0).isIntegralNumber()
                && offsets.get(1).isIntegralNumber(),
            "offsets that are no two numbers");
      }
      tensors.sort(
          Comparator.comparingLong((JsonNode t) -> t.get(0).asLong())
              .thenComparingLong(t -> t.get(1).asLong()));
      long end = 0;
      for (JsonNode offsets : tensors) {
        require(offsets.get(0).asLong() == end, "tensors that overlap or leave a gap");
        end = offsets.get(1).asLong();
      }
      require(8L + length + end == input.length, "data behind the last tensor");
    }
  }
}
