package io.lossbench.core.suite;

import java.util.List;
import java.util.Objects;

/** What ties images that keep their aspect to the rest of a suite. */
final class AspectRules {
  private AspectRules() {}

  static void check(Suite suite, Definitions definitions, DocumentReader reader) {
    for (Suite.Backbone backbone : suite.backbones()) {
      if (backbone.settings().has("resize")) {
        checkBackbone(backbone, definitions, reader);
        for (Suite.Dataset dataset : suite.datasets()) {
          checkEvaluation(suite, dataset, backbone, reader);
          checkAugmentations(suite, dataset, backbone, reader);
        }
      }
    }
  }

  private static String path(Suite.Backbone backbone) {
    return "backbones." + backbone.name() + ".resize";
  }

  private static int longestSide(Suite.Backbone backbone) {
    return backbone.settings().settings("resize").integer("longest-side");
  }

  private static void checkBackbone(
      Suite.Backbone backbone, Definitions definitions, DocumentReader reader) {
    String type = backbone.settings().text("type");
    if (!backbone.settings().has("detector")) {
      reader.faultAt(
          path(backbone), "'resize' without 'detector'", "a classifier takes squares; take it out");
    }
    if (Objects.requireNonNull(definitions.group("backbones").get(type)).oneSize()) {
      reader.faultAt(
          path(backbone),
          type + " has positions for images of one size, and these have unlike ones",
          "take it out, or take another backbone");
    }
    int shorter = backbone.settings().integer("image-size");
    if (longestSide(backbone) < shorter) {
      reader.faultAt(
          path(backbone) + ".longest-side",
          "longest-side "
              + longestSide(backbone)
              + " is smaller than image-size "
              + shorter
              + ", the shorter side",
          "");
    }
  }

  private static void checkEvaluation(
      Suite suite, Suite.Dataset dataset, Suite.Backbone backbone, DocumentReader reader) {
    Settings evaluate = suite.section("evaluate", dataset, backbone);
    if (evaluate.has("image-size") && longestSide(backbone) < evaluate.integer("image-size")) {
      reader.faultAt(
          place(dataset, backbone, "evaluate", "image-size"),
          "image-size "
              + evaluate.integer("image-size")
              + " is larger than the longest side of images of backbone '"
              + backbone.name()
              + "', "
              + longestSide(backbone),
          "");
    }
  }

  private static void checkAugmentations(
      Suite suite, Suite.Dataset dataset, Suite.Backbone backbone, DocumentReader reader) {
    Settings train = suite.section("train", dataset, backbone);
    List<Settings> augmentations = train.has("augment") ? train.list("augment") : List.of();
    for (int i = 0; i < augmentations.size(); i++) {
      if (augmentations.get(i).has("rand-augment")) {
        reader.faultAt(
            place(dataset, backbone, "train", "augment") + "." + i,
            "rand-augment turns and shears squares, and images of backbone '"
                + backbone.name()
                + "' keep their aspect",
            "take one of them out");
      }
    }
  }

  /** Where a setting stands that holds for a dataset with a backbone. */
  private static String place(
      Suite.Dataset dataset, Suite.Backbone backbone, String section, String key) {
    String setting = section + "." + key;
    if (has(backbone.overrides(), section, key)) {
      return "backbones." + backbone.name() + "." + setting;
    }
    return has(dataset.overrides(), section, key)
        ? "datasets." + dataset.name() + "." + setting
        : setting;
  }

  private static boolean has(Settings settings, String section, String key) {
    return settings.has(section) && settings.settings(section).has(key);
  }
}
