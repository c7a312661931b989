/** The program: its main class, which knows the commands and what their errors exit with. */
@NullMarked
package io.lossbench.cli;

import org.jspecify.annotations.NullMarked;
