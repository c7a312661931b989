package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A kind of what is made of scores, or of what else lies beside records, and kept in a file of the
 * ledger, because a ledger is often passed on without scores.
 */
public final class Kept<T> {
  /** What other test images would do to the differences of comparisons. */
  public static final Kept<ImageErrors> IMAGE_ERRORS =
      new Kept<>("test-images.json", "comparisons", ImageErrors.class);

  /** How far the probabilities of trials can be taken for frequencies. */
  public static final Kept<TrialCalibration> CALIBRATIONS =
      new Kept<>("calibration.json", "trials", TrialCalibration.class);

  /** Precision by recall of trials. */
  public static final Kept<TrialCurves> CURVES =
      new Kept<>("precision-recall.json", "trials", TrialCurves.class);

  private static final List<Kept<?>> ALL = List.of(IMAGE_ERRORS, CALIBRATIONS, CURVES);

  private final String file;
  private final String key;
  private final Class<T> type;

  private Kept(String file, String key, Class<T> type) {
    this.file = file;
    this.key = key;
    this.type = type;
  }

  /** All kinds. */
  static List<Kept<?>> all() {
    return ALL;
  }

  /** The name of the file. */
  String file() {
    return file;
  }

  String text(List<T> values) {
    return SealedJson.text(Map.of(key, values));
  }

  /**
   * Those in a ledger's folder; none without the file.
   *
   * @throws HarnessException if it is not what was written
   */
  List<T> read(Path folder) {
    Path path = folder.resolve(file);
    try {
      return Files.exists(path) ? List.copyOf(SealedJson.open(path).list(key, type)) : List.of();
    } catch (IOException e) {
      throw new HarnessException("cannot read " + path, e);
    } catch (SealedJson.DamagedException e) {
      throw new HarnessException(
          path + " is damaged: " + e.getMessage() + "; remove it, and run the suite again");
    }
  }
}
