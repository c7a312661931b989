package io.lossbench.core.run;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.provenance.Provenance;

/**
 * What a worker leaves behind when its trial is complete; read by the process that forked it.
 *
 * @param workSeconds that this process trained and evaluated
 */
public record WorkerReport(Provenance provenance, Outcome outcome, double workSeconds) {}
