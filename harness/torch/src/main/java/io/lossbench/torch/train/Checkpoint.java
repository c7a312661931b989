package io.lossbench.torch.train;

import io.lossbench.core.file.DurableFile;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.WeightsKind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial after a finished epoch: with it the trial goes on, in this process or another, to the
 * same bits.
 *
 * <p>The file is the header's length (int32), the header as JSON, float32 arrays (little-endian),
 * predictions as their task writes them, and SHA-256 of all that (32 bytes). It may be larger than
 * an array.
 */
record Checkpoint(Header header, Snapshot model, List<Optional<Predictions>> predictions) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PIECE = 1 << 18;
  private static final int HASH_BYTES = 32;

  /**
   * All but the arrays.
   *
   * @param terms a checkpoint goes on only on the same terms
   * @param lengths of the arrays
   */
  record Header(
      String trial,
      Provenance.Terms terms,
      Learned learned,
      History history,
      List<SelectedEpoch> selections,
      List<Integer> lengths) {
    Header {
      // A header of an earlier version is no header.
      Objects.requireNonNull(learned);
      Objects.requireNonNull(history);
    }
  }

  /**
   * How far the training has come.
   *
   * @param steps trained so far
   */
  record Learned(long steps, List<Outcome.Epoch> epochs) {}

  /**
   * What the trial took so far.
   *
   * @param startedAt when its first process started, ISO 8601
   * @param wallSeconds spent by all its processes
   */
  record History(String startedAt, double wallSeconds, int processes) {}

  /**
   * A {@link Selection} with the number of its predictions instead of them.
   *
   * @param images that there are predictions for; 0 before the first evaluation
   */
  record SelectedEpoch(
      WeightsKind weights,
      int epoch,
      double validation,
      int bestTestEpoch,
      double bestTest,
      Integer images) {
    SelectedEpoch {
      Objects.requireNonNull(images);
    }
  }

  /** The way back to what {@link Predictions#writeTo} wrote, such as that of a head. */
  @FunctionalInterface
  interface PredictionReader {
    Predictions read(ReadableByteChannel in, int images, Path folder) throws IOException;
  }

  static Checkpoint of(
      String trial,
      Provenance.Terms terms,
      Learned learned,
      History history,
      List<Selection> selections,
      Snapshot model) {
    List<Integer> lengths = arrays(model).stream().map(array -> array.length).toList();
    List<SelectedEpoch> selected =
        selections.stream()
            .map(
                s ->
                    new SelectedEpoch(
                        s.weights(),
                        s.epoch(),
                        s.validation(),
                        s.bestTestEpoch(),
                        s.bestTest(),
                        s.predictions().map(Predictions::rows).orElse(0)))
            .toList();
    return new Checkpoint(
        new Header(trial, terms, learned, history, selected, lengths),
        model,
        selections.stream().map(Selection::predictions).toList());
  }

  List<Selection> selections() {
    List<Selection> selections = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      SelectedEpoch s = header.selections().get(i);
      selections.add(
          new Selection(
              s.weights(),
              s.epoch(),
              s.validation(),
              predictions.get(i),
              s.bestTestEpoch(),
              s.bestTest()));
    }
    return selections;
  }

  private static List<float[]> arrays(Snapshot model) {
    return List.of(
        model.state(),
        model.ema(),
        model.firstMoments(),
        model.secondMoments(),
        model.steps(),
        model.lossState());
  }

  void write(Path file) throws IOException {
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    DurableFile.write(
        file,
        out -> {
          HashingChannel hashed = new HashingChannel(out);
          ByteBuffer start = ByteBuffer.allocate(4 + json.length).order(ByteOrder.LITTLE_ENDIAN);
          hashed.write(start.putInt(json.length).put(json).flip());
          for (float[] array : arrays(model)) {
            DurableFile.floats(hashed, array);
          }
          for (Optional<Predictions> each : predictions) {
            if (each.isPresent()) {
              each.get().writeTo(hashed);
            }
          }
          out.write(ByteBuffer.wrap(hashed.digest()));
        });
  }

  /**
   * The checkpoint of this trial on these terms; empty if there is none, or none that is whole to
   * its last byte. Nothing is built from what the file says before its hash is checked.
   */
  static Optional<Checkpoint> read(
      Path file, String trial, Provenance.Terms terms, PredictionReader reader) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel in = FileChannel.open(file)) {
      if (!isWhole(in)) {
        return Optional.empty();
      }
      in.position(0);
      Header header = JSON.readValue(bytes(in, buffer(in, 4).getInt()), Header.class);
      if (!header.trial().equals(trial) || !header.terms().equals(terms)) {
        return Optional.empty();
      }
      List<float[]> arrays = new ArrayList<>();
      for (int size : header.lengths()) {
        float[] array = new float[size];
        for (int from = 0; from < size; from += PIECE) {
          int count = Math.min(PIECE, size - from);
          buffer(in, 4 * count).asFloatBuffer().get(array, from, count);
        }
        arrays.add(array);
      }
      List<Optional<Predictions>> predictions = new ArrayList<>();
      Path folder = Objects.requireNonNull(file.getParent());
      for (SelectedEpoch selection : header.selections()) {
        predictions.add(
            selection.images() == 0
                ? Optional.empty()
                : Optional.of(reader.read(in, selection.images(), folder)));
      }
      Snapshot model =
          new Snapshot(
              arrays.get(0),
              arrays.get(1),
              arrays.get(2),
              arrays.get(3),
              arrays.get(4),
              arrays.get(5));
      return Optional.of(new Checkpoint(header, model, List.copyOf(predictions)));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  /** Whether the last 32 bytes are SHA-256 of all before them. */
  private static boolean isWhole(FileChannel in) throws IOException {
    long content = in.size() - HASH_BYTES;
    if (content < 4) {
      return false;
    }
    HashingChannel hashed = new HashingChannel(in);
    for (long left = content; left > 0; ) {
      int piece = (int) Math.min(4L * PIECE, left);
      bytes(hashed, piece);
      left -= piece;
    }
    return Arrays.equals(bytes(in, HASH_BYTES), hashed.digest());
  }

  private static ByteBuffer buffer(ReadableByteChannel in, int count) throws IOException {
    return ByteBuffer.wrap(bytes(in, count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ReadableByteChannel in, int count) throws IOException {
    byte[] bytes = new byte[count];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return bytes;
  }
}
