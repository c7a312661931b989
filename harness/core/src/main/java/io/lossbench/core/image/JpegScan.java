package io.lossbench.core.image;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One scan of a JPEG: some components, and of a progressive one some bits of some coefficients. */
final class JpegScan {
  /** Natural position of the coefficients in their order in the file; positions beyond are 63. */
  static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 63, 63, 63, 63
  };

  private final List<Source> sources;
  private final Band band;
  private final boolean progressive;
  private final int restartInterval;
  private final JpegBits bits;
  private final int[] lastDc;
  private int runOfEnds;

  /** A component with the tables of its first and its other coefficients. */
  record Source(
      JpegComponent component, @Nullable HuffmanTable first, @Nullable HuffmanTable others) {}

  /**
   * Coefficients from {@code from} to {@code to}, from bit {@code low} on; {@code high} is 0 for
   * the first time and else one more than {@code low}.
   */
  record Band(int from, int to, int high, int low) {}

  JpegScan(List<Source> sources, Band band, boolean progressive, int restartInterval, JpegBits bits)
      throws ImageException {
    this.sources = List.copyOf(sources);
    this.band = band;
    this.progressive = progressive;
    this.restartInterval = restartInterval;
    this.bits = bits;
    this.lastDc = new int[sources.size()];
    boolean first = band.from == 0;
    boolean last = !first || !progressive;
    boolean wrongBand =
        first ? band.to != 0 : band.to < band.from || band.to > 63 || sources.size() > 1;
    boolean wrongBits = band.low > 13 || (band.high != 0 && band.high - 1 != band.low);
    if (progressive && (wrongBand || wrongBits)) {
      throw ImageException.damaged("a progressive scan of coefficients that do not exist");
    }
    for (Source source : sources) {
      boolean needsFirst = progressive ? first && band.high == 0 : true;
      if ((needsFirst && source.first == null) || (last && source.others == null)) {
        throw ImageException.damaged("a missing Huffman table");
      }
    }
    int units =
        sources.stream().mapToInt(s -> s.component.horizontal() * s.component.vertical()).sum();
    if (sources.size() > 1 && units > 10) {
      throw ImageException.damaged("more than ten blocks in a unit");
    }
  }

  List<Source> components() {
    return sources;
  }

  /** Decodes it and gives the position in the file after it. */
  int decode() throws ImageException {
    boolean interleaved = sources.size() > 1;
    JpegComponent component = sources.get(0).component;
    int across = interleaved ? component.unitsAcross() : component.blocksAcross();
    int down = interleaved ? component.unitsDown() : component.blocksDown();
    int left = restartInterval;
    int restart = 0;
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        if (restartInterval > 0) {
          if (left == 0) {
            bits.restart(restart);
            restart = restart + 1 & 7;
            left = restartInterval;
            Arrays.fill(lastDc, 0);
            runOfEnds = 0;
          }
          left--;
        }
        if (bits.exhausted()) {
          continue;
        }
        if (!interleaved) {
          block(0, x, y, 0);
          continue;
        }
        for (int s = 0; s < sources.size(); s++) {
          JpegComponent each = sources.get(s).component;
          for (int v = 0; v < each.vertical(); v++) {
            for (int h = 0; h < each.horizontal(); h++) {
              block(s, x * each.horizontal() + h, y * each.vertical() + v, v);
            }
          }
        }
      }
      if (!progressive) {
        for (Source source : sources) {
          int rows = interleaved ? source.component.vertical() : 1;
          source.component.transform(y * rows, rows);
        }
      }
    }
    return bits.position();
  }

  /**
   * @param row of the block within its unit
   */
  private void block(int number, int x, int y, int row) throws ImageException {
    Source source = sources.get(number);
    JpegComponent component = source.component;
    if (!progressive) {
      sequential(number, source, component.row(row), x);
      return;
    }
    short[] block = component.coefficients();
    int at = component.offset(x, y);
    if (band.from > 0) {
      HuffmanTable table = table(source.others);
      if (band.high == 0) {
        firstBits(table, block, at);
      } else {
        nextBits(table, block, at);
      }
    } else if (band.high == 0) {
      lastDc[number] += difference(table(source.first));
      block[at] = (short) (lastDc[number] << band.low);
    } else if (bits.read(1) == 1) {
      block[at] |= (short) (1 << band.low);
    }
  }

  private static HuffmanTable table(@Nullable HuffmanTable table) throws ImageException {
    if (table == null) {
      throw ImageException.damaged("a missing Huffman table");
    }
    return table;
  }

  private int difference(HuffmanTable table) throws ImageException {
    int length = bits.symbol(table);
    if (length > 15) {
      throw ImageException.damaged("a Huffman table");
    }
    return bits.signed(length);
  }

  private void sequential(int number, Source source, InverseDct row, int x) throws ImageException {
    int[] quantization = source.component.quantization();
    lastDc[number] += difference(table(source.first));
    row.set(x, 0, (short) lastDc[number] * quantization[0]);
    bits.coefficients(table(source.others), quantization, row, x);
  }

  private void firstBits(HuffmanTable table, short[] block, int at) throws ImageException {
    if (runOfEnds > 0) {
      runOfEnds--;
      return;
    }
    for (int k = band.from; k <= band.to; k++) {
      int symbol = bits.symbol(table);
      int length = symbol & 15;
      int zeros = symbol >> 4;
      if (length != 0) {
        k += zeros;
        block[at + ZIGZAG[k]] = (short) (bits.signed(length) << band.low);
      } else if (zeros == 15) {
        k += 15;
      } else {
        runOfEnds = (1 << zeros) + bits.read(zeros) - 1;
        break;
      }
    }
  }

  private void nextBits(HuffmanTable table, short[] block, int at) throws ImageException {
    int plus = 1 << band.low;
    int minus = -1 << band.low;
    int k = band.from;
    if (runOfEnds == 0) {
      for (; k <= band.to; k++) {
        int symbol = bits.symbol(table);
        int zeros = symbol >> 4;
        int value = 0;
        if ((symbol & 15) != 0) {
          value = bits.read(1) == 1 ? plus : minus;
        } else if (zeros != 15) {
          runOfEnds = (1 << zeros) + bits.read(zeros);
          break;
        }
        for (; k <= band.to; k++) {
          int position = at + ZIGZAG[k];
          if (block[position] != 0) {
            refine(block, position, plus, minus);
          } else if (--zeros < 0) {
            break;
          }
        }
        if (value != 0) {
          block[at + ZIGZAG[k]] = (short) value;
        }
      }
    }
    if (runOfEnds > 0) {
      for (; k <= band.to; k++) {
        int position = at + ZIGZAG[k];
        if (block[position] != 0) {
          refine(block, position, plus, minus);
        }
      }
      runOfEnds--;
    }
  }

  private void refine(short[] block, int position, int plus, int minus) throws ImageException {
    if (bits.read(1) == 1 && (block[position] & plus) == 0) {
      block[position] += (short) (block[position] >= 0 ? plus : minus);
    }
  }
}
