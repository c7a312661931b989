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

  /** The innermost cause, whose sentence is the one that matters: which library, which file. */
  public static Throwable innermost(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String reason(Throwable cause) {
    Throwable root = innermost(cause);
    String type = root.getClass().getSimpleName();
    return root.getMessage() == null
        ? " (" + type + ")"
        : " (" + type + ": " + root.getMessage() + ")";
  }
}
