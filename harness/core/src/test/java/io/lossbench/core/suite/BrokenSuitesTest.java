package io.lossbench.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every suite in {@code broken-suites} with the message that its author reads. */
class BrokenSuitesTest {
  private static final Path FOLDER = Path.of("src/test/resources/broken-suites");

  static Stream<Path> suites() throws IOException {
    return Files.list(FOLDER).filter(file -> file.toString().endsWith(".yaml")).sorted();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void isRefusedWithItsMessage(Path file) throws IOException {
    SuiteReader reader = new SuiteReader(Definitions.builtIn(), TestSuites.DATASETS);
    String name = file.getFileName().toString();
    SuiteException refused =
        catchThrowableOfType(
            SuiteException.class, () -> reader.read(name, Files.readString(file), List.of()));
    Path expected = FOLDER.resolve(name.replace(".yaml", ".txt"));
    assertThat(refused).as(name).isNotNull();
    if (Boolean.getBoolean("lossbench.write-expected")) {
      Files.writeString(expected, refused.getMessage() + "\n");
    }
    assertThat(refused.getMessage() + "\n").isEqualTo(Files.readString(expected));
  }

  @Test
  void thereAreAtLeastTwenty() throws IOException {
    assertThat(suites()).hasSizeGreaterThanOrEqualTo(20);
  }
}
