/**
 * Pending trials to an executor to the ledger: resume, failure as data, and what a run and its
 * workers tell each other through files. Knows no engine, no CSV and no HTML.
 */
@NullMarked
package io.lossbench.core.run;

import org.jspecify.annotations.NullMarked;
