package io.lossbench.core.file;

import io.lossbench.core.HarnessException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text file of any origin, read as UTF-8: a byte order mark is passed over, and what is no UTF-8
 * is an error that names file, line and column.
 */
public final class TextFile {
  private static final int BUFFER = 1 << 16;

  private TextFile() {}

  /**
   * A reader of the file's characters; a byte that is no UTF-8 ends it with a {@link
   * HarnessException} that says where it stands.
   *
   * @param what the file is, for the message
   * @throws HarnessException if it cannot be opened, or is UTF-16
   */
  public static BufferedReader open(Path file, String what) {
    try {
      InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
      try {
        skipByteOrderMark(file, what, bytes);
        return new BufferedReader(
            new LocatingReader(file, what, new InputStreamReader(bytes, decoder())), BUFFER);
      } catch (IOException | RuntimeException e) {
        bytes.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, what, e);
    }
  }

  /**
   * All characters of a file, without a byte order mark.
   *
   * @throws HarnessException as {@link #open}
   */
  public static String read(Path file, String what) {
    try (Reader in = open(file, what)) {
      StringBuilder text = new StringBuilder();
      char[] piece = new char[BUFFER];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        text.append(piece, 0, count);
      }
      return text.toString();
    } catch (IOException e) {
      throw unreadable(file, what, e);
    }
  }

  /**
   * All lines of a file, however they end.
   *
   * @throws HarnessException as {@link #open}
   */
  public static List<String> lines(Path file, String what) {
    return read(file, what).lines().collect(Collectors.toList());
  }

  private static CharsetDecoder decoder() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  private static void skipByteOrderMark(Path file, String what, InputStream bytes)
      throws IOException {
    bytes.mark(3);
    byte[] first = bytes.readNBytes(3);
    bytes.reset();
    if (first.length == 3
        && first[0] == (byte) 0xEF
        && first[1] == (byte) 0xBB
        && first[2] == (byte) 0xBF) {
      bytes.skipNBytes(3);
    } else if (first.length >= 2
        && ((first[0] == (byte) 0xFF && first[1] == (byte) 0xFE)
            || (first[0] == (byte) 0xFE && first[1] == (byte) 0xFF))) {
      throw new HarnessException(
          file + ":1:1: the " + what + " is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");
    } else if (first.length == 3 && first[0] == 0x1F && first[1] == (byte) 0x8B) {
      throw new HarnessException(file + ": the " + what + " is compressed; unpack it with gunzip");
    } else if (first.length == 3 && first[0] == 'P' && first[1] == 'K' && first[2] < ' ') {
      throw new HarnessException(
          file
              + ": the "
              + what
              + " is a ZIP archive or a spreadsheet's workbook; unpack it, or export it as CSV");
    }
  }

  private static HarnessException unreadable(Path file, String what, IOException e) {
    return e instanceof NoSuchFileException
        ? new HarnessException("there is no " + what + " " + file)
        : new HarnessException("cannot read the " + what + " " + file, e);
  }

  /** Passes characters on and turns a coding error into one that says where it stands. */
  private static final class LocatingReader extends FilterReader {
    private final Path file;
    private final String what;

    LocatingReader(Path file, String what, Reader in) {
      super(in);
      this.file = file;
      this.what = what;
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
      try {
        return super.read(into, from, length);
      } catch (CharacterCodingException e) {
        throw (HarnessException) notUtf8().initCause(e);
      }
    }

    /** The error, with the place of the first byte that does not fit, found by decoding again. */
    private HarnessException notUtf8() throws IOException {
      long line = 1;
      long column = 1;
      try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
        skipByteOrderMark(file, what, bytes);
        CharsetDecoder decoder = decoder();
        ByteBuffer in = ByteBuffer.allocate(8);
        CharBuffer out = CharBuffer.allocate(8);
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
          in.put((byte) next).flip();
          boolean wrong = decoder.decode(in, out, false).isError();
          in.compact();
          out.flip();
          while (out.hasRemaining()) {
            boolean newLine = out.get() == '\n';
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
          }
          out.clear();
          if (wrong) {
            break;
          }
        }
      }
      return new HarnessException(
          file
              + ":"
              + line
              + ":"
              + column
              + ": the "
              + what
              + " is not UTF-8 from here on; save it as UTF-8 (from Windows-1252: iconv -f"
              + " WINDOWS-1252 -t UTF-8)");
    }
  }
}
