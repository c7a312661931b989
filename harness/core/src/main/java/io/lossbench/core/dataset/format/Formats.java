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
      Map.of(
          "coco", CocoFormat::new,
          "csv", CsvFormat::new,
          "generated-scenes", GeneratedScenesFormat::new,
          "image-folder", ImageFolderFormat::new,
          "nus-wide", NusWideFormat::new,
          "nus-wide-csv", NusWideCsvFormat::new,
          "open-images", OpenImagesFormat::new,
          "voc", VocFormat::new);

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
