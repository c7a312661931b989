package io.lossbench.core.dataset;

import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** Where the images of a split come from. */
public sealed interface Pixels {

  /** Images that {@code indices} choose, in that order. */
  Pixels select(int[] indices);

  /** Encoded image files, one a row of the split. The list is handed over: it may be lazy. */
  record Files(List<Path> paths) implements Pixels {
    @Override
    public Pixels select(int[] indices) {
      return new Files(new Selected(paths, indices));
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

    /** The scene of a row as RGB bytes, size x size x 3. */
    public byte[] draw(int row) {
      return scenes.draw(stream, numbers[row]).rgb();
    }
  }
}
