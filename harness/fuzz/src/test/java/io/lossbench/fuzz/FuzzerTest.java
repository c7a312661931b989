package io.lossbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.HarnessException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the driver finds what it is there for, on a reader with three faults. */
class FuzzerTest {
  @TempDir Path folder;

  /** Refuses what does not start with "ok", fails at a 'z', hangs at a 'q', accepts the rest. */
  private static final class Faulty implements FuzzedReader {
    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public List<byte[]> corpus() {
      return List.of("ok 12\nok 34\n".getBytes());
    }

    @Override
    public List<String> words() {
      return List.of("z", "q", "w", "nothing");
    }

    @Override
    public void read(byte[] input) throws InterruptedException {
      String text = new String(input, java.nio.charset.StandardCharsets.ISO_8859_1);
      if (!text.startsWith("ok")) {
        throw new HarnessException("refused");
      }
      if (text.contains("z")) {
        throw new IllegalStateException("z");
      }
      if (text.contains("q")) {
        Thread.sleep(60_000);
      }
      if (text.contains("w")) {
        throw new AssertionError("w was taken for v");
      }
    }
  }

  @Test
  void findsExceptionsHangsAndWrongAnswersAndSavesThem() throws Exception {
    Fuzzer fuzzer = new Fuzzer(folder, 1, Duration.ofMillis(100));
    Fuzzer.Result result = fuzzer.run(new Faulty(), 0, 150, Duration.ZERO);
    int failed = result.other().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(result.inputs()).isEqualTo(150);
    assertThat(result.accepted() + result.refused() + failed).isEqualTo(150);
    assertThat(result.accepted()).isPositive();
    assertThat(result.refused()).isPositive();
    assertThat(result.other().keySet())
        .anyMatch(kind -> kind.startsWith("IllegalStateException at io.lossbench.fuzz"))
        .anyMatch(kind -> kind.contains("hangs"))
        .anyMatch(kind -> kind.contains("w was taken for v"));
    try (var saved = Files.list(folder)) {
      Path one = saved.filter(file -> file.toString().endsWith(".input")).findFirst().orElseThrow();
      long number =
          Long.parseLong(one.getFileName().toString().replaceAll(".*-(\\d+).input", "$1"));
      assertThat(one).hasBinaryContent(fuzzer.input(new Faulty(), number));
    }
  }

  @Test
  void theSameSeedGivesTheSameInputsAndOthersGiveOthers() {
    Fuzzer fuzzer = new Fuzzer(folder, 1, Duration.ofSeconds(1));
    Faulty reader = new Faulty();
    int same = 0;
    for (int i = 0; i < 100; i++) {
      assertThat(fuzzer.input(reader, i)).isEqualTo(fuzzer.input(reader, i));
      byte[] other = new Fuzzer(folder, 2, Duration.ofSeconds(1)).input(reader, i);
      same += java.util.Arrays.equals(fuzzer.input(reader, i), other) ? 1 : 0;
    }
    assertThat(same).isLessThan(20);
  }
}
