package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.launch.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher {@code lossbench} with the built jars, from wherever it was put. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  private static final Path TARGET = Cli.REPOSITORY.resolve("harness/cli/target");

  @TempDir Path folder;

  private record Answer(int code, String text) {}

  /** Where the launcher can stand. */
  private enum Place {
    /** Among the sources, which are built. */
    SOURCES("harness/cli/target") {
      @Override
      Path install(Path home) throws IOException {
        return installSources(home);
      }
    },
    /** In an unpacked release. */
    RELEASE("") {
      @Override
      Path install(Path home) throws IOException {
        return Release.install(home);
      }
    };

    private final String target;

    Place(String target) {
      this.target = target;
    }

    /** Puts a launcher and what it needs into a new folder, and names the launcher. */
    abstract Path install(Path home) throws IOException;

    /** The folder with lossbench.jar, where loaded classes are kept. */
    Path target(Path home) {
      return home.resolve(target);
    }
  }

  /** An installation as a build leaves it, its jars those of this build. */
  private static Path installSources(Path home) throws IOException {
    Path target = Files.createDirectories(home.resolve("harness/cli/target"));
    for (String name : List.of("lossbench.jar", "lib")) {
      Files.createSymbolicLink(target.resolve(name), TARGET.resolve(name));
    }
    for (String name : List.of("suites", "datasets", "pom.xml")) {
      Files.createSymbolicLink(home.resolve(name), Cli.REPOSITORY.resolve(name));
    }
    Files.createFile(target.resolve("built"));
    return Files.copy(Cli.REPOSITORY.resolve("lossbench"), home.resolve("lossbench"));
  }

  private Answer call(Map<String, String> variables, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LOSSBENCH_CACHE", folder.resolve("cache").toString());
    variables.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Answer(process.exitValue(), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's \"quoted\" $(touch x)", "Straße a*b?[c] %41+#!&;", "-dash"})
  void runsFromFoldersOfAnyName(String name) throws Exception {
    for (Place place : Place.values()) {
      Path home = folder.resolve(place.name()).resolve(name);
      Path launcher = place.install(home);
      for (int start = 1; start <= 2; start++) {
        // The second start has an archive of classes in that folder.
        Answer answer = call(Map.of(), launcher.toString(), "validate", suite());
        assertThat(answer.text())
            .startsWith(suite())
            .contains("is valid: suite 'quickstart', 15 trials");
        assertThat(answer.code()).isZero();
        assertThat(place.target(home).resolve("classes.jsa")).exists();
      }
    }
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void refusesAFolderWithAColonInOneSentence(Place place) throws Exception {
    Path launcher = place.install(folder.resolve("a:b"));
    Answer answer = call(Map.of(), launcher.toString(), "--version");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.text())
        .startsWith("error: a Java class path cannot hold a colon")
        .hasLineCount(1);
    Path link = Files.createSymbolicLink(folder.resolve("plain"), folder.resolve("a:b"));
    assertThat(call(Map.of(), link.resolve("lossbench").toString(), "--version").text())
        .startsWith("lossbench ");
  }

  @ParameterizedTest
  @EnumSource
  void isFoundThroughLinks(Place place) throws Exception {
    Path launcher = place.install(folder.resolve("home"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("first"), Path.of("../home/lossbench"));
    Files.createSymbolicLink(bin.resolve("second"), bin.resolve("first"));
    for (String command : List.of(bin + "/first", bin + "/second", "bin/second")) {
      assertThat(call(Map.of(), command, "--version").text()).startsWith("lossbench ");
    }
    assertThat(
            call(Map.of("PATH", bin + ":" + System.getenv("PATH")), "sh", "-c", "second --version")
                .text())
        .startsWith("lossbench ");
    assertThat(launcher).exists();
  }

  @Test
  void namesOutsideAsciiAreReadUnderEveryLocale() throws Exception {
    Path launcher = installSources(folder.resolve("home"));
    Path suite =
        Files.copy(
            Cli.REPOSITORY.resolve("suites/quickstart.yaml"), folder.resolve("Größe-套件.yaml"));
    for (String locale : List.of("C", "POSIX", "C.UTF-8", "ar_EG.UTF-8", "tr_TR.UTF-8", "xx_XX")) {
      Answer answer =
          call(
              Map.of("LC_ALL", locale),
              launcher.toString(),
              "plan",
              suite.toString(),
              "--results",
              folder.resolve("Ergebnisse-ü").toString());
      assertThat(answer.text()).as(locale).contains("# 15 trials, 15 to run").doesNotContain("٩");
      assertThat(answer.code()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void needsNoHome(Place place) throws Exception {
    Path launcher = place.install(folder.resolve("home"));
    Answer answer =
        call(Map.of("HOME", "", "LOSSBENCH_CACHE", ""), launcher.toString(), "validate", suite());
    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(folder.resolve("?")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyInstallationIsUsedAsItIs(Place place) throws Exception {
    Path launcher = place.install(folder.resolve("home"));
    Path target = place.target(folder.resolve("home"));
    // Sources that are newer than the build ask for a build only where one can be made.
    Files.createDirectories(folder.resolve("home/harness/cli/src/main"));
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(
        folder.resolve("home"), PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Assumptions.assumeFalse(Files.isWritable(target), "root may write anywhere");
      Answer answer = call(Map.of(), launcher.toString(), "validate", suite());
      assertThat(answer.text()).contains("is valid");
      assertThat(target.resolve("classes.jsa")).doesNotExist();
    } finally {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(
          folder.resolve("home"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** The build itself is a script here that says when it ran; what is tested is who calls it. */
  @Test
  void ofTwoFirstStartsAtOnceOneBuilds() throws Exception {
    Assumptions.assumeTrue(call(Map.of(), "sh", "-c", "command -v flock").code() == 0);
    Path home = folder.resolve("home");
    Path launcher = installSources(home);
    Files.delete(home.resolve("harness/cli/target/built"));
    Path mvnw =
        Files.writeString(
            home.resolve("mvnw"), "#!/bin/sh\necho built >> '" + folder + "/builds'\nsleep 3\n");
    Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    Answer both =
        call(
            Map.of(),
            "sh",
            "-c",
            "'" + launcher + "' --version & '" + launcher + "' --version & wait");
    assertThat(both.text().split("lossbench 0", -1)).hasSize(3);
    assertThat(folder.resolve("builds")).hasContent("built");
  }

  @Test
  void aReleaseHasNothingToBuild() throws Exception {
    Path home = folder.resolve("home");
    Path launcher = Release.install(home);
    Path mvnw = Files.writeString(home.resolve("mvnw"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(home.resolve("harness/core/src/main"));
    Files.createFile(home.resolve("pom.xml"));
    Answer answer = call(Map.of(), launcher.toString(), "--version");
    assertThat(answer.text()).isEqualTo("lossbench " + Version.number() + "\n");
    assertThat(home.resolve(".build.lock")).doesNotExist();
  }

  /**
   * The files of all releases have one time: only when they came here tells that they are others.
   */
  @Test
  void classesOfAReplacedJarAreNotKept() throws Exception {
    Path home = folder.resolve("home");
    Path launcher = Release.install(home);
    Path jar = home.resolve("lossbench.jar");
    Files.delete(jar);
    Files.copy(Release.UNPACKED.resolve("lossbench.jar"), jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    call(Map.of(), launcher.toString(), "--version");
    FileTime first = Files.getLastModifiedTime(home.resolve("classes.jsa"));
    call(Map.of(), launcher.toString(), "--version");
    assertThat(Files.getLastModifiedTime(home.resolve("classes.jsa"))).isEqualTo(first);
    Files.copy(Release.UNPACKED.resolve("lossbench.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    call(Map.of(), launcher.toString(), "--version");
    assertThat(Files.getLastModifiedTime(home.resolve("classes.jsa"))).isNotEqualTo(first);
  }

  private static String suite() {
    return Cli.REPOSITORY.resolve("suites/quickstart.yaml").toString();
  }
}
