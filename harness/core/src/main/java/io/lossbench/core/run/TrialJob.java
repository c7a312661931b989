package io.lossbench.core.run;

import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import java.util.List;

/**
 * The task of a worker process, handed over as a JSON file.
 *
 * @param descriptor the dataset's descriptor, the suite's settings applied
 * @param dataRoots folders to look for the dataset in
 * @param cache folder for indices and for hashes of files that were read before
 * @param weights the file that the backbone starts from; empty for random weights
 * @param device {@code cpu}, {@code gpu} or {@code gpu:N}; its number stays out of all that is
 *     recorded or compared
 * @param threads of the engine
 * @param folder the trial's folder
 */
public record TrialJob(
    Trial trial,
    String lossbench,
    Settings descriptor,
    List<String> dataRoots,
    String cache,
    String weights,
    String device,
    int threads,
    String folder) {}
