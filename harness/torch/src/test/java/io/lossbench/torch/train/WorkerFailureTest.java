package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerFailureTest {
  @TempDir Path folder;

  @Test
  void whatTheEnvironmentLacksIsItsSentence() {
    assertThat(WorkerFailure.of(new HarnessException("no such device")))
        .isEqualTo(new WorkerFailure("no such device", 3, false));
    assertThat(WorkerFailure.of(new IllegalStateException(new HarnessException("disk")).getCause()))
        .isEqualTo(new WorkerFailure("disk", 3, false));
  }

  @Test
  void memoryThatRanOutIsToldWhateverItIsWrappedIn() {
    RuntimeException wrapped =
        new IllegalStateException(new RuntimeException(new OutOfMemoryError("Java heap space")));
    assertThat(WorkerFailure.of(wrapped).reason())
        .isEqualTo(
            "the worker's Java memory ran out (Java heap space): lower train.batch-size or"
                + " image-size, or give it more with JAVA_TOOL_OPTIONS=-Xmx8g");
  }

  @Test
  void aFileThatCannotBeWrittenIsASentenceWithoutATrace() {
    assertThat(WorkerFailure.of(new IOException("No space left on device")))
        .isEqualTo(new WorkerFailure("the worker cannot go on: No space left on device", 3, false));
    try {
      Files.readString(folder.resolve("missing"));
    } catch (IOException e) {
      assertThat(WorkerFailure.of(new UncheckedIOException(e)).reason())
          .isEqualTo(
              "the worker cannot go on: " + folder.resolve("missing") + " (NoSuchFileException)");
    }
  }

  @Test
  void aBugKeepsItsTypeAndItsTrace() {
    assertThat(WorkerFailure.of(new ExceptionInInitializerError("broken")))
        .isEqualTo(new WorkerFailure("ExceptionInInitializerError: broken", 1, true));
    assertThat(WorkerFailure.of(new NullPointerException()))
        .isEqualTo(new WorkerFailure("NullPointerException", 1, true));
  }

  @Test
  void whatAPluginThrewIsWorthItsTraceAndAMissingLibraryIsNot() {
    assertThat(
            WorkerFailure.of(new HarnessException("the plugin x", new IllegalStateException("y"))))
        .isEqualTo(new WorkerFailure("the plugin x (IllegalStateException: y)", 3, true));
    assertThat(
            WorkerFailure.of(
                new HarnessException("no engine", new UnsatisfiedLinkError("libcuda.so.1: none"))))
        .isEqualTo(
            new WorkerFailure("no engine (UnsatisfiedLinkError: libcuda.so.1: none)", 3, false));
  }
}
