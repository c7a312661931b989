package io.lossbench.core.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small archives for tests, as bytes that can be damaged. */
public final class Archives {
  private Archives() {}

  /** Bytes that a compressor cannot shorten much, other ones for each name. */
  public static byte[] content(String name, int count) {
    byte[] bytes = new byte[count];
    new java.util.Random(name.hashCode()).nextBytes(bytes);
    return bytes;
  }

  /** A zip of files of 1000 bytes. */
  public static byte[] zip(boolean stored, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(stored ? ZipOutputStream.STORED : ZipOutputStream.DEFLATED);
      for (String name : names) {
        byte[] content = name.endsWith("/") ? new byte[0] : content(name, 1000);
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setCrc(crc.getValue());
          entry.setSize(content.length);
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  public static TarArchiveEntry file(String name) {
    return new TarArchiveEntry(name);
  }

  /** A tar of files of 1000 bytes, and whatever else the entries are, without content. */
  public static byte[] tar(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTar(bytes, entries);
    return bytes.toByteArray();
  }

  public static byte[] tarGz(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTar(new GZIPOutputStream(bytes), entries);
    return bytes.toByteArray();
  }

  private static void writeTar(OutputStream out, TarArchiveEntry... entries) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (TarArchiveEntry entry : entries) {
        byte kind = entry.getLinkFlag();
        boolean plain = kind == TarArchiveEntry.LF_NORMAL || kind == TarArchiveEntry.LF_CONTIG;
        byte[] content =
            plain && !entry.isDirectory() ? content(entry.getName(), 1000) : new byte[0];
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
  }

  /** The first place of a text in bytes, from {@code start}. */
  public static int find(byte[] bytes, String text, int start) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = start; at + wanted.length <= bytes.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError(text + " is not in there");
  }
}
