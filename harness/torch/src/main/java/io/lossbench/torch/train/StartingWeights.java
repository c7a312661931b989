package io.lossbench.torch.train;

import io.lossbench.core.plan.Seeds;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.weights.InitialWeights;
import io.lossbench.torch.weights.SafeTensors;
import io.lossbench.torch.weights.WeightsFit;
import java.nio.file.Path;
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
    return pretrained
        .map(file -> SafeTensors.pretrained(file, network, random, fit))
        .orElse(random);
  }
}
