package io.lossbench.torch.train;

import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.script.Archive;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a trial writes while and after it trains, and what is exported of it, on broken disks. */
class BrokenTrialFilesTest extends BrokenDisks {
  private static final Network NETWORK = network();

  private static Network network() {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    return layers.build(
        layers.linear(
            "fc",
            layers.globalAveragePool(layers.convolution("c", layers.input(), 4, 3, 1, 1)),
            2));
  }

  private static float[] floats(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private static Checkpoint checkpoint(int epoch) {
    Snapshot model =
        new Snapshot(
            floats(30, epoch),
            floats(30, 0.5f),
            floats(20, 0.1f),
            new float[0],
            floats(1, 10 * epoch),
            new float[0]);
    Selection selection =
        Selection.none(WeightsKind.RAW)
            .with(epoch, 31, Double.NaN, ScoreMatrix.of(5, 2, floats(10, 0.1f * epoch)));
    return Checkpoint.of(
        "trial",
        new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2),
        new Checkpoint.Learned(10L * epoch, List.of()),
        new Checkpoint.History("2026-01-01T00:00:00Z", 9, 1),
        List.of(selection),
        model);
  }

  private static void export(float value, Path file) throws IOException {
    Archive archive =
        TrainingScript.export(NETWORK, Normalization.IMAGENET, floats(NETWORK.stateSize(), value));
    DurableFile.write(file, out -> archive.write(Channels.newOutputStream(out)));
  }

  private static void weights(float value, Path file) throws IOException {
    SafeTensors.write(file, NETWORK, floats(NETWORK.stateSize(), value));
  }

  static Stream<Written> files() {
    return Stream.of(
        new Written(
            "checkpoint",
            "checkpoint",
            place -> checkpoint(1).write(place.resolve("checkpoint")),
            place -> checkpoint(2).write(place.resolve("checkpoint"))),
        new Written(
            "weights",
            "weights.safetensors",
            place -> {},
            place -> weights(2, place.resolve("weights.safetensors"))),
        new Written(
            "TorchScript archive",
            "net.pt",
            place -> export(1, place.resolve("net.pt")),
            place -> export(2, place.resolve("net.pt"))));
  }

  /** The run that goes on holds the lock of its ledger, and sweeps under it. */
  @Override
  protected void goOn(Written written, Path place) throws IOException {
    DurableFile.sweep(place, Instant.now());
    super.goOn(written, place);
  }
}
