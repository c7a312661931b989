/**
 * Durable records of trials, and the tables derived from them. One record file a trial is the
 * commit point; everything else can be rebuilt.
 */
@NullMarked
package io.lossbench.core.ledger;

import org.jspecify.annotations.NullMarked;
