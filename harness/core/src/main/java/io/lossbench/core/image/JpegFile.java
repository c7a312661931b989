package io.lossbench.core.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A baseline, extended or progressive JPEG of 8 bits a sample, decoded to the bits of
 * libjpeg-turbo's defaults: accurate integer transform, smooth upsampling. Profiles and orientation
 * are not looked at.
 */
final class JpegFile extends ImageFile {
  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int DHT = 0xC4;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DQT = 0xDB;
  private static final int DRI = 0xDD;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;
  private static final int TEM = 0x01;

  private static final int[] ZIGZAG = JpegScan.ZIGZAG;

  private final byte[] content;
  private final Segment frame;

  /** A marker with the position of what follows its length, and where that ends. */
  private record Segment(int marker, int from, int to) {}

  JpegFile(byte[] content) throws ImageException {
    this(content, frame(content));
  }

  private JpegFile(byte[] content, Segment frame) throws ImageException {
    super(u16(content, frame.from + 3), u16(content, frame.from + 1));
    this.content = content;
    this.frame = frame;
    int precision = content[frame.from] & 0xFF;
    if (frame.marker > SOF2) {
      String process =
          switch (frame.marker) {
            case 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF -> "an arithmetic-coded JPEG";
            case 0xC3, 0xC7 -> "a lossless JPEG";
            default -> "a hierarchical JPEG";
          };
      throw new ImageException(process + ", which is not read; convert it to PNG");
    }
    if (precision != 8) {
      throw new ImageException(
          "a JPEG of " + precision + " bits a sample, which is not read; convert it to PNG");
    }
    int components = content[frame.from + 5] & 0xFF;
    if (components != 1 && components != 3 && components != 4) {
      throw new ImageException("a JPEG of " + components + " components, which is not read");
    }
    if (frame.to < frame.from + 6 + 3 * components) {
      throw ImageException.damaged("a frame header that is too short");
    }
  }

  private static Segment frame(byte[] content) throws ImageException {
    for (Segment at = next(content, 2); ; at = next(content, at.to)) {
      int marker = at.marker;
      if (marker >= SOF0 && marker <= 0xCF && marker != DHT && marker != 0xC8 && marker != 0xCC) {
        if (at.to - at.from < 6) {
          throw ImageException.damaged("a frame header that is too short");
        }
        return at;
      }
      if (marker == SOS || marker == EOI) {
        throw ImageException.damaged("a JPEG without a frame header");
      }
    }
  }

  private static int u16(byte[] content, int at) {
    return ((content[at] & 0xFF) << 8) | (content[at + 1] & 0xFF);
  }

  /** The next marker from {@code at} on; stray bytes and padding before it are passed over. */
  private static Segment next(byte[] content, int at) throws ImageException {
    int position = at;
    while (true) {
      while (position < content.length && content[position] != (byte) 0xFF) {
        position++;
      }
      while (position < content.length && content[position] == (byte) 0xFF) {
        position++;
      }
      if (position >= content.length) {
        throw ImageException.truncated();
      }
      int marker = content[position++] & 0xFF;
      if (marker == EOI) {
        return new Segment(marker, position, position);
      }
      if (marker == SOI) {
        throw ImageException.damaged("a JPEG that begins twice");
      }
      if (marker == 0 || marker == TEM || (marker >= RST0 && marker <= RST7)) {
        continue;
      }
      if (position + 2 > content.length) {
        throw ImageException.truncated();
      }
      int length = u16(content, position);
      if (length < 2) {
        throw ImageException.damaged("a segment of " + length + " bytes at byte " + position);
      }
      if (position + length > content.length) {
        throw ImageException.truncated();
      }
      return new Segment(marker, position + 2, position + length);
    }
  }

  /**
   * Within scans a byte FF is followed by 00, by FF or by a restart marker, so that FF D9 after the
   * first scan's start is the end of the image and nothing else. Without one the image is decoded:
   * its last bytes may have been overwritten behind the last pixel.
   */
  @Override
  public void requireWhole() throws ImageException {
    Segment at = next(content, frame.to);
    while (at.marker != SOS && at.marker != EOI) {
      at = next(content, at.to);
    }
    for (int i = at.to; i + 1 < content.length; i++) {
      if (content[i] == (byte) 0xFF && content[i + 1] == (byte) EOI) {
        return;
      }
    }
    decode();
  }

  private boolean progressive() {
    return frame.marker == SOF2;
  }

  @Override
  long memory() {
    int components = content[frame.from + 5] & 0xFF;
    long paddedWidth = width() + 31L;
    long padded = paddedWidth * (height() + 31L);
    long rowsOfBlocks = 0;
    for (int i = 0; i < components; i++) {
      rowsOfBlocks += progressive() ? 1 : content[frame.from + 7 + 3 * i] & 15;
    }
    return 3 * pixels()
        + (progressive() ? 3L : 1L) * components * padded
        + (72 * rowsOfBlocks + 40L * components) * paddedWidth;
  }

  @Override
  byte[] rgb() throws ImageException {
    List<JpegComponent> components = components();
    Tables tables = new Tables();
    int at = 2;
    boolean scanned = false;
    while (true) {
      Segment segment;
      try {
        segment = next(content, at);
      } catch (ImageException e) {
        // The end marker was cut off or overwritten. Where all pixels came before it, the decoder
        // never gets there, unless nothing at all follows them.
        if (scanned && !progressive() && content.length - at >= 2) {
          break;
        }
        throw e;
      }
      at = segment.to;
      if (segment.marker == EOI) {
        break;
      }
      if (segment.marker == SOS) {
        JpegScan scan = scan(segment, components, tables);
        at = scan.decode();
        scanned = scan.components().size() == components.size();
      } else {
        tables.read(segment);
      }
    }
    int most = components.stream().mapToInt(JpegComponent::horizontal).max().orElseThrow();
    int tallest = components.stream().mapToInt(JpegComponent::vertical).max().orElseThrow();
    if (progressive()) {
      components.forEach(JpegComponent::transform);
    }
    List<JpegUpsampling> rows = new ArrayList<>();
    for (JpegComponent component : components) {
      rows.add(JpegUpsampling.of(component, most, tallest, width()));
    }
    byte[] rgb = new byte[3 * width() * height()];
    JpegColour colour = tables.colour(components);
    int[][] scratch = new int[3][width()];
    for (int y = 0; y < height(); y++) {
      for (JpegUpsampling row : rows) {
        row.compute(y);
      }
      colour.convert(rows, scratch, rgb, 3 * y * width(), width());
    }
    return rgb;
  }

  private List<JpegComponent> components() throws ImageException {
    int count = content[frame.from + 5] & 0xFF;
    int most = 1;
    int tallest = 1;
    for (int i = 0; i < count; i++) {
      int sampling = content[frame.from + 7 + 3 * i] & 0xFF;
      if (sampling >> 4 < 1 || sampling >> 4 > 4 || (sampling & 15) < 1 || (sampling & 15) > 4) {
        throw ImageException.damaged("sampling factors that do not exist");
      }
      most = Math.max(most, sampling >> 4);
      tallest = Math.max(tallest, sampling & 15);
    }
    List<JpegComponent> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = frame.from + 6 + 3 * i;
      int sampling = content[at + 1] & 0xFF;
      components.add(
          new JpegComponent(
              content[at] & 0xFF,
              sampling >> 4,
              sampling & 15,
              content[at + 2] & 3,
              new JpegComponent.Frame(width(), height(), most, tallest, progressive())));
    }
    return components;
  }

  private JpegScan scan(Segment segment, List<JpegComponent> components, Tables tables)
      throws ImageException {
    int count = segment.from < segment.to ? content[segment.from] & 0xFF : 0;
    if (count < 1 || count > 4 || segment.to < segment.from + 4 + 2 * count) {
      throw ImageException.damaged("a scan header that is too short");
    }
    List<JpegScan.Source> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = content[segment.from + 1 + 2 * i] & 0xFF;
      int selected = content[segment.from + 2 + 2 * i] & 0xFF;
      JpegComponent component =
          components.stream()
              .filter(c -> c.id() == id)
              .findFirst()
              .orElseThrow(() -> ImageException.damaged("a scan of an unknown component"));
      int[] quantization = tables.quantization[component.table()];
      if (quantization.length == 0) {
        throw ImageException.damaged("a missing quantization table");
      }
      component.quantizeBy(quantization);
      sources.add(
          new JpegScan.Source(
              component, tables.huffman[selected >> 4 & 3], tables.huffman[4 + (selected & 3)]));
    }
    int at = segment.from + 1 + 2 * count;
    return new JpegScan(
        sources,
        new JpegScan.Band(
            content[at] & 0xFF,
            content[at + 1] & 0xFF,
            (content[at + 2] & 0xFF) >> 4,
            content[at + 2] & 15),
        progressive(),
        tables.restartInterval,
        new JpegBits(content, segment.to));
  }

  /** What the segments outside of frames and scans declare. */
  private final class Tables {
    private final int[][] quantization = new int[4][0];
    private final @Nullable HuffmanTable[] huffman =
        progressive() ? new HuffmanTable[8] : HuffmanTable.standard();
    private int restartInterval;
    private boolean jfif;
    private int adobe = JpegColour.NO_ADOBE;

    Tables() throws ImageException {}

    void read(Segment segment) throws ImageException {
      int length = segment.to - segment.from;
      switch (segment.marker) {
        case DQT -> readQuantization(segment);
        case DHT -> readHuffman(segment);
        case DRI -> restartInterval = length >= 2 ? u16(content, segment.from) : 0;
        case APP0 -> jfif |= length >= 12 && starts(segment, "JFIF\0");
        case APP14 -> {
          if (length >= 12 && starts(segment, "Adobe")) {
            adobe = content[segment.from + 11] & 0xFF;
          }
        }
        default -> {}
      }
    }

    private boolean starts(Segment segment, String text) {
      byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
      return java.util.Arrays.equals(
          content, segment.from, segment.from + expected.length, expected, 0, expected.length);
    }

    private void readQuantization(Segment segment) throws ImageException {
      int at = segment.from;
      while (at < segment.to) {
        int head = content[at++] & 0xFF;
        int bytes = head >> 4 == 0 ? 1 : 2;
        if ((head & 15) > 3 || at + 64 * bytes > segment.to) {
          throw ImageException.damaged("a quantization table");
        }
        int[] table = new int[64];
        for (int i = 0; i < 64; i++, at += bytes) {
          table[ZIGZAG[i]] = bytes == 1 ? content[at] & 0xFF : u16(content, at);
        }
        quantization[head & 15] = table;
      }
    }

    private void readHuffman(Segment segment) throws ImageException {
      int at = segment.from;
      while (at < segment.to) {
        int head = content[at++] & 0xFF;
        if ((head & 15) > 3 || head >> 4 > 1 || at + 16 > segment.to) {
          throw ImageException.damaged("a Huffman table");
        }
        int count = 0;
        for (int i = 0; i < 16; i++) {
          count += content[at + i] & 0xFF;
        }
        if (count > 256 || at + 16 + count > segment.to) {
          throw ImageException.damaged("a Huffman table");
        }
        huffman[4 * (head >> 4) + (head & 15)] = HuffmanTable.read(content, at, count);
        at += 16 + count;
      }
    }

    JpegColour colour(List<JpegComponent> components) {
      return JpegColour.of(components.stream().map(JpegComponent::id).toList(), jfif, adobe);
    }
  }
}
