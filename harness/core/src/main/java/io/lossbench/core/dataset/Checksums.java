package io.lossbench.core.dataset;

import io.lossbench.core.file.Digest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of the images of a split, 32 bytes each. Immutable. */
public final class Checksums {
  private static final int BYTES = 32;

  private final byte[] digests;

  private Checksums(byte[] digests) {
    this.digests = digests;
  }

  /** Checksums in hexadecimal; an empty text where a file could not be read. */
  static Checksums of(List<String> hexadecimal) {
    byte[] digests = new byte[Math.multiplyExact(BYTES, hexadecimal.size())];
    for (int i = 0; i < hexadecimal.size(); i++) {
      byte[] digest = HexFormat.of().parseHex(hexadecimal.get(i));
      System.arraycopy(digest, 0, digests, BYTES * i, digest.length);
    }
    return new Checksums(digests);
  }

  Checksums select(int[] rows) {
    byte[] selected = new byte[Math.multiplyExact(BYTES, rows.length)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(digests, BYTES * rows[i], selected, BYTES * i, BYTES);
    }
    return new Checksums(selected);
  }

  /** Whether {@code content} is what the image of a row was. */
  boolean matches(int row, byte[] content) {
    byte[] digest = Digest.sha256().update(content).bytes();
    return Arrays.equals(digest, 0, BYTES, digests, BYTES * row, BYTES * (row + 1));
  }

  /** The checksum of a row in hexadecimal. */
  public String hex(int row) {
    return HexFormat.of().formatHex(digests, BYTES * row, BYTES * (row + 1));
  }
}
