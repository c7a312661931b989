/** Files as the harness meets them: text is opened one way, whoever wrote it. */
@NullMarked
package io.lossbench.core.file;

import org.jspecify.annotations.NullMarked;
