package io.lossbench.core.fetch;

import io.lossbench.fuzz.FuzzedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Archives: what is accepted has every file with its own content, and nothing lies elsewhere. */
public final class FuzzedArchives {
  private static final String[] NAMES = {"a.txt", "d/b.txt", "d/e/c.txt"};

  private FuzzedArchives() {}

  /** A reader for each kind of archive. */
  public static List<FuzzedReader> all(Path folder) throws IOException {
    var a = Archives.file(NAMES[0]);
    var d = Archives.file("d/");
    var b = Archives.file(NAMES[1]);
    var c = Archives.file(NAMES[2]);
    return List.of(
        new Archive(
            folder, "zip", List.of(Archives.zip(false, NAMES), Archives.zip(true, NAMES)), true),
        new Archive(folder, "tar.gz", List.of(Archives.tarGz(a, d, b, c)), true),
        // A tar has no checksum of its data.
        new Archive(folder, "tar", List.of(Archives.tar(a, d, b, c)), false));
  }

  private record Archive(Path folder, String name, List<byte[]> corpus, boolean checked)
      implements FuzzedReader {
    @Override
    public List<String> words() {
      return List.of(
          "../x", "/x", "a.txt", "d/b.txt", "PK\3\4", "PK\1\2", "PK\5\6", "ustar\0", "\0");
    }

    @Override
    public void read(byte[] input) throws IOException {
      Path root = Files.createDirectories(folder.resolve("archive-" + name));
      Path out = root.resolve("out");
      Path archive = Files.write(root.resolve("x." + name), input);
      try {
        List<UnpackedNote.Content> files = Unpacker.unpack(archive, out, 100_000);
        for (UnpackedNote.Content file : files) {
          byte[] content = Files.readAllBytes(out.resolve(file.path()));
          if (checked && !Arrays.equals(content, Archives.content(file.path(), 1000))) {
            throw new AssertionError("damaged content was accepted");
          }
        }
        if (checked && files.size() != NAMES.length) {
          throw new AssertionError("files are lost");
        }
      } finally {
        try (var all = Files.walk(root)) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            if (!each.startsWith(out) && !each.equals(archive) && !each.equals(root)) {
              throw new AssertionError("something lies outside the folder: " + each);
            }
            if (!each.equals(root)) {
              Files.delete(each);
            }
          }
        }
      }
    }
  }
}
