package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.require;

import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkFile;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.TrainingScript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** TorchScript archives, whose pickle is read and never executed. */
final class FuzzedNetworkFile implements FuzzedReader {
  private final Path file;
  private final List<byte[]> corpus;

  FuzzedNetworkFile(Path folder) throws IOException {
    file = Files.createDirectories(folder.resolve("network")).resolve("network.pt");
    Network network =
        new Network(
            List.of(
                new Network.Parameter("fc.weight", new int[] {2, 3}, Network.Init.LINEAR, 3, 0),
                new Network.Parameter("fc.bias", new int[] {2}, Network.Init.LINEAR, 3, 0)),
            List.of(new Network.Buffer("bn.running_mean", new int[] {2}, 0)),
            List.of("h = torch.linear(x, self.fc.weight, self.fc.bias)"),
            "h",
            "fc");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TrainingScript.export(network, Normalization.NONE, new float[network.stateSize()]).write(out);
    corpus = List.of(out.toByteArray());
  }

  @Override
  public String name() {
    return "TorchScript archive";
  }

  @Override
  public List<byte[]> corpus() {
    return corpus;
  }

  @Override
  public List<String> words() {
    return List.of(
        "cos\nsystem\n",
        "c__torch__\nNet\n",
        "ctorch\nFloatStorage\n",
        "ctorch._utils\n_rebuild_tensor_v2\n",
        "X\u0008\u0000\u0000\u0000training",
        "(",
        ")",
        "R",
        "b",
        "u",
        "j\u0000\u0000\u0000\u0000",
        "J\u0006\u0000\u0000\u0000",
        "J\u007f\u007f\u007f\u007f",
        ".",
        "__parameters__ = []",
        "__parameters__ = [\"weight\", ]",
        "(Module):\n");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Files.write(file, input);
    Map<String, float[]> values;
    NetworkFile read;
    try {
      read = NetworkFile.read(file);
      values = read.values();
    } catch (IOException e) {
      throw new Refused();
    }
    require(values.size() == read.tensors().size(), "a tensor without values, or values of none");
    require(
        read.tensors().stream().anyMatch(NetworkFile.FileTensor::trained), "nothing to be trained");
    for (NetworkFile.FileTensor tensor : read.tensors()) {
      int size = 1;
      for (int extent : tensor.shape()) {
        size *= extent;
      }
      require(values.get(tensor.name()).length == size, "a tensor of another size");
    }
  }
}
