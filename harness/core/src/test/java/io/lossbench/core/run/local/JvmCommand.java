package io.lossbench.core.run.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of another JVM with the classes of this one. */
final class JvmCommand {
  private JvmCommand() {}

  static List<String> of(Class<?> main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}
