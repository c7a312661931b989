package io.lossbench.core.detection;

import io.lossbench.core.HarnessException;
import java.nio.file.Path;

/** Hears what is wrong in a file of annotations or detections, and where. */
@FunctionalInterface
public interface FaultListener {
  /** Takes a fault; the file cannot be used then. Line and column are 0 where there is none. */
  void fault(Path file, long line, long column, String message);

  /** Ends the reading at the first fault: that of a file that we wrote ourselves. */
  FaultListener FIRST =
      (file, line, column, message) -> {
        throw new HarnessException(
            file + (line > 0 ? ":" + line + ":" + column : "") + ": " + message);
      };
}
