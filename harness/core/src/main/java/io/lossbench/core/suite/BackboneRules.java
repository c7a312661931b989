package io.lossbench.core.suite;

import java.util.List;

/** The rules that tie settings of a backbone together: weights, and the head on top. */
final class BackboneRules {
  private BackboneRules() {}

  /**
   * Tells all that is wrong.
   *
   * @param path of the backbone in the document
   */
  static void check(String path, Settings backbone, DocumentReader reader) {
    checkWeights(path, backbone, reader);
    checkHead(path, backbone, reader);
  }

  /** A network from a file brings its weights, and may end in a classifier of its own. */
  private static void checkFile(String path, Settings backbone, DocumentReader reader) {
    if (backbone.has("weights")) {
      reader.faultAt(
          path + ".weights", "the file of a network holds its weights", "remove one of them");
    }
    if (backbone.has("classifier") && backbone.has("head")) {
      reader.faultAt(
          path + ".head",
          "'head' would come on top of the classifier that the file ends in",
          "save the network without its classifier (timm: num_classes=0), or remove 'head'");
    }
    if (backbone.optionalText("weights-fit").orElse("").equals("overlap")) {
      reader.faultAt(
          path + ".weights-fit", "a file's weights are those of its network", "remove it");
    }
    if (backbone.has("detector")) {
      reader.faultAt(
          path + ".detector",
          "the file of a network gives one map or vector of an image, and a detector needs maps of"
              + " several strides",
          "take a built-in backbone");
    }
    if (backbone.has("weights-fit") && !backbone.has("classifier")) {
      reader.faultAt(
          path + ".weights-fit",
          "'weights-fit' speaks of the classifier, and 'classifier' names none",
          "name the last linear layer of the file, such as fc");
    }
  }

  /** The code of a file says in which type it computes. */
  static void checkPrecision(Suite suite, DocumentReader reader) {
    for (Suite.Backbone backbone : suite.backbones()) {
      boolean bf16 =
          backbone.settings().has("file")
              && suite.datasets().stream()
                  .map(dataset -> suite.section("train", dataset, backbone))
                  .anyMatch(train -> train.text("precision").equals("bf16"));
      if (bf16) {
        reader.faultAt(
            "backbones." + backbone.name(),
            "the code of a network's file computes in float32, and precision is bf16",
            "set precision to float32 or tf32, here under 'train' if other backbones keep bf16");
      }
    }
  }

  private static void checkHead(String path, Settings backbone, DocumentReader reader) {
    if (!backbone.has("head")) {
      return;
    }
    Settings head = backbone.settings("head");
    if (backbone.has("bottleneck-head") && !head.text("type").equals("linear")) {
      reader.faultAt(
          path + ".bottleneck-head",
          "'bottleneck-head' belongs to the head that 'head' replaces",
          "remove one");
    }
    int attentionHeads =
        switch (head.text("type")) {
          case "ml-decoder" -> 8;
          case "query2label" -> head.integer("heads");
          default -> 0;
        };
    String channels = head.text("type").equals("ml-decoder") ? "embedding" : "hidden";
    if (attentionHeads == 0 || !head.has(channels)) {
      return;
    }
    boolean divided = head.whole(channels) % attentionHeads == 0;
    if (!divided || head.whole(channels) % 4 != 0) {
      reader.faultAt(
          path + ".head." + channels,
          head.whole(channels)
              + " channels cannot be divided "
              + (divided
                  ? "into sines and cosines of rows and columns"
                  : "among " + attentionHeads + " heads"),
          "take a multiple of 4" + (4 % attentionHeads == 0 ? "" : " and of " + attentionHeads));
    }
  }

  private static void checkWeights(String path, Settings backbone, DocumentReader reader) {
    if (backbone.has("weights-sha256")
        && !backbone.text("weights-sha256").matches("[0-9a-f]{64}")) {
      reader.faultAt(
          path + ".weights-sha256", "expected 64 hexadecimal digits", "sha256sum FILE prints them");
    }
    String source = backbone.has("file") ? "file" : "weights";
    boolean address = backbone.optionalText(source).orElse("").matches("https?://.*");
    if (address && !backbone.has("weights-sha256")) {
      reader.faultAt(
          path + "." + source, "an address needs weights-sha256", "so that everyone gets the same");
    }
    if (backbone.has("file")) {
      checkFile(path, backbone, reader);
      return;
    }
    for (String key : List.of("weights-sha256", "weights-fit")) {
      if (backbone.has(key) && !backbone.has("weights")) {
        reader.faultAt(path + "." + key, "'" + key + "' without 'weights'", "");
      }
    }
  }
}
