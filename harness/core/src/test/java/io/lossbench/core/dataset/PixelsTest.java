package io.lossbench.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelsTest {
  @TempDir Path folder;
  private final List<Path> files = new ArrayList<>();

  @BeforeEach
  void writeImages() throws IOException {
    for (int i = 0; i < 3; i++) {
      files.add(Files.writeString(folder.resolve(i + ".ppm"), "P3 1 1 255 " + i + " 0 0"));
    }
  }

  @Test
  void anImageIsThatOfItsFile() throws IOException {
    Pixels pixels = Pixels.Files.asTheyAre("mine", files).select(new int[] {2, 0});
    assertThat(pixels.image(0).rgb()).containsExactly(2, 0, 0);
    assertThat(pixels.image(1).rgb()).containsExactly(0, 0, 0);
  }

  @Test
  void anImageThatWasExchangedSinceIsNeverDecoded() throws IOException {
    Pixels pixels = Pixels.Files.asTheyAre("mine", files).select(new int[] {1, 2});
    Files.copy(files.get(0), files.get(2), StandardCopyOption.REPLACE_EXISTING);
    assertThat(pixels.image(0).rgb()).containsExactly(1, 0, 0);
    assertThatThrownBy(() -> pixels.image(1))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("dataset 'mine' changed while the trial was running")
        .hasMessageContaining("2.ppm")
        .hasMessageContaining("run again");
  }

  @Test
  void anImageThatWasRemovedOrCutShortSinceIsNamed() throws IOException {
    Pixels pixels = Pixels.Files.asTheyAre("mine", files);
    Files.delete(files.get(0));
    Files.writeString(files.get(1), "P3 1 1");
    for (int row : new int[] {0, 1}) {
      assertThatThrownBy(() -> pixels.image(row))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("dataset 'mine' changed while the trial was running")
          .hasMessageContaining(row + ".ppm");
    }
  }

  @Test
  void anImageThatCannotBeDecodedIsNamedWithTheReason() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.ppm"), "P3 1 1 255 300 0 0");
    Pixels pixels = Pixels.Files.asTheyAre("mine", List.of(broken));
    assertThatThrownBy(() -> pixels.image(0))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "cannot decode " + broken + ": damaged: a PNM with a value that is not in 0..255");
  }
}
