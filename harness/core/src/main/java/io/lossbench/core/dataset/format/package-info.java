/**
 * The layouts of dataset files, a class each: how it is read, what it looks like, and a miniature
 * of it.
 *
 * <p>{@link io.lossbench.core.dataset.format.Formats} lists them beside those that users bring.
 */
@NullMarked
package io.lossbench.core.dataset.format;

import org.jspecify.annotations.NullMarked;
