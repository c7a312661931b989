/**
 * JMH benchmarks. Run them with {@code java -cp
 * 'harness/microbench/target/*:harness/microbench/target/lib/*' org.openjdk.jmh.Main} and JMH's
 * options.
 */
@NullMarked
package io.lossbench.microbench;

import org.jspecify.annotations.NullMarked;
