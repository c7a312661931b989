package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.suite.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code datasets list}: which datasets there are, and where their files have to lie.
 */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the descriptors: title, source, licence and the files they expect.")
public final class DatasetsListCommand implements Callable<Integer> {
  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    for (String name : workspace.reader().descriptorNames()) {
      Settings descriptor = workspace.descriptor(name);
      out.println(name + "  " + descriptor.text("title"));
      for (String key : List.of("description", "source", "licence")) {
        if (!descriptor.text(key).isEmpty()) {
          out.println("    " + descriptor.text(key));
        }
      }
      workspace
          .extensions()
          .format(descriptor)
          .layout()
          .forEach(line -> out.println("    DIR/" + line));
      int files = descriptor.list("files").size();
      if (files > 0) {
        out.println("    fetch: lossbench datasets fetch " + name + " --data DIR");
      }
    }
    return ExitCode.OK;
  }
}
