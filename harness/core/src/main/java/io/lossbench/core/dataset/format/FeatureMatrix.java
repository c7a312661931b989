package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.Scores;
import io.lossbench.core.tensor.SafeTensorsHeader;
import io.lossbench.core.tensor.StoredFloats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A matrix of finite numbers in a {@code .npy} or {@code .safetensors} file, as float32.
 *
 * @param rows of {@code width} numbers each
 * @param note what a user must know of the file; empty for nothing
 */
record FeatureMatrix(int width, float[][] rows, Optional<String> note) {
  /** Numbers of a row at most: what a batch of one row can hold. */
  private static final int MAX_WIDTH = 1 << 24;

  /**
   * Reads a matrix.
   *
   * @param tensor of a {@code .safetensors} file; empty for the only one
   * @throws HarnessException if the file is none, its numbers are not of a type that is read, or
   *     one of them is not finite or beyond float32
   */
  static FeatureMatrix read(Path file, Optional<String> tensor) {
    if (file.toString().endsWith(".safetensors")) {
      return ofTensor(file, tensor);
    }
    if (tensor.isPresent()) {
      throw new HarnessException(
          file + ": format.tensor of the descriptor names a tensor of a .safetensors file");
    }
    NpyFile array = NpyFile.open(file);
    Scores numbers = array.scores();
    requireWidth(file, numbers.classes());
    float[][] rows = new float[numbers.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = new float[numbers.classes()];
      for (int column = 0; column < rows[row].length; column++) {
        double value = numbers.value(row, column);
        rows[row][column] = (float) value;
        if (!Float.isFinite(rows[row][column])) {
          throw notFinite(file, row, column, value);
        }
      }
    }
    return new FeatureMatrix(numbers.classes(), rows, array.note());
  }

  private static FeatureMatrix ofTensor(Path file, Optional<String> tensor) {
    try (FileChannel channel = FileChannel.open(file)) {
      SafeTensorsHeader header = SafeTensorsHeader.read(channel, file);
      SafeTensorsHeader.Entry entry = chosen(file, header, tensor);
      if (!StoredFloats.TYPES.contains(entry.dtype()) || entry.shape().size() != 2) {
        throw new HarnessException(
            file
                + ": tensor "
                + SafeTensorsHeader.shown(entry.name())
                + " is "
                + entry.dtype()
                + " "
                + entry.shape()
                + "; expected rows x numbers of F32, F16 or BF16");
      }
      long count = entry.shape().get(0);
      long width = entry.shape().get(1);
      if (count == 0 || width == 0 || count > Integer.MAX_VALUE) {
        throw new HarnessException(
            file + ": tensor " + SafeTensorsHeader.shown(entry.name()) + " is " + entry.shape());
      }
      requireWidth(file, width);
      float[][] rows = new float[(int) count][];
      int bytes = Math.toIntExact((entry.end() - entry.begin()) / count);
      for (int row = 0; row < rows.length; row++) {
        long from = header.dataStart() + entry.begin() + (long) row * bytes;
        ByteBuffer stored = SafeTensorsHeader.bytes(channel, from, bytes, file);
        rows[row] = new float[(int) width];
        StoredFloats.read(entry.dtype(), stored, rows[row], 0, (int) width);
        for (int column = 0; column < width; column++) {
          if (!Float.isFinite(rows[row][column])) {
            throw notFinite(file, row, column, rows[row][column]);
          }
        }
      }
      return new FeatureMatrix((int) width, rows, Optional.empty());
    } catch (NoSuchFileException e) {
      throw new HarnessException("there is no file " + file);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  private static SafeTensorsHeader.Entry chosen(
      Path file, SafeTensorsHeader header, Optional<String> tensor) {
    List<String> names = header.tensors().keySet().stream().map(SafeTensorsHeader::shown).toList();
    if (tensor.isEmpty() && names.size() == 1) {
      return header.tensors().values().iterator().next();
    }
    SafeTensorsHeader.Entry entry = header.tensors().get(tensor.orElse(""));
    if (entry == null) {
      throw new HarnessException(
          file
              + ": "
              + tensor
                  .map(name -> "no tensor '" + name + "' (format.tensor)")
                  .orElse("several tensors, or none; name one as format.tensor in the descriptor")
              + "; it holds\n  "
              + SafeTensorsHeader.listed(names, 20));
    }
    return entry;
  }

  private static void requireWidth(Path file, long width) {
    if (width > MAX_WIDTH) {
      throw new HarnessException(
          file + ": rows of " + width + " numbers; at most " + MAX_WIDTH + " are read");
    }
  }

  private static HarnessException notFinite(Path file, int row, int column, double value) {
    return new HarnessException(
        file
            + ": the number in row "
            + row
            + ", column "
            + column
            + " is "
            + value
            + (Double.isFinite(value) ? ", beyond what float32 holds" : ", not a finite number")
            + " (rows and columns from 0)");
  }
}
