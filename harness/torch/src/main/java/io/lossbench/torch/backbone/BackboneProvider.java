package io.lossbench.torch.backbone;

import io.lossbench.core.plugin.Provider;

/** A backbone that users bring. */
public interface BackboneProvider extends Provider<Backbone> {}
