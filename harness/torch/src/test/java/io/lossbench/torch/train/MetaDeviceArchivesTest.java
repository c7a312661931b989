package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.suite.ValueType;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.TrainingScript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Archives of every backbone and every loss, which {@code src/test/python/meta_device.py} trains on
 * PyTorch's meta device: every operator is dispatched as on a graphics card, and a tensor that was
 * left on the processor is refused, without a card. By hand, since Python has no part in the build.
 */
@EnabledIfSystemProperty(named = "lossbench.archives", matches = ".+")
class MetaDeviceArchivesTest {
  private static final int IMAGE_SIZE = 64;

  @TempDir Path folder;

  @Test
  void archivesAreWrittenForTheScript() throws IOException {
    Path into = Files.createDirectories(Path.of(System.getProperty("lossbench.archives")));
    Definitions definitions = Definitions.builtIn();
    List<Trial> trials = new ArrayList<>();
    Suite suite = suite(definitions);
    Dataset dataset =
        new DatasetLoader(Formats.onClasspath(), List.of(), Optional.of(folder))
            .open(suite.datasets().get(0).descriptor(), InvalidImages.FAIL);
    for (Trial trial :
        Plan.of(suite, name -> dataset.fingerprint(), name -> Optional.empty()).trials()) {
      // Every backbone with one loss, every loss with one backbone.
      if (trial.loss().equals("asl") || trial.backbone().equals("resnet20")) {
        trials.add(trial);
      }
    }
    for (Trial trial : trials) {
      TrialParts parts = TrialParts.of(trial, dataset);
      Loss loss = parts.loss().trainedOn(() -> counts(dataset));
      TrainingScript script = TrialModel.script(trial, parts, loss.script());
      Network network = script.network();
      Path file = into.resolve(trial.backbone() + "-" + trial.loss() + ".pt");
      try (OutputStream out = Files.newOutputStream(file)) {
        script.training(StartingWeights.of(trial.spec(), network, Optional.empty())).write(out);
      }
    }
    assertThat(trials).hasSizeGreaterThan(definitions.group("losses").size());
  }

  private static ClassCounts counts(Dataset dataset) {
    int classes = dataset.classes().size();
    return new ClassCounts(
        30, dataset.classes(), Collections.nCopies(classes, 3L), Collections.nCopies(classes, 27L));
  }

  private static Suite suite(Definitions definitions) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            suite: meta
            repetitions: 1
            datasets: {generated-scenes: {set: {train: 8, test: 8}}}
            train: {epochs: 1, batch-size: 4, micro-batch: 2, normalize: imagenet, precision: bf16}
            """);
    text.append("backbones:\n");
    definitions
        .group("backbones")
        .forEach(
            (type, kind) -> {
              if (kind.inputs().equals(ValueType.Kind.IMAGES) && kind.defaults().isPresent()) {
                text.append("  ").append(type).append(": {type: ").append(type);
                text.append(", image-size: ").append(IMAGE_SIZE).append("}\n");
              }
            });
    text.append("losses:\n");
    definitions
        .group("losses")
        .forEach(
            (type, kind) -> {
              if (kind.task().isEmpty()) {
                text.append("  ").append(type).append(": {type: ").append(type).append("}\n");
              }
            });
    return new SuiteReader(definitions, Path.of("../../datasets"))
        .read("meta.yaml", text.toString(), List.of());
  }
}
