package io.lossbench.core.detection;

import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** The files of a trial that detects, on broken disks. */
class BrokenDetectionsTest extends BrokenDisks {
  private static void detections(int seed, Path place) throws IOException {
    DrawnDetections drawn = DrawnDetections.of(new SplitMix64(seed));
    new ObjectDetection()
        .writePredictions(place, WeightsKind.RAW, drawn.detections(), drawn.truth());
  }

  private static void annotations(int seed, Path place) throws IOException {
    new ObjectDetection().writeTruth(place, DrawnDetections.of(new SplitMix64(seed)).truth());
  }

  static Stream<Written> files() {
    return Stream.of(
        new Written(
            "detections",
            "detections-raw.json",
            place -> detections(1, place),
            place -> detections(2, place)),
        new Written(
            "annotations",
            "annotations.json",
            place -> annotations(1, place),
            place -> annotations(2, place)));
  }

  /** The run that goes on holds the lock of its ledger, and sweeps under it. */
  @Override
  protected void goOn(Written written, Path place) throws IOException {
    DurableFile.sweep(place, Instant.now());
    super.goOn(written, place);
  }
}
