package io.lossbench.core.suite;

import io.lossbench.core.suite.ValueType.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What ties backbones and settings to what a suite's datasets consist of: images or vectors. */
final class InputRules {
  private InputRules() {}

  static void check(Suite suite, Definitions definitions, DocumentReader reader) {
    Map<String, String> datasets = new LinkedHashMap<>();
    suite
        .datasets()
        .forEach(
            dataset ->
                datasets.put(
                    dataset.name(),
                    kind(definitions, "formats", dataset.descriptor().settings("format"))
                        .inputs()));
    for (Suite.Backbone backbone : suite.backbones()) {
      String takes = kind(definitions, "backbones", backbone.settings()).inputs();
      datasets.forEach(
          (dataset, inputs) -> {
            if (!inputs.equals(takes)) {
              reader.faultAt(
                  "backbones." + backbone.name(),
                  "the backbone '"
                      + backbone.name()
                      + "' takes "
                      + takes
                      + ", and dataset '"
                      + dataset
                      + "' consists of "
                      + inputs,
                  "take " + one(definitions, inputs) + ", or write a suite for each of them");
            }
          });
    }
    if (datasets.containsValue(Kind.VECTORS)) {
      checkSettings("", suite.resolved(), reader);
      suite
          .datasets()
          .forEach(
              each -> checkSettings("datasets." + each.name() + ".", each.overrides(), reader));
      suite
          .backbones()
          .forEach(
              each -> checkSettings("backbones." + each.name() + ".", each.overrides(), reader));
    }
  }

  private static Kind kind(Definitions definitions, String group, Settings settings) {
    return Objects.requireNonNull(definitions.group(group).get(settings.text("type")));
  }

  /** A backbone that takes such inputs, for a suggestion. */
  private static String one(Definitions definitions, String inputs) {
    return definitions.group("backbones").values().stream()
        .filter(kind -> kind.inputs().equals(inputs))
        .findFirst()
        .map(kind -> inputs.equals(Kind.VECTORS) ? "{type: " + kind.name() + "}" : "one for images")
        .orElse("another");
  }

  /**
   * Refuses what is about images.
   *
   * @param place that the sections stand at, with a point behind it; empty for the suite itself
   */
  private static void checkSettings(String place, Settings settings, DocumentReader reader) {
    if (settings.has("train")) {
      Settings train = settings.settings("train");
      if (train.has("augment") && !train.list("augment").isEmpty()) {
        refuse(place + "train.augment", "an augmentation changes images", reader);
      }
      if (train.has("normalize") && !train.text("normalize").equals("none")) {
        refuse(place + "train.normalize", "it is about the values of pixels", reader);
      }
    }
    if (settings.has("evaluate") && settings.settings("evaluate").has("image-size")) {
      refuse(place + "evaluate.image-size", "vectors have no size in pixels", reader);
    }
  }

  private static void refuse(String path, String reason, DocumentReader reader) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    reader.faultAt(path, "'" + key + "' where datasets consist of vectors", reason);
  }
}
