package io.lossbench.torch.engine;

import ai.djl.engine.EngineException;
import java.util.Locale;

/** The failure of a call of an archive, as the engine tells it. */
public final class EngineFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineFailure(EngineException cause) {
    super(cause.getMessage(), cause);
  }

  /** Whether memory ran out, the device's or the processor's. */
  public boolean isOutOfMemory() {
    String message = String.valueOf(getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }
}
