package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of images, as annotations of any origin give them. */
class ImageRootTest {
  @TempDir Path folder;
  private final List<String> faults = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "a.jpg, a.jpg",
    "./sub/a.jpg, sub/a.jpg",
    "sub/../a.jpg, a.jpg",
    "..a/b..jpg, ..a/b..jpg",
  })
  void aNameBelowTheFolderIsAFile(String name, String file) {
    assertThat(new ImageRoot(folder).file(name, faults::add))
        .contains(folder.toAbsolutePath().resolve(file));
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "' ', an image without a name",
    "../a.jpg, leaves the image folder",
    "sub/../../a.jpg, leaves the image folder",
    "/etc/passwd, is an absolute path",
    "., is the image folder itself",
    "train\\a.jpg, has a back-slash in it",
    "https://example.org/a.jpg, is an address",
  })
  void anyOtherNameIsAFault(String name, String fault) {
    assertThat(new ImageRoot(folder).file(name, faults::add)).isEmpty();
    assertThat(faults).singleElement().asString().contains(fault);
  }

  @Test
  void aNulIsAFaultAndShown() {
    assertThat(new ImageRoot(folder).file("a\0.jpg", faults::add)).isEmpty();
    assertThat(faults).containsExactly("the image name 'a\\0.jpg' has a NUL character in it");
  }

  @Test
  void anAbsoluteNameInsideIsAnsweredWithTheRelativeOne() {
    String name = folder.toAbsolutePath().resolve("sub/a.jpg").toString();
    assertThat(new ImageRoot(folder).file(name, faults::add)).isEmpty();
    assertThat(faults).singleElement().asString().endsWith(": sub/a.jpg");
  }

  @Test
  void aFileWhoseNameHasABackSlashIsFound() throws IOException {
    Files.createFile(folder.resolve("a\\b.jpg"));
    assertThat(new ImageRoot(folder).file("a\\b.jpg", faults::add)).isPresent();
  }
}
