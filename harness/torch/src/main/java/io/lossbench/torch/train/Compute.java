package io.lossbench.torch.train;

import io.lossbench.core.provenance.Provenance;
import io.lossbench.torch.engine.Device;

/**
 * The device that a trial computes on.
 *
 * @param terms what its results must share with others to be compared
 */
record Compute(Device device, Provenance.Terms terms) {}
