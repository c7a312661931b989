package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder.Value;

/** The module of a file as layers of a network. Not thread-safe. */
public final class FileLayers {
  private final NetworkBuilder layers;
  private final String name;
  private final NetworkFile file;
  private final String classifier;

  /**
   * @param name what the module is called: its tensors are {@code NAME.} and their names in the
   *     file
   * @param classifier a linear layer of the file that is declared by {@link #classifier(int)};
   *     empty if there is none
   */
  public FileLayers(NetworkBuilder layers, String name, NetworkFile file, String classifier) {
    this.layers = layers;
    this.name = name;
    this.file = file;
    this.classifier = classifier;
  }

  /**
   * What the module makes of images.
   *
   * @param channels of it
   */
  public Value of(Value images, int channels) {
    layers.include(name, file);
    for (NetworkFile.FileTensor tensor : file.tensors()) {
      String dotted = name + "." + tensor.name();
      boolean elsewhere = !classifier.isEmpty() && tensor.name().startsWith(classifier + ".");
      if (!elsewhere && tensor.trained()) {
        layers.parameter(dotted, tensor.shape(), Init.ZERO, 0);
      } else if (!elsewhere) {
        layers.buffer(dotted, tensor.shape(), 0);
      }
    }
    for (NetworkFile.Module module : file.modules()) {
      String dotted = module.name().isEmpty() ? name : name + "." + module.name();
      layers.statement(layers.path(dotted) + ".training = " + layers.mode(dotted));
    }
    return layers.define(
        channels, "(%s).forward(%s, )", layers.path(name), layers.exact(images.variable()));
  }

  /** The classifier's parameters, for a number of classes; they start as those of a new layer. */
  public void classifier(int classes) {
    String dotted = name + "." + classifier;
    int in = file.linear(classifier).orElseThrow();
    layers.head(dotted);
    layers.parameter(dotted + ".weight", new int[] {classes, in}, Init.LINEAR, in);
    layers.parameter(dotted + ".bias", new int[] {classes}, Init.LINEAR, in);
  }
}
