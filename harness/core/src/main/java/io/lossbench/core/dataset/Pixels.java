package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.scene.GeneratedScenes;
import io.lossbench.core.file.Digest;
import io.lossbench.core.image.Image;
import io.lossbench.core.image.ImageException;
import io.lossbench.core.image.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** Where the images of a split come from. */
public sealed interface Pixels extends Inputs {

  @Override
  Pixels select(int[] indices);

  /**
   * The image of a row.
   *
   * @throws HarnessException if it cannot be decoded, or is not what the fingerprint was made of
   */
  Image image(int row);

  /**
   * Encoded image files, one a row of the split. The list is handed over: it may be lazy.
   *
   * @param dataset its name, for messages
   * @param checksums of the files when the dataset was opened; nothing else reaches a trial
   */
  record Files(String dataset, List<Path> paths, Checksums checksums) implements Pixels {

    /** Files as they are now. */
    public static Files asTheyAre(String dataset, List<Path> paths) throws IOException {
      List<String> digests = new ArrayList<>();
      for (Path path : paths) {
        digests.add(Digest.ofFile(path));
      }
      return new Files(dataset, paths, Checksums.of(digests));
    }

    @Override
    public Pixels select(int[] indices) {
      return new Files(dataset, new Selected(paths, indices), checksums.select(indices));
    }

    @Override
    public Image image(int row) {
      try {
        return ImageFile.open(content(row)).decode();
      } catch (ImageException e) {
        throw new HarnessException("cannot decode " + paths.get(row) + ": " + e.getMessage());
      }
    }

    private byte[] content(int row) {
      byte[] content;
      try {
        content = java.nio.file.Files.readAllBytes(paths.get(row));
      } catch (IOException e) {
        throw new HarnessException(changed(row) + " cannot be read any more", e);
      }
      if (!checksums.matches(row, content)) {
        throw new HarnessException(
            changed(row)
                + " is another file than the one that was checked at its start. Put it back and run"
                + " again, or run again to train on what is there now");
      }
      return content;
    }

    private String changed(int row) {
      return "dataset '"
          + dataset
          + "' changed while the trial was running: "
          + paths.get(row).toString();
    }
  }

  /** Some members of a list, seen through their positions. */
  final class Selected extends AbstractList<Path> implements RandomAccess {
    private final List<Path> paths;
    private final int[] indices;

    Selected(List<Path> paths, int[] indices) {
      this.paths = paths;
      this.indices = indices;
    }

    @Override
    public Path get(int index) {
      return paths.get(indices[index]);
    }

    @Override
    public int size() {
      return indices.length;
    }
  }

  /** Scenes that are drawn on demand; {@code numbers} are the scenes' numbers within the stream. */
  record Generated(GeneratedScenes scenes, int stream, int[] numbers) implements Pixels {
    @Override
    public Pixels select(int[] indices) {
      return new Generated(scenes, stream, Arrays.stream(indices).map(i -> numbers[i]).toArray());
    }

    @Override
    public Image image(int row) {
      return new Image(scenes.size(), scenes.size(), draw(row));
    }

    /** The scene of a row as RGB bytes, size x size x 3. */
    public byte[] draw(int row) {
      return scenes.draw(stream, numbers[row]).rgb();
    }
  }
}
