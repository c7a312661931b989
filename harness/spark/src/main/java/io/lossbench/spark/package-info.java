/**
 * Suites on Apache Spark: a shard is a task, and a task is the command {@code lossbench run
 * --shard} in a process of its own. Knows the JDK, Spark, and the commands by what they print.
 */
@NullMarked
package io.lossbench.spark;

import org.jspecify.annotations.NullMarked;
