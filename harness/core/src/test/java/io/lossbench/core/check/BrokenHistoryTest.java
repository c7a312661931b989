package io.lossbench.core.check;

import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.ledger.Records;
import java.util.List;
import java.util.stream.Stream;

/** A history that is added to on broken disks. */
class BrokenHistoryTest extends BrokenDisks {
  private static List<History.Entry> entries(String commit) {
    return History.entries(
        Records.plan().trials().stream().map(trial -> Records.completed(trial, 40, 41)).toList(),
        commit,
        "2026-01-01T00:00:00Z");
  }

  static Stream<Written> files() {
    return Stream.of(
        new Written(
            "a first commit",
            "history.csv",
            place -> {},
            place -> History.add(place.resolve("history.csv"), entries("aaa"))),
        new Written(
            "a second commit",
            "history.csv",
            place -> History.add(place.resolve("history.csv"), entries("aaa")),
            place -> History.add(place.resolve("history.csv"), entries("bbb"))));
  }
}
