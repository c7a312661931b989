/**
 * Files from the network, only when a user asks: downloads that go on where they stopped, checked
 * by size and hash, and archives unpacked without trusting them.
 */
@NullMarked
package io.lossbench.core.fetch;

import org.jspecify.annotations.NullMarked;
