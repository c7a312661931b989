package io.lossbench.torch.head;

import io.lossbench.core.suite.Settings;
import java.util.Map;
import java.util.function.Function;

/** The ways from features to the classes' logits, by the name that a suite gives them. */
final class Classifiers {
  private static final Map<String, Function<Settings, Classifier>> BY_TYPE =
      Map.of(
          "linear",
          settings -> Classifier.PUBLISHED,
          "mlp",
          settings -> new MlpClassifier(settings.integer("hidden"), settings.number("dropout")),
          "ml-decoder",
          MlDecoder::of,
          "query2label",
          QueryToLabel::of);

  private Classifiers() {}

  /** What a backbone's settings name: by default the classifier that it was published with. */
  static Classifier of(Settings backbone) {
    if (!backbone.has("head")) {
      return Classifier.PUBLISHED;
    }
    Settings head = backbone.settings("head");
    Function<Settings, Classifier> maker = BY_TYPE.get(head.text("type"));
    if (maker == null) {
      throw new IllegalArgumentException("no head of type " + head.text("type"));
    }
    return maker.apply(head);
  }
}
