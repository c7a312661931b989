/**
 * What a run is started with: the data and weights of its suite, the devices and threads that its
 * trials get, and the processes of its workers.
 */
@NullMarked
package io.lossbench.cli.launch;

import org.jspecify.annotations.NullMarked;
