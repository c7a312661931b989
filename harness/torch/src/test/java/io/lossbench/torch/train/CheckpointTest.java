package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);

  /** Of three classes. */
  private static final Checkpoint.PredictionReader READER =
      (in, images, folder) -> {
        ByteBuffer bytes = ByteBuffer.allocate(4 * 3 * images).order(ByteOrder.LITTLE_ENDIAN);
        in.read(bytes);
        float[] scores = new float[3 * images];
        bytes.flip().asFloatBuffer().get(scores);
        return ScoreMatrix.of(images, 3, scores);
      };

  @TempDir Path folder;

  private static float[] floats(int seed, int count) {
    float[] values = new float[count];
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** Larger than the pieces it is written in, and of odd length. */
  private static Checkpoint checkpoint() {
    Snapshot model =
        new Snapshot(
            floats(1, 300_001),
            floats(2, 300_001),
            floats(3, 7),
            new float[0],
            new float[] {5},
            new float[] {4, 0.5f});
    Selection selection =
        Selection.none(WeightsKind.RAW).with(2, 31.5, 30.5, ScoreMatrix.of(20, 3, floats(4, 60)));
    return Checkpoint.of(
        "trial",
        TERMS,
        new Checkpoint.Learned(40, List.of()),
        new Checkpoint.History("2026-01-01T00:00:00Z", 9, 1),
        List.of(selection, Selection.none(WeightsKind.EMA)),
        model);
  }

  @Test
  void comesBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("checkpoint");
    checkpoint().write(file);
    Checkpoint read = Checkpoint.read(file, "trial", TERMS, READER).orElseThrow();
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(checkpoint());
    assertThat(read.selections().get(0).bestTestEpoch()).isEqualTo(2);
  }

  @Test
  void isOfOneTrialOnOneSetOfTerms() throws IOException {
    Path file = folder.resolve("checkpoint");
    checkpoint().write(file);
    assertThat(Checkpoint.read(file, "another", TERMS, READER)).isEmpty();
    Provenance.Terms others =
        new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 4);
    assertThat(Checkpoint.read(file, "trial", others, READER)).isEmpty();
    assertThat(Checkpoint.read(folder.resolve("none"), "trial", TERMS, READER)).isEmpty();
  }

  /** A header that lies is damage like any other: the hash is looked at first. */
  @Test
  void everyBitOfTheHeaderCountsAndNothingIsBuiltFromIt() throws IOException {
    Path file = folder.resolve("checkpoint");
    checkpoint().write(file);
    byte[] whole = Files.readAllBytes(file);
    int header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
    for (int at = 0; at < 4 + header; at += at < 4 ? 1 : 7) {
      for (int bit = 0; bit < 8; bit += at < 4 ? 1 : 3) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        Files.write(file, damaged);
        assertThat(Checkpoint.read(file, "trial", TERMS, READER))
            .as("byte %d, bit %d", at, bit)
            .isEmpty();
      }
    }
  }

  @Test
  void bytesBehindTheEndAreDamage() throws IOException {
    Path file = folder.resolve("checkpoint");
    checkpoint().write(file);
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThat(Checkpoint.read(file, "trial", TERMS, READER)).isEmpty();
  }

  @Test
  void anEmptyFileOrAFolderIsNone() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    assertThat(Checkpoint.read(file, "trial", TERMS, READER)).isEmpty();
    assertThat(Checkpoint.read(folder, "trial", TERMS, READER)).isEmpty();
  }

  @Test
  void isIgnoredUnlessItIsWhole() throws IOException {
    Path file = folder.resolve("checkpoint");
    checkpoint().write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int at : new int[] {2, 40, whole.length / 2, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThat(Checkpoint.read(file, "trial", TERMS, READER)).as("byte %d changed", at).isEmpty();
      Files.write(file, java.util.Arrays.copyOf(whole, at));
      assertThat(Checkpoint.read(file, "trial", TERMS, READER)).as("cut at byte %d", at).isEmpty();
    }
  }
}
