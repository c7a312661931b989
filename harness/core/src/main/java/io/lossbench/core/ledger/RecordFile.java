package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.file.Path;

/** A record as it lies in its trial's folder: read only if it is what was written there. */
final class RecordFile {
  private RecordFile() {}

  /**
   * The record in a file.
   *
   * @param id of the trial whose folder the file lies in
   * @throws HarnessException if it is damaged, of another version, or another trial's
   */
  static TrialRecord read(Path file, String id) throws IOException {
    try {
      SealedJson json = SealedJson.open(file);
      String version = json.raw("schemaVersion");
      boolean old = version.equals(String.valueOf(RecordUpgrade.OLDEST));
      if (!RecordUpgrade.reads(version)) {
        throw new HarnessException(
            "the record "
                + file
                + " has schema version "
                + version
                + ", and this lossbench reads versions "
                + RecordUpgrade.OLDEST
                + " to "
                + TrialRecord.SCHEMA_VERSION
                + ": use the lossbench that wrote it, or move it away to train the trial again");
      }
      TrialRecord record =
          old ? json.as(TrialRecord.class, RecordUpgrade::from2) : json.as(TrialRecord.class);
      Trial trial = record.trial();
      if (!trial.id().equals(id) || !trial.hasIdOfItsSpec()) {
        throw new HarnessException(
            "the record "
                + file
                + " is of another trial: it says "
                + trial.id()
                + " ("
                + trial.name()
                + ")"
                + (trial.hasIdOfItsSpec() ? "" : ", which is not the id of its own specification")
                + "; move it away to train "
                + id
                + " again");
      }
      return record;
    } catch (SealedJson.DamagedException e) {
      throw new HarnessException(
          "the record "
              + file
              + " is damaged: "
              + e.getMessage()
              + "; move it away to train the trial again");
    }
  }
}
