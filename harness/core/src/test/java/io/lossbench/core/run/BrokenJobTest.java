package io.lossbench.core.run;

import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** The job of a worker on broken disks. */
class BrokenJobTest extends BrokenDisks {
  static Stream<Written> files() {
    return Stream.of(
        new Written(
            "job",
            "job.json",
            place -> new WorkFolder(place).begin("{\"trial\": \"old\"}"),
            place -> new WorkFolder(place).begin("{\"trial\": \"new\"}")));
  }

  /** The run that goes on holds the lock of its ledger, and sweeps under it. */
  @Override
  protected void goOn(Written written, Path place) throws IOException {
    DurableFile.sweep(place, Instant.now());
    super.goOn(written, place);
  }
}
