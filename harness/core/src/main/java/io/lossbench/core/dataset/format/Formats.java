package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.FormatProvider;
import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Settings;
import java.util.Map;
import java.util.function.Function;

/** The formats by name: those that come with lossbench, and those that users bring. */
public final class Formats {
  private static final Map<String, Function<Settings, Format>> BUILT_IN =
      Map.ofEntries(
          Map.entry("arff", ArffFormat::new),
          Map.entry("coco", CocoFormat::new),
          Map.entry("csv", CsvFormat::new),
          Map.entry("extreme-classification", ExtremeFormat::new),
          Map.entry("features", FeaturesFormat::new),
          Map.entry("generated-scenes", GeneratedScenesFormat::new),
          Map.entry("image-folder", ImageFolderFormat::new),
          Map.entry("nus-wide", NusWideFormat::new),
          Map.entry("nus-wide-csv", NusWideCsvFormat::new),
          Map.entry("open-images", OpenImagesFormat::new),
          Map.entry("voc", VocFormat::new));

  private Formats() {}

  /** All formats on the class path. */
  public static Registry<Format> onClasspath() {
    return of(Formats.class.getClassLoader());
  }

  static Registry<Format> of(ClassLoader loader) {
    return Registry.of(
        "format", "formats", BUILT_IN, FormatProvider.class, loader, PluginFormat::new);
  }
}
