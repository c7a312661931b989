package io.lossbench.torch.head;

import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Features;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/** The layers from a backbone's features to the logits of the classes, one per class. */
@FunctionalInterface
interface Classifier {
  /** What the layers of a head that is no backbone's own are called. */
  String NAME = "head";

  /** That of the backbone's architecture, under the names that it was published with. */
  Classifier PUBLISHED =
      (layers, of, classes) -> of.backbone().classifier(layers, of.features(), classes);

  /** Features, and the backbone that made them. */
  record Source(Backbone backbone, Features features) {
    Value pooled(NetworkBuilder layers) {
      return backbone.pooled(layers, features);
    }

    Value map(NetworkBuilder layers) {
      return backbone.lastMap(layers, features);
    }
  }

  Value logits(NetworkBuilder layers, Source source, int classes);
}
