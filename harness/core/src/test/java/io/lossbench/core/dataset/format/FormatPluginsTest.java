package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.FormatProvider;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.dataset.TestFolder;
import io.lossbench.core.plugin.PluginJar;
import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats in jars, compiled here: one that works, and those whose code fails later. */
class FormatPluginsTest {
  @TempDir Path root;
  @TempDir Path jars;

  /** A jar whose format {@code lines} reads lines such as {@code train a.png cat}. */
  private Path jar(String read, String layout) throws IOException {
    return PluginJar.compiled(
        jars,
        FormatProvider.class,
        "Lines",
        """
        import io.lossbench.core.classification.*;
        import io.lossbench.core.dataset.*;
        import io.lossbench.core.dataset.format.LabelledImages;
        import io.lossbench.core.file.TextFile;
        import io.lossbench.core.suite.Settings;
        import java.nio.file.Path;
        import java.util.*;

        public class Lines implements FormatProvider {
          public String definition() {
            return "lines: {doc: mine, keys: {file: {type: text, default: lines.txt, doc: List.}}}";
          }
          public Format create(Settings settings) {
            return new Format() {
              public Content read(DataFolders folders) { %s }
              public List<String> layout() { %s }
            };
          }
        }
        """
            .formatted(read, layout));
  }

  private static final String READ =
      """
      Path folder = folders.folderWith(".", settings.text("file"));
      LabelledImages listing = new LabelledImages(List.of("cat", "dog"), new MultiLabel());
      for (String line : TextFile.lines(folder.resolve(settings.text("file")), "list")) {
        String[] words = line.split(" ");
        byte[] labels = {(byte) (words[2].equals("cat") ? 1 : 0), (byte) (words[2].equals("dog") ? 1 : 0)};
        listing.add(words[0], words[1], folder.resolve(words[1]), labels);
      }
      return listing.build();
      """;
  private static final String LAYOUT = "return List.of(settings.text(\"file\"));";

  private Registry<Format> formats(Path jar) throws IOException {
    return Formats.of(PluginJar.loader(jar));
  }

  private Settings descriptor(Registry<Format> formats) throws IOException {
    Path folder = Files.createDirectories(root.resolve("descriptors"));
    Files.writeString(folder.resolve("mine.yaml"), "dataset: mine\nformat: {type: lines}\n");
    return new SuiteReader(formats.extend(Definitions.builtIn()), folder)
        .descriptor("mine")
        .orElseThrow();
  }

  private Dataset open(Registry<Format> formats) throws IOException {
    return new DatasetLoader(formats, List.of(root), Optional.empty())
        .open(descriptor(formats), InvalidImages.FAIL);
  }

  @Test
  void isValidatedReadCheckedAndHashedLikeABuiltInOne() throws IOException {
    Registry<Format> formats = formats(jar(READ, LAYOUT));
    assertThatThrownBy(() -> open(formats))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("dataset 'mine' is missing: lines.txt was not found in")
        .hasMessageContaining("  DIR/lines.txt");
    TestFolder folder =
        new TestFolder(root)
            .text("lines.txt", "train a.png cat\ntrain b.png dog\ntest c.png cat\n")
            .text(
                "table.csv",
                "image,labels,split\na.png,cat,train\nb.png,dog,train\nc.png,cat,test\n")
            .images("a.png", "b.png", "c.png");
    Dataset dataset = open(formats);
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    assertThat(dataset.fingerprint())
        .isEqualTo(folder.open("{type: csv, file: table.csv}").fingerprint());
    Files.delete(root.resolve("b.png"));
    assertThatThrownBy(() -> open(formats))
        .hasMessageContaining("1 image of dataset 'mine' is broken")
        .hasMessageContaining("train b.png: missing");
  }

  @Test
  void needsNoMiniature() throws IOException {
    Registry<Format> formats = formats(jar(READ, LAYOUT));
    formats
        .create(descriptor(formats).settings("format"))
        .writeMiniature(new Miniature(root.resolve("miniature")));
    assertThat(root.resolve("miniature")).doesNotExist();
  }

  @Test
  void whatItsCodeThrowsIsToldWithItsJar() throws IOException {
    Path jar = jar("throw new IllegalStateException(\"no idea\");", LAYOUT);
    assertThatThrownBy(() -> open(formats(jar)))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "the format plugin Lines ("
                + jar
                + ") does not read dataset 'mine' (IllegalStateException: no idea)");
  }

  @Test
  void nothingInsteadOfALayoutIsToldToo() throws IOException {
    Path jar = jar(READ, "return null;");
    assertThatThrownBy(() -> open(formats(jar)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("(" + jar + ") does not tell its layout");
  }
}
