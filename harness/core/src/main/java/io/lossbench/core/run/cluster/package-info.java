/**
 * Suites on engines that exist: texts for Slurm, Kubernetes and Spark, each of whose tasks is one
 * command that can be repeated at any time.
 */
@NullMarked
package io.lossbench.core.run.cluster;

import org.jspecify.annotations.NullMarked;
