package io.lossbench.cli.command;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.launch.RecordedIngredients;
import io.lossbench.cli.launch.TemporaryFolder;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.suite.ValueType;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.head.Heads;
import io.lossbench.torch.script.Archive;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.train.NetworkFiles;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code export}, which hands a trained network to others. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a trained backbone as TorchScript (.pt), which torch.jit.load opens, or as"
          + " .safetensors under timm's names.",
      "The weights are those after the last epoch, of the kind that the report compares: their"
          + " moving average if the suite has one that says something, else the raw ones.",
      "Input of the .pt: float32, N x 3 x H x W, 0..1, or vectors; output: logits."
    })
public final class ExportCommand implements Callable<Integer> {
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
    LedgerCheck.requireRecorded(weights);
    Outcome outcome = record.outcome();
    TrainSettings train = record.trial().train();
    Network network = network(record, outcome.data(), weights);
    float[] state = SafeTensors.read(weights, network);
    WeightsKind kind = kind(outcome, state);
    if (output.toString().endsWith(".safetensors")) {
      write(file -> SafeTensors.write(file, network, state));
    } else if (output.toString().endsWith(".pt")) {
      Normalization normalization = train.settings().choice("normalize", Normalization.class);
      Archive archive = TrainingScript.export(network, normalization, state);
      write(file -> DurableFile.write(file, to -> archive.write(Channels.newOutputStream(to))));
    } else {
      throw new HarnessException("--output ends in .pt or .safetensors, not " + output);
    }
    out.println(
        "wrote "
            + output
            + " ("
            + record.trial().name()
            + ", "
            + (kind == WeightsKind.EMA ? "moving average" : "raw weights")
            + ", classes: "
            + String.join(", ", outcome.data().classes())
            + ")");
    return ExitCode.OK;
  }

  private Network network(TrialRecord record, Outcome.DataSummary data, Path weights) {
    Trial of = record.trial();
    Backbone backbone = opened(record);
    String format = of.spec().settings("dataset").settings("format").text("type");
    ValueType.Kind kind = workspace.extensions().definitions().group("formats").get(format);
    if (kind == null || !kind.inputs().equals(ValueType.Kind.VECTORS)) {
      return network(of, data, backbone);
    }
    int width = SafeTensors.vectorWidth(weights, network(of, data, backbone.onVectors(1)));
    return network(of, data, backbone.onVectors(width));
  }

  /** The backbone of a trial, with the file that it is described by, if that is so. */
  private Backbone opened(TrialRecord record) {
    Settings settings = record.trial().spec().settings("backbone");
    Backbone backbone = workspace.extensions().backbones().create(settings);
    if (!NetworkFiles.isNeeded(backbone)) {
      return backbone;
    }
    Optional<Path> file =
        new RecordedIngredients(
                List.of(record), workspace.ledger(suite).planned(), workspace.weightsRoots())
            .weights(record.trial());
    Engine.start(1, CacheFolder.required());
    try (TemporaryFolder folder = new TemporaryFolder("lossbench-export")) {
      return NetworkFiles.opened(backbone, record.trial(), file, folder.path(), Device.CPU);
    }
  }

  private static Network network(Trial of, Outcome.DataSummary data, Backbone backbone) {
    return Heads.of(Tasks.named(data.task()), of, backbone, data.classes().size()).network();
  }

  /** Which weights these are, by the hashes in the record. */
  private static WeightsKind kind(Outcome outcome, float[] state) {
    String found = Digest.ofFloats(state);
    return outcome.weights().stream()
        .filter(evaluation -> evaluation.weightsSha256().equals(found))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("weights that were never evaluated"))
        .weights();
  }

  /** Writes a file at the path it is given, as a whole or not at all. */
  @FunctionalInterface
  private interface Writer {
    void write(Path file) throws IOException;
  }

  private void write(Writer writer) {
    Path target = output.toAbsolutePath();
    DurableFile.sweepAbandoned(Objects.requireNonNull(target.getParent()));
    try {
      writer.write(target);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + output, e);
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
