package io.lossbench.core.detection;

import io.lossbench.core.HarnessException;
import java.nio.file.Path;

/** Hears what is wrong in a file of annotations or detections, and where; and what is left out. */
@FunctionalInterface
public interface FaultListener {
  /** Takes a fault; the file cannot be used then. Line and column are 0 where there is none. */
  void fault(Path file, long line, long column, String message);

  /** Takes a sentence that a reader of the numbers must know. */
  default void note(String sentence) {}

  /** Ends the reading at the first fault: that of a file that we wrote ourselves. */
  FaultListener FIRST =
      (file, line, column, message) -> {
        throw new HarnessException(
            file + (line > 0 ? ":" + line + ":" + column : "") + ": " + message);
      };
}
