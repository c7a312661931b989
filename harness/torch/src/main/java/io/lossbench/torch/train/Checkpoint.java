package io.lossbench.torch.train;

import io.lossbench.core.ledger.DurableFile;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.provenance.Digest;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial after a finished epoch: with it the trial goes on, in this process or another, to the
 * same bits.
 *
 * <p>The file is SHA-256 of the rest (32 bytes), the header's length (int32), the header as JSON,
 * then float32 arrays, little-endian.
 */
record Checkpoint(Header header, TrialModel.Snapshot model, List<float[]> scores) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * All but the arrays.
   *
   * @param terms a checkpoint goes on only on the same terms
   * @param startedAt when the first process of the trial started, ISO 8601
   * @param wallSeconds spent by all processes of the trial
   * @param lengths of the arrays
   */
  record Header(
      String trial,
      Provenance.Terms terms,
      int epoch,
      long step,
      List<Outcome.Epoch> epochs,
      List<SelectedEpoch> selections,
      String startedAt,
      double wallSeconds,
      int processes,
      List<Integer> lengths) {}

  /** A {@link Selection} without its scores. */
  record SelectedEpoch(
      String weights, int epoch, double validation, int bestTestEpoch, double bestTest) {}

  static Checkpoint of(
      String trial,
      Provenance.Terms terms,
      int epoch,
      long step,
      List<Outcome.Epoch> epochs,
      List<Selection> selections,
      String startedAt,
      double wallSeconds,
      int processes,
      TrialModel.Snapshot model) {
    List<float[]> scores = selections.stream().map(Selection::scores).toList();
    List<Integer> lengths = new ArrayList<>();
    arrays(model, scores).forEach(array -> lengths.add(array.length));
    List<SelectedEpoch> selected =
        selections.stream()
            .map(
                s ->
                    new SelectedEpoch(
                        s.weights(), s.epoch(), s.validation(), s.bestTestEpoch(), s.bestTest()))
            .toList();
    return new Checkpoint(
        new Header(
            trial,
            terms,
            epoch,
            step,
            List.copyOf(epochs),
            selected,
            startedAt,
            wallSeconds,
            processes,
            lengths),
        model,
        scores);
  }

  List<Selection> selections() {
    List<Selection> selections = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      SelectedEpoch s = header.selections().get(i);
      selections.add(
          new Selection(
              s.weights(),
              s.epoch(),
              s.validation(),
              scores.get(i),
              s.bestTestEpoch(),
              s.bestTest()));
    }
    return selections;
  }

  private static List<float[]> arrays(TrialModel.Snapshot model, List<float[]> scores) {
    List<float[]> arrays =
        new ArrayList<>(
            List.of(
                model.state(),
                model.ema(),
                model.firstMoments(),
                model.secondMoments(),
                model.steps(),
                model.lossState()));
    arrays.addAll(scores);
    return arrays;
  }

  void write(Path file) throws IOException {
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    List<float[]> arrays = arrays(model, scores);
    long bytes = 4L + json.length + 4L * arrays.stream().mapToLong(array -> array.length).sum();
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(json.length).put(json);
    for (float[] array : arrays) {
      content.asFloatBuffer().put(array);
      content.position(content.position() + 4 * array.length);
    }
    DurableFile.write(
        file, ByteBuffer.wrap(Digest.sha256().update(content.array()).bytes()), content.flip());
  }

  /** The checkpoint of this trial on these terms; empty if there is none, or none that is whole. */
  static Optional<Checkpoint> read(Path file, String trial, Provenance.Terms terms) {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      byte[] rest = Arrays.copyOfRange(bytes, Math.min(32, bytes.length), bytes.length);
      if (!Arrays.equals(Arrays.copyOf(bytes, 32), Digest.sha256().update(rest).bytes())) {
        return Optional.empty();
      }
      ByteBuffer content = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN);
      byte[] json = new byte[content.getInt()];
      content.get(json);
      Header header = JSON.readValue(json, Header.class);
      if (!header.trial().equals(trial) || !header.terms().equals(terms)) {
        return Optional.empty();
      }
      List<float[]> arrays = new ArrayList<>();
      for (int length : header.lengths()) {
        float[] array = new float[length];
        content.asFloatBuffer().get(array);
        content.position(content.position() + 4 * length);
        arrays.add(array);
      }
      TrialModel.Snapshot model =
          new TrialModel.Snapshot(
              arrays.get(0),
              arrays.get(1),
              arrays.get(2),
              arrays.get(3),
              arrays.get(4),
              arrays.get(5));
      return Optional.of(
          new Checkpoint(header, model, List.copyOf(arrays.subList(6, arrays.size()))));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }
}
