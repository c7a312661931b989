package io.lossbench.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command in a process of its own that does not outlive ours, even if ours is killed: it gets a
 * SIGTERM as soon as the pipe from us is closed, by whatever cause.
 */
final class ChildProcess implements AutoCloseable {
  private static final int LAST_LINES = 20;
  private static final int GRACE_SECONDS = 60;

  /** The pipe is the shell's standard input, which it watches; the command has none. */
  private static final String GUARDED =
      """
      exec 3<&0
      "$@" </dev/null 3<&- & child=$!
      { cat <&3; kill "$child"; } >/dev/null 2>&1 & guard=$!
      wait "$child"; code=$?
      kill "$guard"
      exit "$code"
      """;

  private final Process shell;
  private final Thread reader;
  private final Deque<String> last = new ArrayDeque<>();

  /**
   * Starts a command, whose output goes to our standard error.
   *
   * @param variables of its environment, beside ours
   */
  ChildProcess(List<String> command, Map<String, String> variables) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", GUARDED, "lossbench");
    builder.command().addAll(command);
    builder.environment().putAll(variables);
    shell = builder.redirectErrorStream(true).start();
    reader = new Thread(this::read, "output of lossbench");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = shell.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.err.println(line);
        synchronized (last) {
          last.addLast(line);
          if (last.size() > LAST_LINES) {
            last.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      // Closed, because the process is being ended.
    }
  }

  /** Waits for its end for some time; whether it has come. */
  boolean waitFor(long millis) throws InterruptedException {
    return shell.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** What an ended process has left: 128 and more are signals. */
  int exitCode() {
    return shell.exitValue();
  }

  /** The last lines that an ended process printed. */
  String lastLines() throws InterruptedException {
    reader.join(1000);
    synchronized (last) {
      return String.join("\n", last);
    }
  }

  /** Ends it if it still runs: it may keep its checkpoints for a minute, then it is killed. */
  @Override
  public void close() {
    if (!shell.isAlive()) {
      return;
    }
    List<ProcessHandle> all = shell.descendants().toList();
    try {
      shell.getOutputStream().close();
      shell.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // Gone already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }
}
