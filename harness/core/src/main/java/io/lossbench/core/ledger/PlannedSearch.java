package io.lossbench.core.ledger;

import io.lossbench.core.plan.TuningTrial;
import java.util.List;

/**
 * How far the search of a suite that is tuned is planned.
 *
 * @param following how many trials will be planned at most, when the planned ones are trained
 * @param notes what a reader must know of what is not planned; a sentence each
 * @param trials the tuning trials
 */
public record PlannedSearch(int following, List<String> notes, List<TuningTrial> trials) {
  public PlannedSearch {
    notes = List.copyOf(notes);
    trials = List.copyOf(trials);
  }
}
