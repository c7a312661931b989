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

  /** The innermost cause is the sentence that matters: which library, which file. */
  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String type = root.getClass().getSimpleName();
    return root.getMessage() == null
        ? " (" + type + ")"
        : " (" + type + ": " + root.getMessage() + ")";
  }
}
