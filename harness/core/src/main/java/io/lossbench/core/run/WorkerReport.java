package io.lossbench.core.run;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.provenance.Provenance;
import java.util.Map;

/**
 * What a worker leaves behind when its trial is complete; read by the process that forked it.
 *
 * @param files SHA-256 of the files that it wrote into the trial's folder, by name
 * @param workSeconds that this process trained and evaluated
 */
public record WorkerReport(
    Provenance provenance, Outcome outcome, Map<String, String> files, double workSeconds) {}
