/** Measurements of lossbench itself: JMH's results as a table and as a page. */
@NullMarked
package io.lossbench.cli.bench;

import org.jspecify.annotations.NullMarked;
