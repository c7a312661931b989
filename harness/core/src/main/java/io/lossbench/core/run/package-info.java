/**
 * Pending trials to an executor to the ledger: resume, timeouts, failure as data. Knows no engine,
 * no CSV and no HTML.
 */
@NullMarked
package io.lossbench.core.run;

import org.jspecify.annotations.NullMarked;
