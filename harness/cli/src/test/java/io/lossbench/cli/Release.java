package io.lossbench.cli;

import io.lossbench.cli.launch.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The unpacked release that the build makes for its tests. */
final class Release {
  private static final String NAME = "lossbench-" + Version.number();

  static final Path UNPACKED =
      Cli.REPOSITORY.resolve("harness/cli/target/unpacked").resolve(NAME).resolve(NAME);

  private Release() {}

  /**
   * A release in a folder of its own, which a test may write to.
   *
   * @return its launcher
   */
  static Path install(Path home) throws IOException {
    Files.createDirectories(home);
    for (String name : List.of("lossbench.jar", "lib", "suites", "datasets")) {
      Files.createSymbolicLink(home.resolve(name), UNPACKED.resolve(name));
    }
    return Files.copy(UNPACKED.resolve("lossbench"), home.resolve("lossbench"));
  }
}
