package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.FolderTree;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** The miniatures of datasets, in the cache folder, where several runs may use them at once. */
public final class Miniatures {
  private Miniatures() {}

  /**
   * Writes miniatures of a suite's datasets.
   *
   * @return the folders to look for their data in
   */
  public static List<Path> write(Suite suite, Extensions extensions) {
    return suite.datasets().stream().map(dataset -> write(dataset, extensions)).toList();
  }

  private static Path write(Suite.Dataset dataset, Extensions extensions) {
    Settings format = dataset.descriptor().settings("format");
    String key = Digest.sha256().update(CanonicalJson.of(format.asMap())).hex();
    Path root =
        CacheFolder.required()
            .resolve("miniature/" + dataset.name() + "-" + key.substring(0, 12))
            .toAbsolutePath();
    try {
      write(extensions.format(dataset.descriptor()), root);
    } catch (IOException e) {
      throw new HarnessException("cannot write the miniature to " + root, e);
    }
    return root;
  }

  /**
   * Writes a miniature beside its place and moves there what is not there yet: files that another
   * run is reading stay as they are.
   */
  static void write(Format format, Path root) throws IOException {
    Path beside = Files.createDirectories(Objects.requireNonNull(root.getParent()));
    Path fresh = Files.createTempDirectory(beside, "new-");
    try {
      format.writeMiniature(new Miniature(fresh));
      for (Path file : FolderTree.fromInside(fresh)) {
        Path target = root.resolve(fresh.relativize(file));
        if (Files.isRegularFile(file)
            && (!Files.exists(target) || Files.mismatch(file, target) >= 0)) {
          Files.createDirectories(Objects.requireNonNull(target.getParent()));
          Files.move(
              file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } finally {
      FolderTree.delete(fresh);
    }
  }
}
