/**
 * A ledger against a reference: what became of each number, and whether a change may go in. Reads
 * records only.
 */
@NullMarked
package io.lossbench.core.check;

import org.jspecify.annotations.NullMarked;
