package io.lossbench.core.image;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A JPEG's Huffman code: up to 256 symbols with codes of up to 16 bits. */
final class HuffmanTable {
  static final int LOOK_AHEAD = 10;

  /**
   * The tables of annex K.3 in the form of a segment: of luminance, then of chroma, each for first
   * and other coefficients. Motion JPEGs leave them out.
   */
  private static final byte[] STANDARD =
      HexFormat.of()
          .parseHex(
              "0000010501010101010100000000000000000102030405060708090a0b10000201030302040305050404"
                  + "0000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f024336272"
                  + "82090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465"
                  + "666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2"
                  + "b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4"
                  + "f5f6f7f8f9fa0100030101010101010101010000000000000102030405060708090a0b1100020102"
                  + "040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109"
                  + "233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a5354"
                  + "55565758595a636465666768696a737475767778797a82838485868788898a92939495969798999a"
                  + "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5"
                  + "e6e7e8e9eaf2f3f4f5f6f7f8f9fa");

  /** For the next {@link #LOOK_AHEAD} bits: length << 8 | symbol, or 0 for a longer code. */
  final short[] near = new short[1 << LOOK_AHEAD];

  /**
   * For the next {@link #LOOK_AHEAD} bits, if they hold a symbol of a sequential block and its
   * value: value << 16 | zeros before it << 6 | length of both. A value of 0 stands for the end of
   * the block, or for 16 zeros. Else 0.
   */
  final int[] whole = new int[1 << LOOK_AHEAD];

  private final int[] lastCode = new int[18];
  private final int[] offset = new int[17];
  private final byte[] symbols;

  private HuffmanTable(byte[] symbols) {
    this.symbols = symbols;
  }

  /** What counts until a file has tables of its own: four of first coefficients, four of others. */
  static @Nullable HuffmanTable[] standard() throws ImageException {
    @Nullable HuffmanTable[] tables = new HuffmanTable[8];
    for (int at = 0; at < STANDARD.length; ) {
      int head = STANDARD[at++];
      int count = 0;
      for (int i = 0; i < 16; i++) {
        count += STANDARD[at + i];
      }
      tables[4 * (head >> 4) + (head & 15)] = read(STANDARD, at, count & 0xFF);
      at += 16 + count;
    }
    return tables;
  }

  /** Reads 16 counts of codes by length, and their {@code count} symbols. */
  static HuffmanTable read(byte[] content, int at, int count) throws ImageException {
    HuffmanTable table = new HuffmanTable(Arrays.copyOfRange(content, at + 16, at + 16 + count));
    int code = 0;
    int symbol = 0;
    for (int length = 1; length <= 16; length++) {
      int codes = content[at + length - 1] & 0xFF;
      if (code + codes > 1 << length) {
        throw ImageException.damaged("a Huffman table");
      }
      table.offset[length] = symbol - code;
      table.lastCode[length] = codes == 0 ? -1 : code + codes - 1;
      for (int i = 0; i < codes; i++, code++, symbol++) {
        if (length <= LOOK_AHEAD) {
          int first = code << (LOOK_AHEAD - length);
          short entry = (short) ((length << 8) | (table.symbols[symbol] & 0xFF));
          Arrays.fill(table.near, first, first + (1 << (LOOK_AHEAD - length)), entry);
        }
      }
      code <<= 1;
    }
    table.lastCode[17] = Integer.MAX_VALUE;
    table.addValues();
    return table;
  }

  private void addValues() {
    for (int next = 0; next < whole.length; next++) {
      int symbol = near[next] & 0xFF;
      int size = symbol & 15;
      int length = (near[next] >> 8) + size;
      if (near[next] != 0 && length <= LOOK_AHEAD) {
        int value = next >> (LOOK_AHEAD - length) & ((1 << size) - 1);
        int zeros = size == 0 ? symbol == 0xF0 ? 16 : 0 : symbol >> 4;
        whole[next] = signed(value, size) << 16 | zeros << 6 | length;
      }
    }
  }

  /** What {@code length} bits stand for: the smaller half of them for negative numbers. */
  static int signed(int bits, int length) {
    return length == 0 || bits >= 1 << (length - 1) ? bits : bits + (-1 << length) + 1;
  }

  /** Whether {@code code} of {@code length} bits is no code and no beginning of one. */
  boolean isLonger(int code, int length) {
    return code > lastCode[length];
  }

  int symbol(int code, int length) {
    return symbols[code + offset[length] & 0xFF] & 0xFF;
  }
}
