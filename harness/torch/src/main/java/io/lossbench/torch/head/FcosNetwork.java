package io.lossbench.torch.head;

import io.lossbench.core.suite.Precision;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Features;
import io.lossbench.torch.head.FcosSettings.Activation;
import io.lossbench.torch.head.FcosSettings.BatchNorm;
import io.lossbench.torch.head.FcosSettings.Scales;
import io.lossbench.torch.head.FcosSettings.Tower;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.PyramidLayers;
import io.lossbench.torch.script.PyramidLayers.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * FCOS (Tian et al., ICCV 2019) on the feature maps of a backbone, with torchvision's names and
 * initial weights: a feature pyramid (Lin et al., CVPR 2017), and two towers that all of its maps
 * share. What an implementation has beyond torchvision's, such as factors of distances, has
 * mm-detection's names.
 *
 * <p>A row of outputs is the logits of all points x classes, then the four distances of all points,
 * then their centerness logits.
 */
final class FcosNetwork {
  private static final String BODY = "backbone.body.";
  private static final Window POINT = new Window(1, 1);
  private static final Window SQUARE = new Window(3, 1);
  private static final Window HALVING = new Window(3, 2);

  private final FcosSettings settings;
  private final int classes;
  private final NetworkBuilder layers;
  private final PyramidLayers shared;

  FcosNetwork(FcosSettings settings, int classes, NetworkBuilder layers) {
    this.settings = settings;
    this.classes = classes;
    this.layers = layers;
    this.shared = new PyramidLayers(layers);
  }

  /**
   * The network from images to a row per image.
   *
   * @param input how the images come
   * @throws IllegalArgumentException if the backbone has no map of a stride that is asked for
   */
  static Network of(
      FcosSettings settings,
      Backbone backbone,
      int classes,
      Precision precision,
      Network.Input input) {
    NetworkBuilder layers =
        new NetworkBuilder(precision == Precision.BF16 ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    layers.takes(input);
    FcosNetwork network = new FcosNetwork(settings, classes, layers);
    Value outputs = network.heads(network.pyramid(backbone, precision));
    // What another number of classes changes: the rest of a detector's weights may be taken over.
    layers.head("head.classification_head.cls_logits");
    return layers.build(outputs);
  }

  /** The tensors that weights of a backbone's classifier hold beside its features. */
  private static Set<String> classifierTensors(Backbone backbone, Precision precision) {
    Set<String> names = new LinkedHashSet<>();
    Network classifier = backbone.network(1, precision);
    classifier.parameters().forEach(parameter -> names.add(parameter.name()));
    classifier.buffers().forEach(buffer -> names.add(buffer.name()));
    return names;
  }

  /**
   * The backbone, and on it maps of one width, the finest first: the coarser ones added to the
   * finer, and further ones.
   */
  List<Value> pyramid(Backbone backbone, Precision precision) {
    if (settings.pyramid().batchNorm() == BatchNorm.FROZEN) {
      layers.freezeBatchNorm();
    }
    Features features =
        layers.body(BODY, classifierTensors(backbone, precision), backbone::features);
    layers.top();
    List<Integer> strides = settings.pyramid().strides();
    int channels = settings.pyramid().channels();
    List<Value> maps = new ArrayList<>();
    Value above = null;
    for (int i = strides.size() - 1; i >= 0; i--) {
      Value side =
          biased(
              "backbone.fpn.inner_blocks." + i + ".0",
              features.at(strides.get(i)),
              POINT,
              channels);
      above = above == null ? side : shared.addUpsampled(side, above);
      maps.add(biased("backbone.fpn.layer_blocks." + i + ".0", above, SQUARE, channels));
    }
    Collections.reverse(maps);
    int level = 32 - Integer.numberOfLeadingZeros(strides.get(strides.size() - 1) - 1);
    for (int i = 0; i < settings.pyramid().extra(); i++) {
      Value last = maps.get(maps.size() - 1);
      Value coarser = i == 0 ? last : shared.reluOf(last);
      level++;
      maps.add(biased("backbone.fpn.extra_blocks.p" + level, coarser, HALVING, channels));
    }
    return maps;
  }

  private Value biased(String name, Value x, Window window, int channels) {
    return shared.biasedConvolution(name, x, window, channels, Init.UNIFORM_FAN_IN, Init.ZERO);
  }

  private Value heads(List<Value> pyramid) {
    List<Value> logits = new ArrayList<>();
    List<Value> distances = new ArrayList<>();
    List<Value> centerness = new ArrayList<>();
    for (int level = 0; level < pyramid.size(); level++) {
      Value forClasses = tower("head.classification_head", pyramid.get(level));
      logits.add(last("head.classification_head.cls_logits", forClasses, classes, Init.RARE));
      Value forBoxes = tower("head.regression_head", pyramid.get(level));
      distances.add(
          distances(last("head.regression_head.bbox_reg", forBoxes, 4, Init.ZERO), level));
      boolean onBoxes = settings.towers().centerness() == Tower.BOXES;
      String name = "head." + (onBoxes ? "regression" : "classification") + "_head.bbox_ctrness";
      centerness.add(last(name, onBoxes ? forBoxes : forClasses, 1, Init.ZERO));
    }
    return shared.besides(
        List.of(shared.rows(logits), shared.rows(distances), shared.rows(centerness)));
  }

  private Value tower(String name, Value x) {
    Value h = x;
    for (int i = 0; i < settings.towers().convolutions(); i++) {
      // torchvision's names count the normalisation and the activation as members of the tower.
      String convolution = name + ".conv." + 3 * i;
      h =
          shared.biasedConvolution(
              convolution, h, SQUARE, x.channels(), Init.NORMAL_CENTI, Init.ZERO);
      h = shared.groupNorm(name + ".conv." + (3 * i + 1), h, settings.towers().groups());
      h = layers.relu(h);
    }
    return h;
  }

  private Value last(String name, Value x, int out, Init bias) {
    return shared.biasedConvolution(name, x, SQUARE, out, Init.NORMAL_CENTI, bias);
  }

  private Value distances(Value x, int level) {
    Value scaled =
        settings.distances().scales() == Scales.NONE
            ? x
            : shared.scaled("head.regression_head.scales." + level + ".scale", x);
    return settings.distances().activation() == Activation.RELU
        ? shared.reluOf(scaled)
        : shared.exp(scaled);
  }
}
