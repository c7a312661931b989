package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.RunListener;
import io.lossbench.core.run.SuiteRun;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Recorded trials trained once more, from their records alone and into a ledger of their own.
 *
 * @param resources those for trials that were trained on such terms
 * @param listener one for so many jobs
 */
public record Retraining(
    RecordedIngredients ingredients,
    List<Path> dataRoots,
    Function<Provenance.Terms, Resources> resources,
    IntFunction<RunListener> listener) {

  /**
   * Trains the trials of some records.
   *
   * @param fresh an empty ledger
   * @return the new records, each by the one that it was trained from
   * @throws HarnessException if the ledger cannot be written or no worker be started
   */
  public Map<TrialRecord, TrialRecord> run(List<TrialRecord> originals, Ledger fresh)
      throws InterruptedException, IOException {
    Map<Resources, List<Trial>> alike = new LinkedHashMap<>();
    for (TrialRecord original : originals) {
      Resources given = resources.apply(original.provenance().comparable());
      List<Trial> trials = alike.computeIfAbsent(given, key -> new ArrayList<>());
      trials.add(original.trial().withPresentNumerics());
    }
    FileLock lock = fresh.lock();
    try {
      for (Map.Entry<Resources, List<Trial>> group : alike.entrySet()) {
        TrialLaunch launch = new TrialLaunch(ingredients, fresh, dataRoots, group.getKey());
        new SuiteRun(launch.executor(), fresh, listener.apply(group.getKey().jobs()))
            .run(group.getValue().stream().distinct().toList());
      }
    } finally {
      lock.acquiredBy().close();
    }
    Map<TrialRecord, TrialRecord> again = new LinkedHashMap<>();
    for (TrialRecord original : originals) {
      String id = original.trial().withPresentNumerics().id();
      again.put(
          original,
          fresh
              .find(id)
              .orElseThrow(
                  () ->
                      new HarnessException(
                          "the record of "
                              + original.trial().name()
                              + " could not be written to "
                              + fresh.folder())));
    }
    return again;
  }
}
