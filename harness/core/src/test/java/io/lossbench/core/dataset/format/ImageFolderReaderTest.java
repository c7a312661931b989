package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image folders as torchvision's ImageFolder reads them, and what is left out of them. */
class ImageFolderReaderTest {
  private static final String FORMAT = "{type: image-folder}";

  @TempDir Path root;
  private TestFolder folder;

  @BeforeEach
  void writeDataset() throws IOException {
    folder =
        new TestFolder(root)
            .images("train/cat/1.png", "train/dog/1.png", "test/cat/2.png", "test/dog/2.png");
  }

  @Test
  void imagesOfSubfoldersCountInTheOrderOfOsWalk() throws IOException {
    folder.images(
        "train/cat/sub/x/1.png",
        "train/cat/sub-2/1.png",
        "train/cat/sub/1.png",
        "train/cat/a b.JPG",
        "train/cat/Z.jpeg");
    Dataset dataset = folder.open(FORMAT);
    assertThat(dataset.train().ids())
        .containsExactly(
            "train/cat/1.png",
            "train/cat/Z.jpeg",
            "train/cat/a b.JPG",
            "train/cat/sub/1.png",
            "train/cat/sub-2/1.png",
            "train/cat/sub/x/1.png",
            "train/dog/1.png");
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    assertThat(dataset.notes()).noneMatch(note -> note.startsWith("left out"));
  }

  @Test
  void everyEndingOfTorchvisionIsAnImage() throws IOException {
    for (String ending : "jpg jpeg png ppm bmp pgm tif tiff webp gif WEBP".split(" ")) {
      folder.text("train/cat/x." + ending, "no image");
    }
    assertThatThrownBy(() -> folder.open(FORMAT))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("11 images of dataset 'mine' are broken")
        .hasMessageContaining("train/cat/x.webp")
        .hasMessageContaining("train/cat/x.ppm");
  }

  @Test
  void whatIsHiddenOrNoImageIsLeftOutAndCounted() throws IOException {
    folder
        .images("train/.ipynb_checkpoints/1.png", "train/__MACOSX/cat/1.png")
        .images("train/cat/.git/1.png", "train/cat/._1.png")
        .text("train/Thumbs.db", "")
        .text("test/.DS_Store", "")
        .text("train/cat/notes.txt", "")
        .text("train/dog/1.jfif", "");
    Dataset dataset = folder.open(FORMAT);
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    assertThat(dataset.train().size()).isEqualTo(2);
    assertThat(dataset.notes())
        .anyMatch(
            note ->
                note.startsWith("left out: 3 hidden and system folders with all that is in them (")
                    && note.contains("train/.ipynb_checkpoints"))
        .contains("left out: 2 files beside the class folders (train/Thumbs.db, test/.DS_Store)")
        .contains("left out: 1 hidden files (train/cat/._1.png)")
        .anyMatch(
            note ->
                note.startsWith("left out: 2 files that are no images by their ending (")
                    && note.contains("train/dog/1.jfif"));
  }

  @Test
  void aTrainingClassWithoutAnImageIsAFaultAsInTorchvision() throws IOException {
    folder.text("train/bird/1.jfif", "");
    assertThatThrownBy(() -> folder.open(FORMAT))
        .hasMessageContaining("train/bird: a class without an image (jpg, jpeg, png, ");
  }

  @Test
  void aClassThatOnlyTheTestSplitHasIsAFault() throws IOException {
    folder.images("test/Cat/1.png");
    assertThatThrownBy(() -> folder.open(FORMAT))
        .hasMessageContaining("test/Cat: a class without training images; did you mean 'cat'?");
  }

  @Test
  void aClassThatTheTestSplitLacksIsTold() throws IOException {
    folder.images("train/bird/1.png");
    Files.createDirectories(root.resolve("test/bird"));
    assertThat(folder.open(FORMAT).notes()).contains("test has no image of 1 of 3 classes (bird)");
  }

  @Test
  void linksAreFollowedButNotInCircles() throws IOException {
    folder.images("store/9.png");
    Files.createSymbolicLink(root.resolve("train/cat/more"), root.resolve("store"));
    Files.createSymbolicLink(root.resolve("train/cat/self"), Path.of("."));
    Files.createSymbolicLink(root.resolve("train/dog/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("train/all"), Path.of("../.."));
    Dataset dataset = folder.open(FORMAT);
    assertThat(dataset.train().ids())
        .containsExactly("train/cat/1.png", "train/cat/more/9.png", "train/dog/1.png");
    assertThat(dataset.notes())
        .anyMatch(note -> note.startsWith("left out: 3 links to a folder that they lie in ("));
  }

  @Test
  void aLinkToNowhereIsAMissingImage() throws IOException {
    Files.createSymbolicLink(root.resolve("train/cat/2.png"), Path.of("nowhere.png"));
    assertThatThrownBy(() -> folder.open(FORMAT)).hasMessageContaining("train/cat/2.png: missing");
  }

  @Test
  void aSplitWithoutClassFoldersIsToldOnce() throws IOException {
    assertThatThrownBy(() -> folder.open("{type: image-folder, train: train/cat}"))
        .hasMessageEndingWith("train/cat: has no class folders; expected CLASS/IMAGE in it");
    assertThatThrownBy(() -> folder.open("{type: image-folder, validation: val}"))
        .hasMessageEndingWith("val: there is no such folder; the format's 'validation' names it");
  }
}
