package io.lossbench.cli.command;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.launch.Extensions;
import io.lossbench.core.dataset.DatasetLoader;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where data is, and what reads it. */
class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds the datasets' files; can be given more than once. Also:"
              + " LOSSBENCH_DATA.")
  List<Path> data = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  private @Nullable Extensions extensions;

  /** Read when first asked for: picocli makes every command's options, and one's are used. */
  final Extensions extensions() {
    if (extensions == null) {
      Extensions found = Extensions.onClasspath();
      PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
      found
          .faults()
          .values()
          .forEach(faults -> faults.forEach(fault -> err.println("warning: " + fault)));
      extensions = found;
    }
    return extensions;
  }

  /** Folders to look for data in: the options, the variable, then the descriptors' own folder. */
  List<Path> dataRoots() {
    return roots(data, Workspace.home().resolve("datasets"));
  }

  /**
   * Folders to look for weights in. What comes with lossbench is last, so that files of one's own
   * are taken first.
   */
  final List<Path> weightsRoots() {
    List<Path> roots = new ArrayList<>(dataRoots());
    roots.add(Workspace.home().resolve("suites/weights"));
    return roots;
  }

  static List<Path> roots(List<Path> named, Path descriptors) {
    List<Path> roots = new ArrayList<>(named);
    String variable = System.getenv("LOSSBENCH_DATA");
    if (variable != null && !variable.isBlank()) {
      for (String folder : variable.split(File.pathSeparator)) {
        roots.add(Path.of(folder));
      }
    }
    roots.add(descriptors);
    return roots.stream().map(root -> root.toAbsolutePath().normalize()).distinct().toList();
  }

  final DatasetLoader loader() {
    return new DatasetLoader(extensions().formats(), dataRoots(), CacheFolder.find());
  }
}
