package io.lossbench.cli;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.provenance.Digest;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands a trained network to others. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a trained backbone as TorchScript (.pt), which torch.jit.load opens, or as"
          + " .safetensors under timm's names.",
      "The weights are those after the last epoch, of the kind that the report compares: their"
          + " moving average if the suite has one that says something, else the raw ones.",
      "Input of the .pt: float32, N x 3 x H x W, 0..1; output: logits."
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SUITE",
      description = "Name of the suite, as in results/<suite>.")
  String suite = "";

  @Parameters(
      index = "1",
      paramLabel = "TRIAL",
      description =
          "Id of the trial or the start of it, or its name, such as generated-scenes/small/asl#1.")
  String trial = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "File to write: .pt or .safetensors.")
  Path output = Path.of("");

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Ledger ledger = workspace.ledger(suite);
    TrialRecord record = find(ledger);
    Path weights = ledger.trialFolder(record.trial().id()).resolve("weights.safetensors");
    if (record.outcome() == null || !Files.exists(weights)) {
      throw new HarnessException(
          "the weights of "
              + record.trial().name()
              + " are not there: "
              + weights
              + ". Run its suite to train it.");
    }
    Outcome outcome = record.outcome();
    TrainSettings train = record.trial().train();
    Network network =
        workspace
            .extensions()
            .backbones()
            .create(record.trial().spec().settings("backbone"))
            .network(outcome.data().classes().size(), train.precision());
    float[] state = SafeTensors.read(weights, network);
    String kind = kind(outcome, state, weights);
    if (output.toString().endsWith(".safetensors")) {
      write(file -> SafeTensors.write(file, network, state));
    } else if (output.toString().endsWith(".pt")) {
      Normalization normalization = train.settings().choice("normalize", Normalization.class);
      write(TrainingScript.export(network, normalization, state)::write);
    } else {
      throw new HarnessException("--output ends in .pt or .safetensors, not " + output);
    }
    out.println(
        "wrote "
            + output
            + " ("
            + record.trial().name()
            + ", "
            + (kind.equals(ComparedWeights.AVERAGE) ? "moving average" : "raw weights")
            + ", classes: "
            + String.join(", ", outcome.data().classes())
            + ")");
    return ExitCode.OK;
  }

  /** Which weights the file holds, by the hashes in the record. */
  private static String kind(Outcome outcome, float[] state, Path file) {
    String found = Digest.ofFloats(state);
    return outcome.weights().stream()
        .filter(evaluation -> evaluation.weightsSha256().equals(found))
        .findFirst()
        .orElseThrow(
            () ->
                new HarnessException(
                    file
                        + " does not hold the weights that were evaluated: they hash to "
                        + found
                        + ", the record says "
                        + String.join(
                            " or ",
                            outcome.weights().stream()
                                .map(Outcome.Evaluation::weightsSha256)
                                .toList())
                        + ". Remove the trial's folder and run the suite again."))
        .weights();
  }

  /** A file's content, written to the path it is given. */
  @FunctionalInterface
  private interface Content {
    void writeTo(Path file) throws IOException;
  }

  /** The output is there as a whole or not at all. */
  private void write(Content content) {
    Path target = output.toAbsolutePath();
    Path half = target.resolveSibling(".export-" + UUID.randomUUID() + ".tmp");
    try {
      content.writeTo(half);
      Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + output, e);
    } finally {
      delete(half);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The reason why nothing was written is told already.
    }
  }

  private TrialRecord find(Ledger ledger) {
    List<TrialRecord> found =
        ledger.records().stream()
            .filter(r -> r.trial().id().startsWith(trial) || r.trial().name().equals(trial))
            .toList();
    if (found.size() != 1) {
      throw new HarnessException(
          found.size()
              + " trials in "
              + ledger.folder()
              + " match '"
              + trial
              + "'; `lossbench plan` lists them");
    }
    return found.get(0);
  }
}
