/**
 * Files as the harness meets them: text opened one way, whoever wrote it; files written durably, as
 * a whole or not at all; text from files made safe to print, and to paste into a shell.
 */
@NullMarked
package io.lossbench.core.file;

import org.jspecify.annotations.NullMarked;
