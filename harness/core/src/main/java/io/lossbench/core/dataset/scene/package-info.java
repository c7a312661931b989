/** Scenes that are drawn instead of photographed: pixels and labels from a seed alone. */
@NullMarked
package io.lossbench.core.dataset.scene;

import org.jspecify.annotations.NullMarked;
