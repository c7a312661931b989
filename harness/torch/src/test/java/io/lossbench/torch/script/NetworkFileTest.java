package io.lossbench.torch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFileTest {
  /** A linear layer and a running statistic, as PyTorch writes them. */
  private static final String CODE =
      """
      class Net(Module):
        __parameters__ = ["weight", "bias", ]
        __buffers__ = ["running_mean", "count", ]
        weight : Tensor
        def forward(self: __torch__.Net,
            x: Tensor) -> Tensor:
          return x
      """;

  @TempDir Path folder;

  /** A pickle, written as its instructions are read. */
  private static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle() {
      op("\u0080\u0002");
    }

    Pickle op(String latin1) {
      out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    Pickle text(String text) {
      return op("X" + (char) text.length() + "\0\0\0" + text);
    }

    Pickle number(int value) {
      return op("K" + (char) value);
    }

    Pickle root() {
      return op("c__torch__\nNet\n)\u0081}(");
    }

    /** A tensor of a storage, rows by columns. */
    Pickle tensor(String storage, String key, int[] view, boolean requiresGrad) {
      op("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").op("ctorch\n" + storage + "\n");
      text(key).text("cpu").number(view[0]).op("tQ").number(view[1]);
      op("(").number(view[2]).number(view[3]).op("t(").number(view[4]).number(view[5]).op("t");
      return op(requiresGrad ? "\u0088" : "\u0089").op("ccollections\nOrderedDict\n)RtR");
    }

    byte[] end() {
      return op("ub.").out.toByteArray();
    }
  }

  private Path archive(byte[] pickle, String code, Map<String, byte[]> storages)
      throws IOException {
    Path file = folder.resolve("network.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      entry(zip, "data.pkl", pickle);
      entry(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
        entry(zip, "data/" + storage.getKey(), storage.getValue());
      }
    }
    return file;
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry("any/" + name));
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] floats(float... values) {
    return new Storage(values).bytes().get().array();
  }

  private void refused(byte[] pickle, String code, String why) throws IOException {
    Path file = archive(pickle, code, Map.of("0", floats(1, 2, 3, 4)));
    assertThatThrownBy(
            () -> {
              NetworkFile.read(file).values();
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void tensorsAreReadByTheirStrides() throws Exception {
    byte[] pickle =
        new Pickle()
            .root()
            .text("training")
            .op("\u0088")
            .text("weight")
            .tensor("FloatStorage", "0", new int[] {6, 0, 2, 3, 1, 2}, true)
            .text("running_mean")
            .tensor("FloatStorage", "1", new int[] {3, 1, 1, 2, 2, 1}, false)
            .text("count")
            .tensor("LongStorage", "2", new int[] {1, 0, 1, 1, 1, 1}, false)
            .end();
    NetworkFile file =
        NetworkFile.read(
            archive(
                pickle,
                CODE,
                Map.of("0", floats(0, 1, 2, 3, 4, 5), "1", floats(7, 8, 9), "2", new byte[8])));
    assertThat(file.tensors())
        .extracting(NetworkFile.FileTensor::name)
        .containsExactly("weight", "running_mean");
    assertThat(file.tensors())
        .extracting(NetworkFile.FileTensor::trained)
        .containsExactly(true, false);
    assertThat(file.values().get("weight")).containsExactly(0, 2, 4, 1, 3, 5);
    assertThat(file.values().get("running_mean")).containsExactly(8, 9);
    assertThat(file.modules()).hasSize(1);
  }

  @Test
  void tiedTensorsAreOneAndOverlapsAreRefused() throws Exception {
    int[] whole = {4, 0, 2, 2, 2, 1};
    Pickle tied =
        new Pickle().root().text("weight").tensor("FloatStorage", "0", whole, true).text("bias");
    NetworkFile file =
        NetworkFile.read(
            archive(
                tied.tensor("FloatStorage", "0", whole, true).end(),
                CODE,
                Map.of("0", floats(1, 2, 3, 4))));
    assertThat(file.tensors()).hasSize(1);
    refused(
        new Pickle()
            .root()
            .text("weight")
            .tensor("FloatStorage", "0", whole, true)
            .text("bias")
            .tensor("FloatStorage", "0", new int[] {4, 3, 1, 1, 1, 1}, true)
            .end(),
        CODE,
        "share a part of their values");
  }

  @Test
  void whatCannotBeTrainedIsRefusedWithTheReason() throws Exception {
    refused(new Pickle().root().text("training").op("\u0088").end(), CODE, "a frozen graph");
    int[] whole = {4, 0, 2, 2, 2, 1};
    byte[] off = new Pickle().root().text("weight").tensor("FloatStorage", "0", whole, false).end();
    refused(off, CODE, "requires_grad is off throughout");
    byte[] half = new Pickle().root().text("weight").tensor("HalfStorage", "0", whole, true).end();
    refused(half, CODE, "its parameter weight is not float32");
    byte[] sound =
        new Pickle().root().text("weight").tensor("FloatStorage", "0", whole, true).end();
    refused(sound, CODE.replace("-> Tensor", "-> List[Tensor]"), "returns List[Tensor]");
    refused(sound, CODE.replace("x: Tensor)", "x: Tensor,\n      y: Tensor)"), "2 arguments");
    refused(sound, CODE.replace("forward", "infer"), "no forward");
    refused(sound, CODE.replace("Net", "Other"), "lacks the class __torch__.Net");
    byte[] beyond =
        new Pickle()
            .root()
            .text("weight")
            .tensor("FloatStorage", "0", new int[] {4, 1, 2, 2, 2, 1}, true)
            .end();
    refused(beyond, CODE, "reaches beyond data/0");
    byte[] larger =
        new Pickle()
            .root()
            .text("weight")
            .tensor("FloatStorage", "0", new int[] {5, 0, 2, 2, 2, 1}, true)
            .end();
    refused(larger, CODE, "16 bytes instead of 20");
  }

  /** A pickle could call anything; this reader calls nothing. */
  @Test
  void hostilePicklesAreRefused() throws Exception {
    refused(
        new Pickle().root().text("weight").op("cos\nsystem\n(").text("id").op("tR").end(),
        CODE,
        "names os.system, which no TorchScript archive does");
    refused(
        new Pickle().op("cos\nPath\n)\u0081").op(".").out.toByteArray(), CODE, "no class of its");
    refused(new Pickle().op("i").out.toByteArray(), CODE, "instruction 0x69");
    refused(new Pickle().op("j\u0009\0\0\0.").out.toByteArray(), CODE, "value 9, which is none");
    refused(new Pickle().op("X\u00ff\u00ff\u00ff\u007f").out.toByteArray(), CODE, "in the middle");
    refused(new Pickle().op("t.").out.toByteArray(), CODE, "ends what it did not begin");
    refused(
        new Pickle().root().text("weight").op("]q\0(h\0e").end(), CODE, "nested more than 64 deep");
    refused("GIF89a".getBytes(StandardCharsets.US_ASCII), CODE, "no pickle of protocol 2");
  }

  /** A kilobyte can say what takes more memory, depth of calls or time than there is. */
  @Test
  void picklesThatGrowAreRefused() throws Exception {
    refused(new Pickle().op("]q\0h\0a)\u0081.").out.toByteArray(), CODE, "object of something");
    Pickle doubled = new Pickle().root().text("weight").op(")\u0085q\0");
    for (int i = 0; i < 50; i++) {
      doubled.op("h\0h\0\u0086q\0");
    }
    refused(doubled.end(), CODE, "more than 2097152 values");
    refused(new Pickle().op("]".repeat(1 << 21)).out.toByteArray(), CODE, "2097152 instructions");
  }

  @Test
  void storagesOfImpossibleSizesAreRefused() throws Exception {
    for (String size : List.of("\u008a\u0001\u00ff", "\u008a\u0006\0\0\0\0\0\u0001")) {
      Pickle pickle = new Pickle().root().text("weight").op("((").text("storage");
      pickle.op("ctorch\nFloatStorage\n").text("0").text("cpu").op(size + "tQ");
      refused(pickle.end(), CODE, "data/0 is said to have ");
    }
  }

  @Test
  void otherFilesAreNoArchives() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pt"), "weights");
    assertThatThrownBy(() -> NetworkFile.read(text)).hasMessageContaining("no TorchScript archive");
    Path file = folder.resolve("python.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      entry(zip, "data.pkl", new Pickle().op("}.").out.toByteArray());
    }
    assertThatThrownBy(() -> NetworkFile.read(file))
        .hasMessageContaining("torch.save writes weights or a pickled Python object");
  }

  /** What our own writer writes comes back, and again inside another archive. */
  @Test
  void anArchiveWithinAnArchiveIsReadAgain() throws Exception {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    Network inner =
        layers.build(
            layers.globalAveragePool(
                layers.batchNorm("bn", layers.convolution("conv", layers.input(), 4, 3, 1, 1))));
    Path first = folder.resolve("first.pt");
    write(inner, first);
    Path second = folder.resolve("second.pt");
    write(around(NetworkFile.read(first)), second);
    NetworkFile read = NetworkFile.read(second);
    assertThat(read.tensors())
        .extracting(NetworkFile.FileTensor::name)
        .contains("net.conv.weight", "net.bn.running_var", "fc.weight");
    assertThat(read.values().get("net.conv.weight")).containsOnly(0.5f);
    assertThat(read.linearLayers()).containsExactly("fc");
    Path third = folder.resolve("third.pt");
    write(around(read), third);
    assertThat(NetworkFile.read(third).values()).containsKey("net.net.conv.weight");
  }

  private static Network around(NetworkFile file) {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    return layers.build(
        layers.linear("fc", new FileLayers(layers, "net", file, "").of(layers.input(), 4), 2));
  }

  private static void write(Network network, Path file) throws IOException {
    float[] state = new float[network.stateSize()];
    java.util.Arrays.fill(state, 0.5f);
    try (OutputStream out = Files.newOutputStream(file)) {
      TrainingScript.export(network, Normalization.NONE, state).write(out);
    }
  }

  @Test
  void tracedModesAreGivenBack() {
    String traced =
        """
        def forward(self, x: Tensor) -> Tensor:
          y = torch.batch_norm(x, w, b, m, v, False, 0.1, 1e-05, True)
          z = torch.dropout(torch.relu(y), 0.5, False)
          s = torch.batch_norm(torch.view(z, [1, -1]), None, None, None, None, True, 0., 1e-05, True)
          return torch.feature_dropout_(s, 0.1, False)
        """;
    assertThat(TracedModes.givenBack(Map.of("a", traced)).get("a"))
        .isEqualTo(
            traced
                .replace("v, False", "v, self.training")
                .replace("0.5, False", "0.5, self.training")
                .replace("0.1, False", "0.1, self.training"));
    String scripted = traced + "  t = self.training\n";
    assertThat(TracedModes.givenBack(Map.of("a", scripted)).get("a")).isEqualTo(scripted);
  }
}
