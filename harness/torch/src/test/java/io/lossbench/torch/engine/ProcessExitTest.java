package io.lossbench.torch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessExitTest {
  @TempDir Path folder;

  /** A shutdown hook would write a file, and a thread sits in native code for ever. */
  static final class Leaving {
    private Leaving() {}

    public static void main(String[] arguments) {
      ProcessExit.prepare();
      Path hook = Path.of(arguments[0]);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      Files.createFile(hook);
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
      new Thread(
              () -> {
                try {
                  System.in.read();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .start();
      ProcessExit.now(37);
    }
  }

  @Test
  void theProcessEndsWithItsStatusAndRunsNothingOnTheWay() throws Exception {
    Path hook = folder.resolve("hook");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Leaving.class.getName(),
                hook.toString())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(37);
    assertThat(hook).doesNotExist();
  }
}
