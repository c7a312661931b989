package io.lossbench.torch.head;

import static io.lossbench.torch.head.TorchvisionFcos.CLASSES;
import static io.lossbench.torch.head.TorchvisionFcos.EXPECTED;
import static io.lossbench.torch.head.TorchvisionFcos.POINTS;
import static io.lossbench.torch.head.TorchvisionFcos.RESNET;
import static io.lossbench.torch.head.TorchvisionFcos.SETTINGS;
import static io.lossbench.torch.head.TorchvisionFcos.requireStatistics;
import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.suite.Precision;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.PyramidLayers;
import io.lossbench.torch.target.Points;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The network of our FCOS against torchvision's: its tensors, and the maps of its pyramid. */
class FcosNetworkEqualityTest {
  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  @Test
  void hasTorchvisionsTensorsAndNoOthers() {
    Network network = TorchvisionFcos.network(SETTINGS, 91);
    Map<String, List<Integer>> ours = new LinkedHashMap<>();
    network.parameters().forEach(p -> ours.put(p.name(), list(p.shape())));
    network.buffers().forEach(b -> ours.put(b.name(), list(b.shape())));
    Map<String, List<Integer>> theirs = new LinkedHashMap<>();
    for (JsonNode tensor :
        TorchvisionFcos.resource("fcos-resnet50-fpn-tensors.json").get("tensors")) {
      List<Integer> shape = new ArrayList<>();
      tensor.get("shape").forEach(extent -> shape.add(extent.asInt()));
      theirs.put(tensor.get("name").asString(), shape);
    }
    assertThat(ours).containsExactlyInAnyOrderEntriesOf(theirs);
    assertThat(network.parameterCount()).isEqualTo(32_322_720);
  }

  private static List<Integer> list(int[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  @Test
  void thePyramidIsTorchvisions() {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    List<NetworkBuilder.Value> maps =
        new FcosNetwork(SETTINGS, CLASSES, layers).pyramid(RESNET, Precision.FLOAT32);
    Network pyramid = layers.build(new PyramidLayers(layers).rows(maps));
    float[] rows;
    try (LoadedArchive archive = TorchvisionFcos.archive(pyramid, folder);
        Tensors tensors = archive.tensors()) {
      rows = TorchvisionFcos.outputs(tensors);
    }
    int width = rows.length / 2;
    int channels = SETTINGS.pyramid().channels();
    for (int level = 0; level < maps.size(); level++) {
      Points.Level map = POINTS.levels().get(level);
      float[] values = new float[2 * channels * map.size()];
      for (int i = 0; i < values.length; i++) {
        int place = i % map.size();
        int channel = i / map.size() % channels;
        int image = i / map.size() / channels;
        values[i] = rows[image * width + (map.first() + place) * channels + channel];
      }
      requireStatistics("level " + level, values, EXPECTED.get("features").get(level));
    }
  }
}
