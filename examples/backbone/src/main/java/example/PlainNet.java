package example;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.BackboneProvider;
import io.lossbench.torch.backbone.Features;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.ArrayList;
import java.util.List;

/** A backbone of one's own: convolutions one after the other, without shortcuts. */
public final class PlainNet implements BackboneProvider {
  @Override
  public String definition() { // validated, completed and explained like the built-in ones
    return """
        plain-net:
          doc: Convolutions without shortcuts; each stage halves the image and doubles the channels.
          keys:
            width: {type: integer, min: 8, max: 256, default: 16, doc: Channels of the first stage.}
            stages: {type: integer, min: 1, max: 5, default: 3, doc: Stages of two convolutions each.}
        """;
  }

  @Override
  public Backbone create(Settings settings) {
    int width = settings.integer("width");
    int stages = settings.integer("stages");
    return layers -> {
      List<Features.Level> levels = new ArrayList<>();
      Value h = layers.input(); // three channels
      for (int stage = 0; stage < stages; stage++) {
        String name = "stage" + stage;
        int channels = width << stage;
        layers.block(); // rates by depth and freezing go by these
        h = convolved(layers, name + ".0", h, channels, stage == 0 ? 1 : 2);
        h = convolved(layers, name + ".1", h, channels, 1);
        levels.add(new Features.Level(1 << stage, h));
      }
      return new Features(levels); // the classifier on top, fc, is the default one
    };
  }

  /** The names of parameters, such as stage0.0.conv.weight, are those in .safetensors files. */
  private static Value convolved(
      NetworkBuilder layers, String name, Value x, int channels, int stride) {
    Value h = layers.convolution(name + ".conv", x, channels, 3, stride, 1);
    return layers.relu(layers.batchNorm(name + ".bn", h));
  }
}
