package io.lossbench.core.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, fed piece by piece. Not thread-safe. */
public final class Digest {
  private final MessageDigest digest;

  private Digest(MessageDigest digest) {
    this.digest = digest;
  }

  public static Digest sha256() {
    try {
      return new Digest(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** SHA-256 of a file's content in hexadecimal. */
  public static String ofFile(Path file) throws IOException {
    Digest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.digest.update(buffer, 0, n);
      }
    }
    return digest.hex();
  }

  /** SHA-256 of floats as little-endian bytes. */
  public static String ofFloats(float[] values) {
    Digest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += buffer.capacity() / 4) {
      int count = Math.min(buffer.capacity() / 4, values.length - from);
      buffer.clear();
      buffer.asFloatBuffer().put(values, from, count);
      buffer.limit(4 * count);
      digest.digest.update(buffer);
    }
    return digest.hex();
  }

  /** Adds a text, followed by a zero byte so that neighbours cannot run together. */
  public Digest update(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  public Digest update(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  public byte[] bytes() {
    return digest.digest();
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
