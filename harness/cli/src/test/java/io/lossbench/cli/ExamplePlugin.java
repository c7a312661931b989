package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A plugin project of {@code examples/}, compiled, and the program with it on the class path.
 *
 * @param project its folder
 * @param classes its classes and services
 */
record ExamplePlugin(Path project, Path classes) {

  /** Compiles {@code examples/NAME} into a folder below {@code folder}. */
  static ExamplePlugin compiled(String name, Path folder) throws IOException {
    Path project = Cli.REPOSITORY.resolve("examples").resolve(name);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString()));
    try (Stream<Path> sources = Files.walk(project.resolve("src/main/java"))) {
      sources.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    try (Stream<Path> files = Files.list(project.resolve("src/main/resources/META-INF/services"))) {
      for (Path file : files.toList()) {
        Files.copy(file, services.resolve(file.getFileName()));
      }
    }
    return new ExamplePlugin(project, classes);
  }

  /** Runs a command to its end; returns its exit code, a line break and what it printed. */
  String call(String... arguments) throws IOException, InterruptedException {
    Path log = classes.resolveSibling("log");
    ProcessBuilder builder = Cli.process(log, List.of(), arguments);
    int classPath = builder.command().indexOf("-cp") + 1;
    builder
        .command()
        .set(classPath, builder.command().get(classPath) + File.pathSeparator + classes);
    Process process = builder.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + "\n" + Files.readString(log);
  }
}
