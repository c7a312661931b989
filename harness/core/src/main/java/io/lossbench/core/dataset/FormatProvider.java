package io.lossbench.core.dataset;

import io.lossbench.core.plugin.Provider;

/** A format that users bring. */
public interface FormatProvider extends Provider<Format> {}
