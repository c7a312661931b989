package io.lossbench.core.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream from which nothing has come for too long: the HTTP client has no time-out for the
 * body of an answer, and a read of a connection that just went silent would wait for ever.
 */
final class StallWatch implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "stall-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> check;
  private volatile long lastMove = System.nanoTime();

  StallWatch(InputStream watched, Duration patience) {
    long period = Math.max(1, patience.toMillis() / 4);
    check =
        timer.scheduleAtFixedRate(
            () -> {
              if (System.nanoTime() - lastMove > patience.toNanos()) {
                try {
                  watched.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            },
            period,
            period,
            TimeUnit.MILLISECONDS);
  }

  /** Something came. */
  void moved() {
    lastMove = System.nanoTime();
  }

  @Override
  public void close() {
    check.cancel(false);
    timer.shutdownNow();
  }
}
