package io.lossbench.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.image.Image;
import io.lossbench.core.image.ImageException;
import io.lossbench.core.image.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of images whose dataset means harm to its reader, or is too large for a page. */
class ExamplePageTest {
  private static final Pattern URI =
      Pattern.compile("href=\"data:image/([a-z]+);base64,([^\"]*)\"");
  private static final String HOSTILE = "\"><script>alert(1)</script>\u202e.jpg";

  @TempDir Path folder;

  /** Noise, which no encoding makes small. */
  private static Image image(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int state = 7;
    for (int i = 0; i < rgb.length; i++) {
      state = 1_103_515_245 * state + 12_345;
      rgb[i] = (byte) (state >> 16);
    }
    return new Image(width, height, rgb);
  }

  private static ExamplePage.Example example(Image image) {
    return new ExamplePage.Example(
        HOSTILE,
        image,
        2.0 * image.width(),
        2.0 * image.height(),
        List.of(
            new ExamplePage.Column(
                "annotated",
                -1,
                List.of(new ExamplePage.Located("<img src=x>", 10, 10, 20, 20, Double.NaN, true))),
            new ExamplePage.Column(
                "bce",
                0,
                List.of(new ExamplePage.Located("=cmd()", -5, -5, 1e6, 30, 0.875, false)))));
  }

  private String html(ExamplePage page) throws IOException {
    return Files.readString(ReportWriter.writeExamples(page, folder));
  }

  private static ExamplePage page(int mostBytes) {
    return new ExamplePage("made", "The first ones.", mostBytes);
  }

  /** Half of a character of two units was shown as its number. */
  @Test
  void namesAreShortenedBetweenCharacters() {
    assertThat(Charts.shortened("\ud83d\ude00".repeat(9), 8))
        .isEqualTo("\ud83d\ude00".repeat(4) + "…" + "\ud83d\ude00".repeat(3));
    assertThat(Charts.shortened("\ud83d\ude00".repeat(8), 8)).doesNotContain("…");
    assertThat(Charts.shortened("abcdefghi", 8)).isEqualTo("abcd…ghi");
  }

  @Test
  void namesOfFilesAndClassesAreText() throws IOException {
    ExamplePage page = page(ExamplePage.MOST_BYTES);
    page.add("a/b", "a, b", 1, place -> example(image(16, 12)));
    String html = html(page);
    assertThat(html)
        .containsOnlyOnce("<script")
        .doesNotContain("<img", "\u202e")
        .contains("&lt;img src=x>".replace(">", "&gt;"), "=cmd() 0.88");
    // A spreadsheet does not run a class.
    assertThat(html).contains(",'=cmd(),-5.0,-5.0,1000000.0,30.0,0.875");
    assertThat(html).contains("stroke-dasharray", "class=\"box truth dashed\"");
  }

  /** The box of twice the image's pixels ends where the image does. */
  @Test
  void boxesStayWithinTheImage() throws IOException {
    ExamplePage page = page(ExamplePage.MOST_BYTES);
    page.add("a/b", "a, b", 1, place -> example(image(16, 16)));
    assertThat(html(page))
        .contains("<rect x=\"366.0\" y=\"20.0\" width=\"300.0\" height=\"", "class=\"box s0\"");
  }

  @Test
  void aTinyImageKeepsItsPixels() throws IOException, ImageException {
    Image image = image(16, 12);
    ExamplePage page = page(ExamplePage.MOST_BYTES);
    page.add("a/b", "a, b", 1, place -> example(image));
    Matcher found = URI.matcher(html(page));
    assertThat(found.find()).isTrue();
    assertThat(found.group(1)).isEqualTo("png");
    Image read = ImageFile.open(Base64.getDecoder().decode(found.group(2))).decode();
    assertThat(read.width()).isEqualTo(16);
    assertThat(read.rgb()).isEqualTo(image.rgb());
  }

  @Test
  void aLargeImageIsScaledDown() throws IOException, ImageException {
    ExamplePage page = page(ExamplePage.MOST_BYTES);
    page.add("a/b", "a, b", 1, place -> example(image(1200, 300)));
    Matcher found = URI.matcher(html(page));
    assertThat(found.find()).isTrue();
    assertThat(found.group(1)).isEqualTo("jpeg");
    Image read = ImageFile.open(Base64.getDecoder().decode(found.group(2))).decode();
    assertThat(read.width()).isEqualTo(480);
    assertThat(read.height()).isEqualTo(120);
  }

  @Test
  void imagesBeyondTheRoomOfAPageAreTold() throws IOException {
    ExamplePage page = page(1 << 20);
    page.add("a/b", "a, b", 40, place -> example(image(480, 480)));
    int shown = page.sections().get(0).figures().size();
    assertThat(shown).isBetween(2, 20);
    String html = html(page);
    assertThat(html.length()).isLessThan(1 << 20 | 1 << 17);
    assertThat(html).contains(shown + " of 40 images: more would be over the 1 MiB");
  }
}
