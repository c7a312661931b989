package io.lossbench.cli.launch;

import io.lossbench.core.classification.MetricKinds;
import io.lossbench.core.classification.ScoreMetrics;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Optimizers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/** What suites can name at each extension point: what comes with lossbench, and users' jars. */
public record Extensions(
    Registry<Loss> losses,
    Registry<Backbone> backbones,
    Registry<Optimizer> optimizers,
    Registry<ScoreMetrics> metrics,
    Registry<Format> formats) {

  /** Everything on the class path. */
  public static Extensions onClasspath() {
    return new Extensions(
        Losses.onClasspath(),
        Backbones.onClasspath(),
        Optimizers.onClasspath(),
        MetricKinds.onClasspath(),
        Formats.onClasspath());
  }

  private List<Registry<?>> all() {
    return List.of(losses, backbones, optimizers, metrics, formats);
  }

  /** The layout of the files of a dataset with this descriptor. */
  public Format format(Settings descriptor) {
    return formats.create(descriptor.settings("format"));
  }

  /** The suite language with what users' jars bring. */
  public Definitions definitions() {
    Definitions language = Definitions.builtIn();
    for (Registry<?> registry : all()) {
      language = registry.extend(language);
    }
    return language;
  }

  /** Why plugins are left out, by the group of the suite language that they would extend. */
  public Map<String, List<String>> faults() {
    Map<String, List<String>> faults = new LinkedHashMap<>();
    all().forEach(registry -> faults.put(registry.group(), registry.faults()));
    faults.put("plugins", unreadableJars(System.getProperty("java.class.path")));
    return faults;
  }

  /** The jars of a class path that Java passes over without a word, such as half a copy. */
  static List<String> unreadableJars(String classPath) {
    List<String> faults = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry))) {
        try {
          new ZipFile(entry).close();
        } catch (IOException e) {
          faults.add(
              "the plugins of "
                  + entry
                  + " are left out: it is no whole jar; build or copy it again");
        }
      }
    }
    return faults;
  }
}
