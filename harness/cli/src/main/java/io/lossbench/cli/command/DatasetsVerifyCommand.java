package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DeepCheck;
import io.lossbench.core.dataset.FeatureVectors;
import io.lossbench.core.dataset.Inputs;
import io.lossbench.core.suite.InvalidImages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code datasets verify}: whether a dataset can be used as it lies there. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Checks annotations, splits and images of a dataset and prints its fingerprint. Exit code"
            + " 1 if something is broken.")
public final class DatasetsVerifyCommand implements Callable<Integer> {
  private static final int SHOWN = 20;

  @Parameters(paramLabel = "NAME", description = "Name of the descriptor in datasets/.")
  String name = "";

  @Option(names = "--deep", description = "Decode every image too.")
  boolean deep;

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Dataset dataset = workspace.loader().open(workspace.descriptor(name), InvalidImages.SKIP);
    out.println(
        name
            + ": "
            + dataset.train().size()
            + " training"
            + dataset.validation().map(split -> ", " + split.size() + " validation").orElse("")
            + " and "
            + dataset.test().size()
            + " test "
            + inputs(dataset.train().inputs())
            + ", "
            + dataset.classes().size()
            + " classes");
    out.println("fingerprint " + dataset.fingerprint());
    dataset.notes().forEach(note -> out.println("note: " + note));
    List<Dataset.Problem> problems = new ArrayList<>(dataset.problems());
    if (deep) {
      problems.addAll(DeepCheck.undecodable(dataset));
    }
    problems.stream().limit(SHOWN).forEach(problem -> out.println("broken: " + problem));
    if (problems.size() > SHOWN) {
      out.println("... and " + (problems.size() - SHOWN) + " more");
    }
    out.println(
        problems.isEmpty()
            ? dataset.train().inputs() instanceof FeatureVectors
                ? "every vector is there, and all its numbers are finite"
                : "every image is there" + (deep ? " and can be decoded" : ", whole at its ends")
            : problems.size() + (problems.size() == 1 ? " image is broken" : " images are broken"));
    return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String inputs(Inputs inputs) {
    return inputs instanceof FeatureVectors vectors
        ? "vectors of " + vectors.width() + " numbers"
        : "images";
  }
}
