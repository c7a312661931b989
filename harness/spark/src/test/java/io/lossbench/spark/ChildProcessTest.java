package io.lossbench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of a shard: what it leaves, and that it never outlives who started it. */
@Timeout(60)
class ChildProcessTest {
  /** Tells its id, and when it is asked to end. */
  private static final String PATIENT =
      "trap 'touch \"$0.asked\"; exit 130' TERM; echo $$ >\"$0.id\"; while :; do sleep 0.1; done";

  @TempDir Path folder;

  @Test
  void exitCodeAndLastLinesAreItsOwn() throws Exception {
    try (ChildProcess child =
        new ChildProcess(
            List.of("sh", "-c", "seq 30; echo \"$CARD\" >&2; exit 3"),
            Map.of("CARD", "two words"))) {
      assertThat(child.waitFor(30_000)).isTrue();
      assertThat(child.exitCode()).isEqualTo(3);
      assertThat(child.lastLines().lines()).hasSize(20).startsWith("12").endsWith("two words");
    }
  }

  @Test
  void aTaskThatIsKilledEndsIt() throws Exception {
    Path mark = folder.resolve("mark");
    ChildProcess child = new ChildProcess(List.of("sh", "-c", PATIENT, mark.toString()), Map.of());
    ProcessHandle process = started(mark);
    assertThat(child.waitFor(100)).isFalse();
    child.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(folder.resolve("mark.asked")).exists();
  }

  @Test
  void anExecutorThatIsKilledEndsIt() throws Exception {
    Path mark = folder.resolve("mark");
    Process executor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Executor.class.getName(),
                mark.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    ProcessHandle process = started(mark);
    executor.destroyForcibly().waitFor();
    process.onExit().get(30, TimeUnit.SECONDS);
    assertThat(folder.resolve("mark.asked")).exists();
  }

  /** What is killed. */
  static final class Executor {
    private Executor() {}

    public static void main(String[] mark) throws Exception {
      try (ChildProcess child = new ChildProcess(List.of("sh", "-c", PATIENT, mark[0]), Map.of())) {
        child.waitFor(60_000);
      }
    }
  }

  private static ProcessHandle started(Path mark) throws Exception {
    Path id = Path.of(mark + ".id");
    while (!Files.exists(id) || Files.readString(id).isBlank()) {
      Thread.sleep(20);
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(id).strip())).orElseThrow();
  }
}
