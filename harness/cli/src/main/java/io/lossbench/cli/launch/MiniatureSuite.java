package io.lossbench.cli.launch;

import io.lossbench.core.file.ShellWord;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TuneSettings;
import java.util.ArrayList;
import java.util.List;

/** A suite at a size that a laptop runs in seconds, and what the real run asks for. */
public final class MiniatureSuite {
  private static final int IMAGE_SIZE = 64;

  private MiniatureSuite() {}

  /** The settings that make a suite small; everything else stays as the suite says. */
  public static List<String> overrides(Suite suite) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "suite=" + suite.name() + "-miniature",
                "repetitions=1",
                "train.epochs=2",
                "train.batch-size=8",
                "evaluate.batch-size=8"));
    overrides.addAll(
        suite.tune().map(MiniatureSuite::ofTuning).orElse(List.of("train.stop-after=1")));
    if (suite.resolved().settings("train").has("micro-batch")) {
      overrides.add("train.micro-batch=4");
    }
    for (Suite.Backbone backbone : suite.backbones()) {
      String path = "backbones." + backbone.name();
      // A backbone for vectors has none, and a network from a file may take one size only.
      if (backbone.settings().has("image-size") && !backbone.settings().has("file")) {
        overrides.add(path + ".image-size=" + IMAGE_SIZE);
      }
      if (backbone.settings().has("resize")) {
        overrides.add(path + ".resize.longest-side=" + 3 * IMAGE_SIZE / 2);
      }
      if (backbone.overrides().has("evaluate")
          && backbone.overrides().settings("evaluate").has("image-size")) {
        overrides.add(path + ".evaluate.image-size=" + IMAGE_SIZE / 2);
      }
    }
    return overrides;
  }

  /** A search keeps its kind; the rungs of successive halving set the epochs themselves. */
  private static List<String> ofTuning(TuneSettings tune) {
    return switch (tune.search()) {
      case GRID -> List.of("tune.repetitions=1", "train.stop-after=1");
      case RANDOM -> List.of("tune.repetitions=1", "tune.configurations=2", "train.stop-after=1");
      case SUCCESSIVE_HALVING ->
          List.of("tune.repetitions=1", "tune.configurations=3", "tune.first-epochs=1");
    };
  }

  /** The command and the files of the real run. */
  public static List<String> realRun(Suite suite, String file, Extensions extensions) {
    List<String> lines = new ArrayList<>();
    lines.add("This was a miniature. The real run:");
    lines.add("  ./lossbench run " + ShellWord.ofFile(file) + " --data DIR --device gpu");
    lines.add("with, below DIR:");
    for (Suite.Dataset dataset : suite.datasets()) {
      Settings descriptor = dataset.descriptor();
      extensions.format(descriptor).layout().forEach(line -> lines.add("  " + line));
      if (descriptor.has("train-images") && descriptor.has("test-images")) {
        lines.add(
            "  ("
                + dataset.name()
                + ": "
                + descriptor.integer("train-images")
                + " training and "
                + descriptor.integer("test-images")
                + " test images)");
      }
    }
    for (Suite.Backbone backbone : suite.backbones()) {
      Weights.named(backbone.settings())
          .ifPresent(
              weights ->
                  lines.add("  " + weights + "  (weights of backbone '" + backbone.name() + "')"));
    }
    return lines;
  }
}
