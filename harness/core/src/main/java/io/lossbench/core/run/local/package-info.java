/**
 * Trials in processes of this machine: a JVM each, since the engine's random state, thread pools
 * and native memory are process-wide. A crash or a leak costs one trial. Short ones of one kind may
 * share a process, one after the other.
 */
@NullMarked
package io.lossbench.core.run.local;

import org.jspecify.annotations.NullMarked;
