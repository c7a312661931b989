package io.lossbench.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("list.txt"), content);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() throws IOException {
    Path file = file("\uFEFFdog\r\ncat\n".getBytes(StandardCharsets.UTF_8));

    assertThat(TextFile.lines(file, "class list")).containsExactly("dog", "cat");
    assertThat(TextFile.read(file, "class list")).isEqualTo("dog\r\ncat\n");
  }

  @Test
  void anEmptyFileAndOneOfTwoBytesAreText() throws IOException {
    assertThat(TextFile.read(file(new byte[0]), "list")).isEmpty();
    assertThat(TextFile.read(file("é".getBytes(StandardCharsets.UTF_8)), "list")).isEqualTo("é");
  }

  @Test
  void anotherEncodingIsAnErrorThatSaysWhereItStands() throws IOException {
    Path file = file("Hund\nKätzchen 🐈 é\nZebra 🦓\n".getBytes(StandardCharsets.UTF_8));
    byte[] mixed = Files.readAllBytes(file);
    byte[] broken = new byte[mixed.length + 1];
    int at = new String(mixed, StandardCharsets.UTF_8).indexOf("Zebra");
    int bytes =
        new String(mixed, StandardCharsets.UTF_8)
            .substring(0, at + 3)
            .getBytes(StandardCharsets.UTF_8)
            .length;
    System.arraycopy(mixed, 0, broken, 0, bytes);
    broken[bytes] = (byte) 0xE4;
    System.arraycopy(mixed, bytes, broken, bytes + 1, mixed.length - bytes);
    file(broken);

    assertThatThrownBy(() -> TextFile.lines(file, "class list"))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            file
                + ":3:4: the class list is not UTF-8 from here on; save it as UTF-8 (from"
                + " Windows-1252: iconv -f WINDOWS-1252 -t UTF-8)");
  }

  @Test
  void utf16IsNamed() throws IOException {
    Path file = file("\uFEFFdog".getBytes(StandardCharsets.UTF_16BE));

    assertThatThrownBy(() -> TextFile.read(file, "class list"))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            file + ":1:1: the class list is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");
  }

  @Test
  void aMissingFileIsNamedWithWhatItIs() {
    assertThatThrownBy(() -> TextFile.read(folder.resolve("no.txt"), "class list"))
        .isInstanceOf(HarnessException.class)
        .hasMessage("there is no class list " + folder.resolve("no.txt"));
  }
}
