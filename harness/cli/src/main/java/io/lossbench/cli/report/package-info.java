/** Comparisons to Markdown and to one offline HTML file; the same ledger gives the same bytes. */
@NullMarked
package io.lossbench.cli.report;

import org.jspecify.annotations.NullMarked;
