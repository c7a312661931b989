package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that the documents name are there: a promise is worth what holds it. */
class PromisesTest {
  private static final Pattern TEST =
      Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT))(?:\\.([a-z][A-Za-z0-9]*))?[` ]");

  /** Sources of all tests, by the name of their class. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("core", "torch", "cli", "fuzz")) {
      Path root = Cli.REPOSITORY.resolve("harness/" + module + "/src/test/java");
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.put(name, Files.readString(file));
        }
      }
    }
    return sources;
  }

  @ParameterizedTest
  @ValueSource(strings = {"SECURITY.md", "docs/FAULTS.md"})
  void areHeldByTestsThatAreThere(String document) throws IOException {
    Map<String, String> sources = sources();
    Matcher named = TEST.matcher(Files.readString(Cli.REPOSITORY.resolve(document)));
    int tests = 0;
    for (; named.find(); tests++) {
      assertThat(sources).containsKey(named.group(1));
      if (named.group(2) != null) {
        assertThat(sources.get(named.group(1))).contains("void " + named.group(2) + "(");
      }
    }
    assertThat(tests).isGreaterThan(20);
  }
}
