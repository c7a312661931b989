package io.lossbench.fuzz;

import io.lossbench.core.HarnessException;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.SuiteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Feeds a reader with damaged inputs and counts what becomes of them. Input i of a reader and a
 * seed is always the same. Inputs that fail are saved, a few of each kind of failure.
 */
final class Fuzzer {
  private static final int SAVED_OF_A_KIND = 3;

  private final Path folder;
  private final long seed;
  private final Duration patience;

  /**
   * @param folder where inputs that fail are saved
   * @param patience after it a reader hangs
   */
  Fuzzer(Path folder, long seed, Duration patience) {
    this.folder = folder;
    this.seed = seed;
    this.patience = patience;
  }

  /**
   * What became of a reader's inputs.
   *
   * @param other failures by kind: neither accepted rightly nor refused
   */
  record Result(
      String reader,
      long inputs,
      long accepted,
      long refused,
      long slowestMillis,
      Map<String, Integer> other) {}

  /** Runs inputs {@code first} to {@code first + count - 1}, or until the time is over. */
  Result run(FuzzedReader reader, long first, long count, Duration time) {
    Map<String, Integer> other = new TreeMap<>();
    long accepted = 0;
    long refused = 0;
    long slowest = 0;
    long inputs = 0;
    long start = System.nanoTime();
    ExecutorService thread = thread();
    while (inputs < count && (time.isZero() || System.nanoTime() - start < time.toNanos())) {
      long number = first + inputs++;
      byte[] input = input(reader, number);
      long began = System.nanoTime();
      Throwable failure = null;
      Future<?> reading =
          thread.submit(
              () -> {
                reader.read(input.clone());
                return null;
              });
      try {
        reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        accepted++;
      } catch (ExecutionException e) {
        failure = e.getCause();
      } catch (TimeoutException e) {
        failure = new AssertionError("hangs: no answer in " + patience.toSeconds() + " s");
        // The thread is left behind; it may never come back.
        thread.shutdownNow();
        thread = thread();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      slowest = Math.max(slowest, (System.nanoTime() - began) / 1_000_000);
      if (failure instanceof SuiteException
          || failure instanceof HarnessException
          || failure instanceof FuzzedReader.Refused) {
        refused++;
      } else if (failure != null) {
        int seen = other.merge(kind(failure), 1, Integer::sum);
        if (seen <= SAVED_OF_A_KIND) {
          save(reader, number, input, failure);
        }
      }
    }
    thread.shutdownNow();
    return new Result(reader.name(), inputs, accepted, refused, slowest, other);
  }

  private static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "fuzzed");
          thread.setDaemon(true);
          return thread;
        });
  }

  byte[] input(FuzzedReader reader, long number) {
    SplitMix64 random = SplitMix64.stream(seed, reader.name().hashCode(), number);
    return new Mutation(random, reader.corpus(), reader.words()).input();
  }

  /** Type and place of a failure, or what was accepted wrongly. */
  private static String kind(Throwable failure) {
    if (failure instanceof AssertionError) {
      return "accepted wrongly or hangs: "
          + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
    String place =
        Arrays.stream(failure.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("io.lossbench"))
            .findFirst()
            .map(frame -> frame.getClassName() + ":" + frame.getLineNumber())
            .orElse("?");
    return failure.getClass().getSimpleName() + " at " + place;
  }

  private void save(FuzzedReader reader, long number, byte[] input, Throwable failure) {
    StringWriter text = new StringWriter();
    text.write(
        "again: ./mvnw test -pl harness/fuzz -am -Dtest=ReadersFuzzTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.reader='"
            + reader.name()
            + "' -Dfuzz.seed="
            + seed
            + " -Dfuzz.first="
            + number
            + " -Dfuzz.count=1\n\n");
    failure.printStackTrace(new PrintWriter(text, true));
    String name = reader.name().replace(' ', '-') + "-" + seed + "-" + number;
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name + ".input"), input);
      Files.writeString(folder.resolve(name + ".txt"), text.toString(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
