package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the jars in {@code plugins/}. */
class ExtensionsTest {
  @TempDir Path folder;

  @Test
  void halfAJarIsNamed() throws IOException {
    Path whole = folder.resolve("whole.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(whole))) {
      out.putNextEntry(new ZipEntry("entry"));
      out.write(new byte[500]);
    }
    byte[] content = Files.readAllBytes(whole);
    Path half = Files.write(folder.resolve("half.jar"), Arrays.copyOf(content, content.length / 2));
    String classPath =
        String.join(
            File.pathSeparator,
            folder.toString(),
            whole.toString(),
            half.toString(),
            folder.resolve("none.jar").toString());
    assertThat(Extensions.unreadableJars(classPath))
        .containsExactly(
            "the plugins of " + half + " are left out: it is no whole jar; build or copy it again");
  }
}
