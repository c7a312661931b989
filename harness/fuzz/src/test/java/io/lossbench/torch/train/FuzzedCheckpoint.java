package io.lossbench.torch.train;

import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.fuzz.FuzzedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A checkpoint: whole, or it does not count. */
public final class FuzzedCheckpoint implements FuzzedReader {
  private final Path file;
  private final byte[] valid;

  public FuzzedCheckpoint(Path folder) throws IOException {
    file = Files.createDirectories(folder.resolve("checkpoint")).resolve("checkpoint");
    Snapshot model =
        new Snapshot(
            new float[] {1, 2, 3},
            new float[] {1, 2, 4},
            new float[] {5},
            new float[0],
            new float[] {5},
            new float[] {4, 0.5f});
    Selection selection =
        Selection.none(WeightsKind.RAW)
            .with(2, 31.5, 30.5, ScoreMatrix.of(2, 3, new float[] {0, 1, 0.5f, 0.25f, 0, 1}));
    Checkpoint.of(
            "trial",
            Records.TERMS,
            new Checkpoint.Learned(40, List.of()),
            new Checkpoint.History("2026-01-01T00:00:00Z", 9, 1),
            List.of(selection),
            model)
        .write(file);
    valid = Files.readAllBytes(file);
  }

  @Override
  public String name() {
    return "checkpoint";
  }

  @Override
  public List<byte[]> corpus() {
    return List.of(valid);
  }

  @Override
  public List<String> words() {
    return List.of("\"epoch\"", "\"lengths\"", "null", "[", "]", "{", "}", ",", "-1", "2147483647");
  }

  private static ScoreMatrix scores(ReadableByteChannel in, int images, Path folder)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * 3 * images).order(ByteOrder.LITTLE_ENDIAN);
    in.read(bytes);
    float[] scores = new float[3 * images];
    bytes.flip().asFloatBuffer().get(scores);
    return ScoreMatrix.of(images, 3, scores);
  }

  @Override
  public void read(byte[] input) throws IOException {
    Files.write(file, input);
    if (Checkpoint.read(file, "trial", Records.TERMS, FuzzedCheckpoint::scores).isEmpty()) {
      throw new Refused();
    }
    if (!Arrays.equals(Arrays.copyOf(input, valid.length), valid)) {
      throw new AssertionError("a damaged checkpoint was accepted");
    }
  }
}
