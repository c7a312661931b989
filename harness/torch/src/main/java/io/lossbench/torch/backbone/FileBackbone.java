package io.lossbench.torch.backbone;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.FileLayers;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.NetworkFile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network that somebody scripted or traced, as its file has it: code, weights and, where the
 * suite names it, the classifier. What it returns is a vector of the image (N x C) or a map of its
 * places (N x C x H x W). Immutable.
 */
public final class FileBackbone implements Backbone {
  /** What the file's module is called in the network. */
  public static final String NAME = "net";

  private final String classifier;
  private final @Nullable NetworkFile file;
  private final Output output;

  /**
   * What a network returns for an image.
   *
   * @param channels of the vector or the map
   * @param stride pixels of the image from one place of the map to the next; 0 for a vector
   */
  public record Output(int channels, int stride) {}

  private FileBackbone(String classifier, @Nullable NetworkFile file, Output output) {
    this.classifier = classifier;
    this.file = file;
    this.output = output;
  }

  /** The backbone of a suite, whose file is not read yet. */
  static FileBackbone of(Settings settings) {
    return new FileBackbone(settings.optionalText("classifier").orElse(""), null, new Output(1, 0));
  }

  /** This backbone with the file that a suite names. */
  public FileBackbone with(NetworkFile read) {
    if (!classifier.isEmpty() && read.linear(classifier).isEmpty()) {
      throw new HarnessException(
          "the network's file has no linear layer '"
              + classifier
              + "'; its linear layers are "
              + read.linearLayers());
    }
    return new FileBackbone(classifier, read, output);
  }

  /** The same, and what the file's module returns. */
  public FileBackbone returning(Output found) {
    return new FileBackbone(classifier, file, found);
  }

  @Override
  public Features features(NetworkBuilder layers) {
    Value value = fileLayers(layers).of(layers.input(), output.channels());
    return output.stride() == 0
        ? new Features(List.of(new Features.Level(Integer.MAX_VALUE, value)), Optional.of(value))
        : Features.of(new Features.Level(output.stride(), value));
  }

  private FileLayers fileLayers(NetworkBuilder layers) {
    if (file == null) {
      throw new IllegalStateException("the file of the backbone is not read");
    }
    return new FileLayers(layers, NAME, file, classifier);
  }

  @Override
  public Value lastMap(NetworkBuilder layers, Features features) {
    if (features.token().isPresent()) {
      throw new HarnessException(
          "the network's file returns a vector of each image, and this head looks at places: save"
              + " the network without its pooling (timm: num_classes=0, global_pool='')");
    }
    return features.last();
  }

  @Override
  public Value pooled(NetworkBuilder layers, Features features) {
    if (!classifier.isEmpty()) {
      throw new HarnessException(
          "the network's file ends in its classifier '"
              + classifier
              + "', which cannot be cut off: save the network without it (timm: num_classes=0)");
    }
    return features.token().orElseGet(() -> layers.globalAveragePool(features.last()));
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    if (classifier.isEmpty()) {
      return Backbone.super.classifier(layers, features, classes);
    }
    fileLayers(layers).classifier(classes);
    return new Value(features.last().variable(), classes);
  }

  @Override
  public Network network(int classes, Precision precision) {
    if (precision == Precision.BF16) {
      throw new HarnessException(
          "a network from a file computes in float32: its code says so; set precision to float32");
    }
    return Backbone.super.network(classes, precision);
  }
}
