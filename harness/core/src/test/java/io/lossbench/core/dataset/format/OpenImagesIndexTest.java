package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.TestFolder;
import io.lossbench.core.random.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenImages' tables as they come, and the index of them that the cache keeps. */
class OpenImagesIndexTest {
  private static final String FORMAT = "{type: open-images}";
  private static final String HEADER = "ImageID,Source,LabelName,Confidence\n";

  @TempDir Path root;
  private TestFolder folder = new TestFolder(Path.of(""));

  @BeforeEach
  void write() throws IOException {
    folder = new TestFolder(root).openImages();
  }

  private Optional<Path> cache() {
    return Optional.of(root.resolve("cache"));
  }

  private Path index() throws IOException {
    try (var files = Files.list(root.resolve("cache/open-images"))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    String fingerprint = folder.open(FORMAT, cache()).fingerprint();
    byte[] whole = Files.readAllBytes(index());
    SplitMix64 random = SplitMix64.stream(1, 0, 0);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(index(), damaged);
      assertThat(folder.open(FORMAT, cache()).fingerprint())
          .as("byte %d", at)
          .isEqualTo(fingerprint);
      assertThat(Files.readAllBytes(index())).as("byte %d", at).isEqualTo(whole);
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(index(), Arrays.copyOf(whole, length));
      assertThat(folder.open(FORMAT, cache()).fingerprint()).isEqualTo(fingerprint);
      assertThat(Files.readAllBytes(index())).as("length %d", length).isEqualTo(whole);
    }
    Files.write(index(), Arrays.copyOf(whole, whole.length + 1));
    assertThat(folder.open(FORMAT, cache()).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void anIndexOfAnotherTableIsNotTaken() throws IOException {
    String fingerprint = folder.open(FORMAT, cache()).fingerprint();
    List<Path> both;
    try (var files = Files.list(root.resolve("cache/open-images"))) {
      both = files.sorted().toList();
    }
    byte[] first = Files.readAllBytes(both.get(0));
    Files.write(both.get(0), Files.readAllBytes(both.get(1)));
    Files.write(both.get(1), first);
    assertThat(folder.open(FORMAT, cache()).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void whatIsLeftOutIsToldAgainWhenTheIndexComesFromTheCache() throws IOException {
    folder.text(
        TestFolder.OPEN_IMAGES_TRAIN,
        HEADER
            + "0000000000000001,v,/m/01,1\n0000000000000001,v,/m/07,1\n0000000000000001,v,/m/08,0\n"
            + "0000000000000001,v,/m/01,0\n00000000000000ab,v,/m/02,1\n");
    List<String> notes = folder.open(FORMAT, cache()).notes();
    assertThat(notes)
        .containsExactly(
            "left out: 2 labels of oidv6-train-annotations-human-imagelabels.csv whose class the"
                + " class list does not name ('/m/07' on line 3, '/m/08' on line 4)",
            "left out: 1 labels 0 of oidv6-train-annotations-human-imagelabels.csv beside a label 1"
                + " of the same pair (0000000000000001 /m/01)");
    assertThat(folder.open(FORMAT, cache()).notes()).isEqualTo(notes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "\"1\"", " 1 ", "\"1.0\""})
  void onesAreOnes(String confidence) throws IOException {
    folder.text(
        TestFolder.OPEN_IMAGES_TEST,
        "\uFEFF"
            + HEADER
            + "\"0000000000000003\",verification,\"/m/02\","
            + confidence
            + "\r\n0000000000000003,verification,/m/01,0.0\n\n");
    assertThat(LabelMatrix.of(folder.open(FORMAT).test().truth()).get(0, 1))
        .isEqualTo(LabelMatrix.POSITIVE);
    assertThat(LabelMatrix.of(folder.open(FORMAT).test().truth()).get(0, 0))
        .isEqualTo(LabelMatrix.NEGATIVE);
  }

  @Test
  void classListsAndDescriptionsMayHaveAByteOrderMark() throws IOException {
    folder
        .text("openimages/oidv6-classes-trainable.txt", "\uFEFF/m/01\r\n/m/02\r\n\r\n")
        .text(
            "openimages/oidv6-class-descriptions.csv", "\uFEFF/m/01,Cat\r\n/m/02,\"Dog, big\"\r\n");
    Dataset dataset = folder.open(FORMAT);
    assertThat(dataset.classes()).containsExactly("Cat /m/01", "Dog, big /m/02");
    assertThat(dataset.notes()).isEmpty();
    folder.text("openimages/oidv6-class-descriptions.csv", "/m/01,Cat\n/m/01,Dog\n/m/02\n");
    assertThatThrownBy(() -> folder.open(FORMAT))
        .hasMessageContaining("descriptions.csv:2: '/m/01' was called 'Cat' before")
        .hasMessageContaining("descriptions.csv:3: expected a machine id, a comma and a name");
  }

  @Test
  void anUnwritableCacheIsNoHindrance() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");
    OpenImagesIndex index =
        OpenImagesIndex.open(
            root.resolve(TestFolder.OPEN_IMAGES_TEST),
            root.resolve("openimages/oidv6-classes-trainable.txt"),
            Map.of("/m/01", 0, "/m/02", 1),
            Optional.of(file),
            new Faults());
    assertThat(index.size()).isEqualTo(1);
  }
}
