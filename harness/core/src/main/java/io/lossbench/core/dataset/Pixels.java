package io.lossbench.core.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where the images of a split come from. */
public sealed interface Pixels {

  /** Images that {@code indices} choose, in that order. */
  Pixels select(int[] indices);

  /** Encoded image files, one a row of the split. */
  record Files(List<Path> paths) implements Pixels {
    public Files {
      paths = List.copyOf(paths);
    }

    @Override
    public Pixels select(int[] indices) {
      return new Files(Arrays.stream(indices).mapToObj(paths::get).toList());
    }
  }

  /** Scenes that are drawn on demand; {@code numbers} are the scenes' numbers within the stream. */
  record Generated(GeneratedScenes scenes, int stream, int[] numbers) implements Pixels {
    @Override
    public Pixels select(int[] indices) {
      return new Generated(scenes, stream, Arrays.stream(indices).map(i -> numbers[i]).toArray());
    }

    /** The scene of a row as RGB bytes, size x size x 3. */
    public byte[] draw(int row) {
      return scenes.draw(stream, numbers[row]).rgb();
    }
  }
}
