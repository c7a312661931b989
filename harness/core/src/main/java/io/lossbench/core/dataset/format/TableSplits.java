package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The splits of a table: which of its values stand for training, validation and test. */
final class TableSplits {
  private final Path file;
  private final String column;
  private final Faults faults;
  private final Map<String, String> roles = new LinkedHashMap<>();
  private final Map<String, Integer> rows = new LinkedHashMap<>();

  /**
   * Takes the values from the settings {@code train}, {@code validation} and {@code test}.
   *
   * @param column of the table
   */
  TableSplits(Path file, String column, Settings format, Faults faults) {
    this.file = file;
    this.column = column;
    this.faults = faults;
    for (String role : List.of(Listing.TRAIN, Listing.VALIDATION, Listing.TEST)) {
      if (format.has(role)) {
        String value = format.text(role);
        String other = roles.putIfAbsent(value, role);
        if (other != null) {
          faults.add(
              file,
              0,
              "the descriptor gives " + other + " and " + role + " the same split '" + value + "'");
        }
      }
    }
  }

  /** The role of a row, or empty after a fault. */
  Optional<String> role(long line, String value) {
    rows.merge(value, 1, Integer::sum);
    String role = roles.get(value);
    if (role == null) {
      faults.add(
          file,
          line,
          (value.isEmpty() ? "a row without a split" : "unknown split '" + value + "'")
              + "; "
              + Suggestion.of(value, roles.keySet())
              + " (what the table calls them is set by format.train, validation and test)");
    }
    return Optional.ofNullable(role);
  }

  /** Every split that the descriptor names has a row, unless another fault may have cost it. */
  void requireAll() {
    if (!faults.isEmpty()) {
      return;
    }
    roles.forEach(
        (value, role) -> {
          if (!rows.containsKey(value)) {
            faults.add(
                file,
                0,
                "no row has the "
                    + column
                    + " '"
                    + value
                    + "' (format."
                    + role
                    + "); the table has "
                    + (rows.isEmpty() ? "no rows" : counts()));
          }
        });
  }

  private String counts() {
    List<String> counts = new ArrayList<>();
    rows.forEach((value, count) -> counts.add("'" + value + "' (" + count + ")"));
    return String.join(", ", counts.subList(0, Math.min(8, counts.size())));
  }
}
