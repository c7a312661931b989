package io.lossbench.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir Path folder;

  @Test
  void whatIsInsideComesFirst() throws IOException {
    Path tree = folder.resolve("tree");
    Path inner = Files.createDirectories(tree.resolve("a/b"));
    Path file = Files.createFile(inner.resolve("file"));
    assertThat(FolderTree.fromInside(tree)).containsExactly(file, inner, inner.getParent(), tree);
    assertThat(FolderTree.fromInside(folder.resolve("nowhere"))).isEmpty();
  }

  @Test
  void linksAreDeletedAndWhatTheyLeadToStays() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path kept = Files.createFile(elsewhere.resolve("kept"));
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), elsewhere);
    Files.createSymbolicLink(tree.resolve("broken"), folder.resolve("nowhere"));
    FolderTree.delete(tree);
    assertThat(tree).doesNotExist();
    assertThat(kept).exists();
    Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    FolderTree.delete(link);
    assertThat(link).doesNotExist();
    assertThat(kept).exists();
    FolderTree.delete(tree);
  }
}
