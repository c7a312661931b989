/**
 * What a task brings: its metrics, what is right for an image, what a network says of it, and how
 * the one is judged by the other. Classification is in a room of its own, which implements this
 * one; nothing else but the dataset formats names a task.
 */
@NullMarked
package io.lossbench.core.task;

import org.jspecify.annotations.NullMarked;
