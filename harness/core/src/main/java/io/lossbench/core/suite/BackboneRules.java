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
    boolean address = backbone.optionalText("weights").orElse("").matches("https?://.*");
    if (address && !backbone.has("weights-sha256")) {
      reader.faultAt(
          path + ".weights", "an address needs weights-sha256", "so that everyone gets the same");
    }
    for (String key : List.of("weights-sha256", "weights-fit")) {
      if (backbone.has(key) && !backbone.has("weights")) {
        reader.faultAt(path + "." + key, "'" + key + "' without 'weights'", "");
      }
    }
  }
}
