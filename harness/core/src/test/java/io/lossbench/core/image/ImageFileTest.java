package io.lossbench.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
  private static String fault(byte[] content) {
    try {
      ImageFile file = ImageFile.open(content);
      file.requireWhole();
      file.decode();
      return "none";
    } catch (ImageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "444-progressive.jpg",
        "cmyk.jpg",
        "rgb-8.png",
        "grey-1-interlaced.png",
        "24.bmp",
        "rle8.bmp",
        "palette.gif",
        "tiff_lzw.tif",
        "binary.ppm"
      })
  void aFileThatWasCutShortIsAFaultWhereverItWasCut(String name) throws IOException {
    byte[] whole = PillowImagesTest.resource(name);
    assertThat(fault(whole)).isEqualTo("none");
    // What stands at the end and is not needed: a GIF's last byte, a BMP's padding and end of runs,
    // a TIFF's tags.
    int last =
        switch (name.substring(name.length() - 3)) {
          case "gif" -> 2;
          case "bmp" -> 5;
          case "tif" -> 200;
          default -> 1;
        };
    for (int cut = last; cut < whole.length; cut += Math.max(1, cut / 40)) {
      assertThat(fault(Arrays.copyOf(whole, whole.length - cut)))
          .as("less %d", cut)
          .isNotEqualTo("none");
    }
  }

  /** Half of a JPEG decodes in many programs, the rest of it grey. */
  @Test
  void aTruncatedJpegIsCalledTruncated() throws IOException {
    byte[] jpeg = PillowImagesTest.resource("420.jpg");
    assertThat(fault(Arrays.copyOf(jpeg, jpeg.length * 2 / 3))).isEqualTo("truncated");
    assertThat(fault(Arrays.copyOf(jpeg, jpeg.length - 2))).isEqualTo("truncated");
    byte[] progressive = PillowImagesTest.resource("420-progressive.jpg");
    assertThat(fault(Arrays.copyOf(progressive, progressive.length - 2))).isEqualTo("truncated");
  }

  @Test
  void damagedPixelsOfAPngAreAFault() throws IOException {
    byte[] png = PillowImagesTest.resource("rgb-8.png");
    png[png.length / 2] ^= 0x55;
    assertThat(fault(png)).startsWith("damaged: its compressed pixels");
    png = PillowImagesTest.resource("palette-8.png");
    png[60] ^= 0x55;
    assertThat(fault(png))
        .isEqualTo("damaged: the checksum of the chunk at byte 33 does not match its content");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RIFF....WEBPVP8      | a WebP image
          ....ftypavif....     | an AVIF image
          ....ftypheic....     | a HEIC image
          ....jP  \\r\\n        | a JPEG 2000 image
          8BPS..               | a Photoshop image
          """)
  void formatsThatAreNotReadAreNamedWithTheWayOut(String content, String kind) {
    assertThat(fault(ascii(content)))
        .startsWith(kind + ", which is not read; convert it to PNG")
        .contains("python3 -c");
  }

  @Test
  void whatIsNoImageIsSaidToBeNone() {
    assertThat(fault(new byte[0])).isEqualTo("empty");
    assertThat(fault(ascii("GIF? no"))).isEqualTo("not an image that can be read");
    assertThat(fault(ascii("<html>404</html>"))).isEqualTo("not an image that can be read");
  }

  @Test
  void kindsOfJpegThatNobodyReadsAreNamed() throws IOException {
    byte[] jpeg = PillowImagesTest.resource("444.jpg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00FF\u00C0");
    byte[] arithmetic = jpeg.clone();
    arithmetic[frame + 1] = (byte) 0xC9;
    assertThat(fault(arithmetic)).startsWith("an arithmetic-coded JPEG, which is not read");
    byte[] twelve = jpeg.clone();
    twelve[frame + 4] = 12;
    assertThat(fault(twelve)).startsWith("a JPEG of 12 bits a sample, which is not read");
  }

  private static byte[] blackPng(int width, int height) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      byte[] row = new byte[1 + 3 * width];
      for (int y = 0; y < height; y++) {
        deflater.write(row);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ascii("\u0089PNG\r\n\u001A\n"));
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", pixels.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(ascii(type));
    crc.update(data);
    out.write(ByteBuffer.allocate(4).putInt(data.length).array());
    out.write(ascii(type));
    out.write(data);
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  @Test
  void anImageLargerThanTheMemoryForDecodingIsRefusedWithTheWayOut() throws IOException {
    byte[] png = blackPng(3000, 2000);
    ImageFile file = ImageFile.open(png);
    assertThat(file.decode().rgb()).hasSize(18_000_000);
    assertThatThrownBy(() -> DecodeMemory.take(file, 17_000))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "its 3000 x 2000 pixels need 18 MiB to decode, more than the 16 MiB that Java's memory"
                + " has for that: scale the image down, or give Java more with"
                + " JAVA_TOOL_OPTIONS=-Xmx1g");
    byte[] bomb = blackPng(1, 1);
    ByteBuffer.wrap(bomb).putInt(16, 65_000).putInt(20, 65_000);
    assertThat(fault(bomb)).startsWith("has 65000 x 65000 pixels, more than 200000000");
  }

  /** Whatever is done to an image, it is decoded or refused, by nothing but an ImageException. */
  @Test
  void damagedImagesAreDecodedOrRefused() throws IOException {
    Random random = new Random(11);
    int refused = 0;
    List<String> names =
        List.of(
            "420-16x17.jpg",
            "420-progressive.jpg",
            "444-restart.jpg",
            "ycck.jpg",
            "rgb-16-interlaced.png",
            "palette-4.png",
            "rle4.bmp",
            "16-565.bmp",
            "offset.gif",
            "interlaced.gif",
            "tiff_lzw.tif",
            "palette.tif",
            "plain.ppm",
            "binary.pbm");
    for (String name : names) {
      byte[] whole = PillowImagesTest.resource(name);
      for (int i = 0; i < 150; i++) {
        byte[] damaged =
            Arrays.copyOf(
                whole, random.nextInt(20) == 0 ? random.nextInt(whole.length) : whole.length);
        for (int k = random.nextInt(4); k >= 0 && damaged.length > 0; k--) {
          int limit = random.nextBoolean() ? Math.min(80, damaged.length) : damaged.length;
          damaged[random.nextInt(limit)] = (byte) random.nextInt(256);
        }
        refused += fault(damaged).equals("none") ? 0 : 1;
      }
    }
    assertThat(refused).isBetween(200, 14 * 150 - 200);
  }
}
