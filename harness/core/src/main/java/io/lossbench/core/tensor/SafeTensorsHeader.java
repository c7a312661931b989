package io.lossbench.core.tensor;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The header of a safetensors file, checked against the format's rules before any of it is used:
 * each name once, known types, and tensors that cover the data from its first byte to its last
 * without a gap or an overlap.
 *
 * @param dataStart where the data begins in the file
 */
public record SafeTensorsHeader(Map<String, Entry> tensors, long dataStart) {
  private static final long MAX_BYTES = 100_000_000;
  private static final int SHOWN_FAULTS = 20;
  private static final int SHOWN_NAME = 100;
  private static final String METADATA = "__metadata__";
  private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          // A tensor is read on its own, with others behind it.
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Bytes of a value by type. */
  private static final Map<String, Integer> WIDTHS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("BOOL", 1),
              Map.entry("U8", 1),
              Map.entry("I8", 1),
              Map.entry("F8_E4M3", 1),
              Map.entry("F8_E5M2", 1),
              Map.entry("F8_E8M0", 1),
              Map.entry("U16", 2),
              Map.entry("I16", 2),
              Map.entry("F16", 2),
              Map.entry("BF16", 2),
              Map.entry("U32", 4),
              Map.entry("I32", 4),
              Map.entry("F32", 4),
              Map.entry("U64", 8),
              Map.entry("I64", 8),
              Map.entry("F64", 8),
              Map.entry("C64", 8)));

  /** A tensor: its data lies from {@code begin} to {@code end}, counted from the data's start. */
  public record Entry(String name, String dtype, List<Long> shape, long begin, long end) {}

  /**
   * Reads the header of an open file.
   *
   * @throws HarnessException with all that is wrong, by tensor
   */
  public static SafeTensorsHeader read(FileChannel channel, Path file) throws IOException {
    if (channel.size() < 8) {
      throw new HarnessException(
          file + ": not a safetensors file: it has " + channel.size() + " bytes");
    }
    long length = bytes(channel, 0, 8, file).getLong();
    if (length < 2 || length > Math.min(MAX_BYTES, channel.size() - 8)) {
      throw new HarnessException(
          file
              + ": not a safetensors file: its header claims "
              + Long.toUnsignedString(length)
              + " of "
              + channel.size()
              + " bytes");
    }
    List<String> faults = new ArrayList<>();
    Map<String, Entry> tensors = new LinkedHashMap<>();
    String name = "";
    try (JsonParser parser = JSON.createParser(text(channel, (int) length, file))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw damaged(file, List.of("its header is no JSON object"));
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        name = parser.currentName();
        parser.nextToken();
        JsonNode value = JSON.readTree(parser);
        if (name.equals(METADATA)) {
          metadata(value, faults);
        } else {
          entry(name, value, tensors, faults);
        }
      }
      if (parser.nextToken() != null) {
        faults.add("its header goes on behind the JSON object");
      }
    } catch (JacksonException e) {
      throw damaged(
          file,
          List.of(
              "its header is not valid JSON"
                  + (name.isEmpty() ? "" : ", at or behind tensor " + shown(name))
                  + ": "
                  + shown(String.valueOf(e.getOriginalMessage()))));
    }
    long dataBytes = channel.size() - 8 - length;
    if (faults.isEmpty()) {
      layout(tensors, dataBytes, faults);
    }
    if (!faults.isEmpty()) {
      throw damaged(file, faults);
    }
    return new SafeTensorsHeader(tensors, 8 + length);
  }

  private static String text(FileChannel channel, int length, Path file) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes(channel, 8, length, file)).toString();
    } catch (CharacterCodingException e) {
      throw damaged(file, List.of("its header is not UTF-8"));
    }
  }

  private static void metadata(JsonNode value, List<String> faults) {
    if (!value.isObject() || value.values().stream().anyMatch(text -> !text.isString())) {
      faults.add(METADATA + " is no object of texts");
    }
  }

  private static void entry(
      String name, JsonNode value, Map<String, Entry> tensors, List<String> faults) {
    String tensor = "tensor " + shown(name) + ": ";
    int before = faults.size();
    if (!value.isObject()) {
      faults.add(tensor + "expected {dtype, shape, data_offsets}, found " + shown(value));
      return;
    }
    value.propertyNames().stream()
        .filter(key -> !KEYS.contains(key))
        .forEach(key -> faults.add(tensor + "unknown key " + shown(key)));
    JsonNode dtype = value.path("dtype");
    if (!dtype.isString() || !WIDTHS.containsKey(dtype.stringValue())) {
      faults.add(
          tensor
              + "dtype is "
              + shown(dtype)
              + "; expected one of "
              + String.join(", ", WIDTHS.keySet()));
    }
    List<Long> shape = sizes(value.path("shape"));
    if (shape == null) {
      faults.add(
          tensor + "shape is " + shown(value.path("shape")) + "; expected a list of sizes from 0");
    }
    List<Long> offsets = sizes(value.path("data_offsets"));
    if (offsets == null || offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      faults.add(
          tensor
              + "data_offsets is "
              + shown(value.path("data_offsets"))
              + "; expected [begin, end] in bytes");
    }
    if (faults.size() > before || shape == null || offsets == null) {
      return;
    }
    long claimed = offsets.get(1) - offsets.get(0);
    long needed = bytes(dtype.stringValue(), shape);
    if (claimed != needed) {
      faults.add(
          tensor
              + dtype.stringValue()
              + " "
              + shape
              + " takes "
              + (needed < 0 ? "more bytes than can be counted" : needed + " bytes")
              + ", data_offsets "
              + offsets
              + " hold "
              + claimed);
      return;
    }
    tensors.put(name, new Entry(name, dtype.stringValue(), shape, offsets.get(0), offsets.get(1)));
  }

  /** Bytes of a tensor; -1 if they are more than a long holds. */
  private static long bytes(String dtype, List<Long> shape) {
    try {
      long bytes = WIDTHS.getOrDefault(dtype, 0);
      for (long extent : shape) {
        bytes = Math.multiplyExact(bytes, extent);
      }
      return bytes;
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  /** Whole numbers from 0 on; null if the node is no list of such. */
  private static @Nullable List<Long> sizes(JsonNode node) {
    if (!node.isArray()) {
      return null;
    }
    List<Long> sizes = new ArrayList<>();
    for (JsonNode size : node) {
      if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
        return null;
      }
      sizes.add(size.longValue());
    }
    return List.copyOf(sizes);
  }

  private static void layout(Map<String, Entry> tensors, long dataBytes, List<String> faults) {
    List<Entry> ordered =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    long covered = 0;
    String before = "";
    for (Entry entry : ordered) {
      if (entry.begin() < covered) {
        faults.add("tensor " + shown(entry.name()) + " overlaps tensor " + shown(before));
      } else if (entry.begin() > covered) {
        faults.add(
            (entry.begin() - covered)
                + " bytes before tensor "
                + shown(entry.name())
                + " belong to none");
      }
      if (entry.end() > dataBytes) {
        faults.add(
            "tensor "
                + shown(entry.name())
                + " ends at byte "
                + entry.end()
                + " of "
                + dataBytes
                + ": the file is cut off");
      }
      covered = Math.max(covered, entry.end());
      before = entry.name();
    }
    if (faults.isEmpty() && covered < dataBytes) {
      faults.add((dataBytes - covered) + " bytes behind the last tensor belong to none");
    }
  }

  private static HarnessException damaged(Path file, List<String> faults) {
    return new HarnessException(
        file + " is not a valid safetensors file:\n  " + listed(faults, SHOWN_FAULTS));
  }

  /** The first faults, one per line, and how many more there are. */
  public static String listed(List<String> faults, int most) {
    String shown = String.join("\n  ", faults.subList(0, Math.min(most, faults.size())));
    return faults.size() <= most ? shown : shown + "\n  and " + (faults.size() - most) + " more";
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "missing" : shown(node.toString());
  }

  /** A text of the file, short and without what a terminal would obey. */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_NAME)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append("\\u").append(Integer.toHexString(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(text.codePointCount(0, text.length()) > SHOWN_NAME ? "..." : "").toString();
  }

  /** Bytes of the file, little-endian. */
  public static ByteBuffer bytes(FileChannel channel, long position, int count, Path file)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new HarnessException(file + ": ends before its header says");
      }
    }
    return buffer.flip();
  }
}
