package io.lossbench.core;

/**
 * A fault of the environment: a disk that is full, a dataset that is missing or altered, a lock
 * that is held.
 *
 * <p>The message says what happened, where, and what to do; it is shown without a stack trace.
 */
public final class HarnessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HarnessException(String message) {
    super(message);
  }

  public HarnessException(String message, Throwable cause) {
    super(message + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    String type = cause.getClass().getSimpleName();
    return cause.getMessage() == null
        ? " (" + type + ")"
        : " (" + type + ": " + cause.getMessage() + ")";
  }
}
