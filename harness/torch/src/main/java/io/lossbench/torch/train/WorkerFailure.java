package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * The reason why a worker ends without a result, in one sentence that becomes the reason of its
 * trial.
 *
 * @param exitCode 3 for what the environment lacks, 1 for a bug
 * @param isBug whether the log should have the stack trace
 */
record WorkerFailure(String reason, int exitCode, boolean isBug) {

  static WorkerFailure of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return new WorkerFailure(
            "the worker's Java memory ran out ("
                + cause.getMessage()
                + "): lower train.batch-size or image-size, or give it more with"
                + " JAVA_TOOL_OPTIONS=-Xmx8g",
            3,
            false);
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HarnessException) {
        // What a plugin threw is worth its trace; a full disk or a missing library is not.
        Throwable own = cause.getCause();
        boolean thrown = own instanceof RuntimeException || own instanceof Error;
        return new WorkerFailure(
            String.valueOf(cause.getMessage()),
            3,
            thrown && !(own instanceof UnsatisfiedLinkError));
      }
      if (cause instanceof IOException) {
        return new WorkerFailure("the worker cannot go on: " + sentence(cause), 3, false);
      }
    }
    return new WorkerFailure(sentence(failure), 1, true);
  }

  private static String sentence(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    String message = failure.getMessage();
    if (message == null) {
      return type;
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      // The message is the file alone; the type says what is wrong with it.
      return message + " (" + type + ")";
    }
    return failure instanceof IOException ? message : type + ": " + message;
  }
}
