package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.weights.InitialWeights;
import io.lossbench.torch.weights.SafeTensors;
import io.lossbench.torch.weights.WeightsFit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state that a trial begins with: random by its seed, or a file's as far as it fits. */
final class StartingWeights {
  private StartingWeights() {}

  static float[] of(Settings spec, Network network, Optional<Path> pretrained) {
    Seeds seeds = Seeds.from(spec.settings("seeds"));
    float[] random = InitialWeights.of(network, new SplitMix64(seeds.weights()));
    Settings backbone = spec.settings("backbone");
    WeightsFit fit =
        backbone.has("weights-fit")
            ? backbone.choice("weights-fit", WeightsFit.class)
            : WeightsFit.ALL_BUT_HEAD;
    return pretrained.map(file -> of(file, network, random, fit)).orElse(random);
  }

  /** The state of a network with what a file has for it: the file in it, or one of weights. */
  static float[] of(Path file, Network network, float[] random, WeightsFit fit) {
    return network.included().isPresent()
        ? withFile(network, random, fit)
        : SafeTensors.pretrained(file, network, random, fit);
  }

  /**
   * The state of a network with a file in it: the file's own values in place of the random ones.
   *
   * @param fit whether a classifier of the file keeps its values
   */
  static float[] withFile(Network network, float[] random, WeightsFit fit) {
    Network.Included part = network.included().orElseThrow();
    String prefix = part.name() + ".";
    Map<String, float[]> values = values(part);
    List<String> misfits = new ArrayList<>();
    float[] state = random.clone();
    int at = 0;
    for (Map.Entry<String, Integer> tensor : network.sizes().entrySet()) {
      String name = tensor.getKey();
      boolean fresh = fit != WeightsFit.ALL && name.startsWith(network.head() + ".");
      if (name.startsWith(prefix) && !fresh) {
        float[] found = values.getOrDefault(name.substring(prefix.length()), new float[0]);
        if (found.length == tensor.getValue()) {
          System.arraycopy(found, 0, state, at, found.length);
        } else {
          misfits.add(name + " has " + found.length + " values, not " + tensor.getValue());
        }
      }
      at += tensor.getValue();
    }
    if (!misfits.isEmpty()) {
      throw new HarnessException(
          "the classifier of the network's file is for another number of classes: "
              + String.join(", ", misfits)
              + "; without weights-fit it is drawn anew");
    }
    return state;
  }

  private static Map<String, float[]> values(Network.Included part) {
    try {
      return part.file().values();
    } catch (IOException e) {
      throw new HarnessException("the network's file cannot be read", e);
    }
  }
}
